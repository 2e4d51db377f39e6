import { isObject, numberOf, optional, stringOf } from './parse.ts';

/** A place in the workspace. Lines count from 1 and both ends are included. */
export interface CodeReference {
  /** Relative to its workspace folder, with `/`. Never absolute: this travels to services. */
  readonly path: string;
  /** The workspace folder's name; only where the workspace has several. */
  readonly folder?: string;
  readonly startLine?: number;
  readonly endLine?: number;
  /** VS Code's language id. */
  readonly language?: string;
}

/** Reads what {@link CodeReference} looks like after a round trip through a service; undefined if there is no path. */
export function readCodeReference(value: unknown): CodeReference | undefined {
  const path = stringOf(value, 'path');
  if (!isObject(value) || !path) return undefined;
  const startLine = lineOf(value, 'startLine');
  const endLine = lineOf(value, 'endLine');
  return {
    path,
    ...optional({
      folder: stringOf(value, 'folder'),
      startLine,
      endLine: startLine === undefined ? undefined : Math.max(startLine, endLine ?? startLine),
      language: stringOf(value, 'language'),
    }),
  };
}

/** `src/a.ts:3-9`, `src/a.ts:3`, `src/a.ts`; with several workspace folders `name/src/a.ts:3`. */
export function describeReference(reference: CodeReference): string {
  const path = reference.folder ? `${reference.folder}/${reference.path}` : reference.path;
  if (reference.startLine === undefined) return path;
  const isOneLine = reference.endLine === undefined || reference.endLine === reference.startLine;
  return isOneLine ? `${path}:${reference.startLine}` : `${path}:${reference.startLine}-${reference.endLine}`;
}

function lineOf(value: unknown, key: string): number | undefined {
  const line = numberOf(value, key);
  return line !== undefined && Number.isInteger(line) && line >= 1 ? line : undefined;
}
