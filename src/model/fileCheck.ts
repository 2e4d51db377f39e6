import { arrayOf, lineNumberOf, numberOf, optional, stringOf } from './parse.ts';

/** How many files the panel may ask about at once; the rest follows with its next message. */
export const maxCheckedFiles = 200;

/** Longest path that is asked about. */
export const maxCheckedPathLength = 1_024;

/** Where a file that an answer names is in the workspace. */
export interface FilePlace {
  /** Relative to its workspace folder, with `/`. */
  readonly path: string;
  /** The workspace folder's name; only where the workspace has several. */
  readonly folder?: string;
}

/** A path as an answer has it, and the file it means; without a place there is no such file. */
export interface CheckedFile {
  readonly asked: string;
  readonly place?: FilePlace;
}

/** Lines of a file that the panel wants to show, counted from 1, both included. */
export interface PreviewRequest extends FilePlace {
  /** Comes back with the lines. */
  readonly id: number;
  readonly startLine?: number;
  readonly endLine?: number;
}

/** What a file has at the lines that were asked for; `lines` is empty where it cannot be read as text. */
export interface FilePreview {
  readonly id: number;
  /** The number of the first of `lines`. */
  readonly startLine: number;
  readonly lines: readonly string[];
  /** How many lines the file has. */
  readonly lineCount: number;
}

/** Reads the paths of a `checkFiles` message; undefined if they are not what a panel sends. */
export function readCheckedPaths(value: unknown): readonly string[] | undefined {
  const paths = arrayOf(value, 'paths');
  const isFine = (path: unknown): path is string =>
    typeof path === 'string' && path !== '' && path.length <= maxCheckedPathLength;
  return paths.length > 0 && paths.length <= maxCheckedFiles && paths.every(isFine) ? paths : undefined;
}

/** Reads {@link PreviewRequest} from the panel; undefined for anything else. */
export function readPreviewRequest(value: unknown): PreviewRequest | undefined {
  const id = numberOf(value, 'id');
  const path = stringOf(value, 'path');
  if (id === undefined || !path || path.length > maxCheckedPathLength) return undefined;
  return {
    id,
    path,
    ...optional({
      folder: stringOf(value, 'folder'),
      startLine: lineNumberOf(value, 'startLine'),
      endLine: lineNumberOf(value, 'endLine'),
    }),
  };
}
