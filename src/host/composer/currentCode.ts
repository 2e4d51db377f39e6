import type { CodeReference } from '../../model/codeReference.ts';
import type { Snippet } from '../../model/prompt.ts';
import { tooLargeBytes } from '../ask/size.ts';
import { readFileText } from '../fileText.ts';
import { findWorkspaceFile } from '../panel/workspaceFile.ts';

/**
 * The text of the file that a reference names, as the editor or else the disk has it now. Undefined where that cannot
 * be told: an older version, a cell, a file that is not there or is too large to be compared.
 */
export async function readCurrent(reference: CodeReference): Promise<string | undefined> {
  if (reference.isLoose || reference.revision !== undefined || reference.cell !== undefined) return undefined;
  const uri = await findWorkspaceFile(reference);
  const text = uri && (await readFileText(uri, tooLargeBytes));
  return text?.replaceAll('\r\n', '\n');
}

/** Whether the lines that a snippet names still have its code. A selection may be a part of its lines. */
export function isAsChosen({ reference, code }: Snippet, current: string): boolean {
  return linesOf(reference, current).includes(code.replace(/\n$/, ''));
}

/** The snippet with the text of its lines as it is now; undefined if the file does not reach so far any more. */
export function asItIsNow({ reference }: Snippet, current: string): Snippet | undefined {
  const code = linesOf(reference, current);
  if (code.trim() === '') return undefined;
  const { startLine } = reference;
  if (startLine === undefined) return { reference, code };
  const endLine = startLine + code.replace(/\n$/, '').split('\n').length - 1;
  return { reference: { ...reference, endLine }, code };
}

function linesOf({ startLine, endLine }: CodeReference, text: string): string {
  if (startLine === undefined) return text;
  return text
    .split('\n')
    .slice(startLine - 1, endLine ?? startLine)
    .join('\n');
}
