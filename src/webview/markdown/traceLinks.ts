import type { CodeActions } from './codeToolbar.ts';
import { splitMentions } from './fileMention.ts';

/**
 * Fences that hold what a program printed, where paths name places: stack traces, compiler errors, test reports. None
 * of them has a grammar, whose colours would draw the lines anew.
 */
const outputLanguages: ReadonlySet<string> = new Set([
  '',
  'output',
  'plaintext',
  'stacktrace',
  'text',
  'traceback',
  'txt',
]);

/** Longer output is data. */
const maxLength = 40_000;

/**
 * Wraps the files that a finished block of output names, so that they can become links. Nothing moves: the text stays
 * what it is, in the same place, and a line stays one node. Lines that were looked through before stay as they are.
 *
 * @param code holds chunks, which hold the lines
 * @param unfinished a last line that is still to be changed, left alone
 */
export function linkTraces(
  code: HTMLElement,
  language: string,
  actions: Pick<CodeActions, 'mention'>,
  unfinished: Node | undefined,
): void {
  if (!outputLanguages.has(language.toLowerCase()) || code.textContent.length > maxLength) return;
  for (const chunk of code.children) {
    for (const node of chunk.childNodes) {
      if (node.nodeType !== node.TEXT_NODE || node === unfinished) continue;
      const line = lineWithMentions(node.textContent ?? '', code.ownerDocument, actions);
      if (line) node.replaceWith(line);
    }
  }
}

function lineWithMentions(
  text: string,
  document: Document,
  actions: Pick<CodeActions, 'mention'>,
): HTMLElement | undefined {
  const pieces = splitMentions(text);
  if (pieces.every((piece) => piece.target === undefined)) return undefined;
  const line = document.createElement('span');
  for (const { text: own, target } of pieces) {
    if (!target) {
      line.append(own);
      continue;
    }
    const element = document.createElement('span');
    element.textContent = own;
    line.append(element);
    actions.mention(element, target);
  }
  return line;
}
