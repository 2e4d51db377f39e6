import type { FilePreview, PreviewRequest } from '../../model/fileCheck.ts';
import { readFileText } from '../fileText.ts';
import { findWorkspaceFile } from './workspaceFile.ts';

const maxLines = 12;
const maxLineLength = 240;

/** Larger files that no editor has open are not read for a glance. */
const maxSizeBytes = 2_000_000;

/** Lines that are shown before and after a single one. */
const linesBefore = 3;
const linesAfter = 5;

/**
 * The lines of a file that a link leads to: as an open document has them, else as they are on disk. A single line comes
 * with some around it. No lines where there is no such file in the workspace or no text in it.
 */
export async function previewFile(request: PreviewRequest): Promise<FilePreview> {
  const uri = await findWorkspaceFile(request);
  const text = uri && (await readFileText(uri, maxSizeBytes));
  if (text === undefined) return { id: request.id, startLine: 1, lines: [], lineCount: 0 };
  const all = text.split(/\r\n|\r|\n/);
  if (all.at(-1) === '') all.pop();
  const { first, last } = shownLines(request, all.length);
  const lines = all.slice(first - 1, last).map((line) => line.slice(0, maxLineLength));
  return { id: request.id, startLine: first, lines, lineCount: all.length };
}

function shownLines(
  { startLine, endLine }: PreviewRequest,
  count: number,
): { readonly first: number; readonly last: number } {
  if (startLine === undefined) return { first: 1, last: maxLines };
  const start = Math.min(startLine, Math.max(count, 1));
  if (endLine === undefined || endLine <= start)
    return { first: Math.max(start - linesBefore, 1), last: start + linesAfter };
  return { first: start, last: Math.min(endLine, start + maxLines - 1) };
}
