import { booleanOf, isObject, numberOf, optional, stringOf } from './parse.ts';

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
  /** The cell of a notebook, counted from 1; lines then count within the cell. */
  readonly cell?: number;
  /** Which version the code is from, where that is not the file as it is now: `HEAD`, `index`, a commit. */
  readonly revision?: string;
  /** True for a text that is in no file here: it was pasted or dropped, and `path` is its name. */
  readonly isLoose?: boolean;
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
      cell: lineOf(value, 'cell'),
      revision: stringOf(value, 'revision'),
      isLoose: booleanOf(value, 'isLoose') || undefined,
    }),
  };
}

/**
 * `src/a.ts:3-9`, `src/a.ts:3`, `src/a.ts`; with several workspace folders `name/src/a.ts:3`; in a notebook
 * `b.ipynb (cell 2):3`; in an older version `src/a.ts:3 (HEAD)`.
 */
export function describeReference(reference: CodeReference): string {
  const path = reference.folder ? `${reference.folder}/${reference.path}` : reference.path;
  const cell = reference.cell === undefined ? '' : ` (cell ${reference.cell})`;
  const revision = reference.revision === undefined ? '' : ` (${reference.revision})`;
  return `${path}${cell}${linesOf(reference)}${revision}`;
}

function linesOf({ startLine, endLine }: CodeReference): string {
  if (startLine === undefined) return '';
  return endLine === undefined || endLine === startLine ? `:${startLine}` : `:${startLine}-${endLine}`;
}

function lineOf(value: unknown, key: string): number | undefined {
  const line = numberOf(value, key);
  return line !== undefined && Number.isInteger(line) && line >= 1 ? line : undefined;
}
