import { statSync } from 'node:fs';
import path from 'node:path';
import { isObject, parseJson } from '../../model/parse.ts';
import { workspaceMetadataKey } from '../../wire/seekrflow.ts';
import { unprocessable } from '../http/httpError.ts';
import { type Workspace, parseWorkspace } from '../workspace/workspace.ts';

/** Over TCP: the folders of the command line, whatever a run says. */
export function fixedWorkspace(folders: readonly string[]): Workspace {
  return { folders: folders.map((folder) => ({ name: path.basename(folder) || folder, path: folder })), exclude: [] };
}

/**
 * Over the socket: the folders that the window describes in the run's metadata; none if it says nothing. Folders that
 * are gone are left out. Throws a 422 for a description that cannot be meant.
 */
export function describedWorkspace(described: string | undefined): Workspace {
  if (described === undefined) return { folders: [], exclude: [] };
  const value = parseJson(described);
  if (!isObject(value) || !Array.isArray(value['folders']))
    throw invalid('A JSON object with a list of folders is expected');
  const { folders, exclude } = parseWorkspace(described);
  if (!folders.every((folder) => path.isAbsolute(folder.path))) throw invalid('Folders must be absolute paths');
  return { folders: folders.filter((folder) => isFolder(folder.path)), exclude };
}

function isFolder(folder: string): boolean {
  try {
    return statSync(folder).isDirectory();
  } catch {
    return false;
  }
}

function invalid(msg: string) {
  return unprocessable([{ loc: ['body', 'metadata', workspaceMetadataKey], msg, type: 'value_error' }]);
}
