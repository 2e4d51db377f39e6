import { arrayOf, isObject, parseJson, stringOf } from '../../model/parse.ts';

export interface WorkspaceFolder {
  readonly name: string;
  /** Absolute, in the form of this machine. Never leaves the local host. */
  readonly path: string;
}

/** What may be read: everything below the folders that neither git nor the globs leave out. */
export interface Workspace {
  readonly folders: readonly WorkspaceFolder[];
  /** VS Code's globs of `files.exclude` and `search.exclude` that are switched on. */
  readonly exclude: readonly string[];
}

/**
 * Reads the one string in which a window describes its workspace:
 * `{ "folders": [{ "name", "path" }], "exclude": ["**\/node_modules"] }`. Whatever cannot be read is left out, so the
 * worst case is a workspace without folders, in which nothing is found.
 */
export function parseWorkspace(text: string): Workspace {
  const value = parseJson(text);
  const folders = arrayOf(value, 'folders').flatMap((folder) => {
    const path = isObject(folder) ? stringOf(folder, 'path') : undefined;
    if (!path) return [];
    return [{ name: stringOf(folder, 'name') || (path.split(/[\\/]/).findLast((part) => part !== '') ?? path), path }];
  });
  return {
    folders,
    exclude: arrayOf(value, 'exclude').filter((glob): glob is string => typeof glob === 'string' && glob !== ''),
  };
}
