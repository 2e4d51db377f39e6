import { type CodeReference, describeReference, readCodeReference } from './codeReference.ts';
import { arrayOf, isObject, objectOf, optional, stringOf } from './parse.ts';

/** Code that travels with a question. */
export interface Snippet {
  readonly reference: CodeReference;
  readonly code: string;
}

/** What a text is called that was pasted: it has no name of its own. */
export const pastedName = 'Pasted text';

/** The key below which this extension keeps its own facts in a message's, run's or thread's metadata. */
export const metadataKey = 'agent_threads';

/** What a message of ours carries in its metadata. */
export interface PromptMetadata {
  readonly nonce: string;
  readonly question: string;
  readonly attachments: readonly CodeReference[];
}

/**
 * The one text that is sent: the question, then each snippet as a line that names it and a fence that is longer than
 * any run of backticks inside, so that the code cannot end it.
 */
export function promptText(question: string, snippets: readonly Snippet[]): string {
  return [question.trimEnd(), ...snippets.map(snippetText)].filter((block) => block !== '').join('\n\n');
}

function snippetText({ reference, code }: Snippet): string {
  const fence = fenceFor(code);
  const language = reference.language?.replace(/[^\w+#.-]/g, '') ?? '';
  const body = code.endsWith('\n') ? code : `${code}\n`;
  return `${snippetHeading(reference)}\n${fence}${language}\n${body}${fence}`;
}

/** `src/a.ts, lines 3 to 9:`, `b.ipynb, cell 2, line 1:`, `src/a.ts, as of HEAD:`; parsed back by {@link parsePrompt}. */
function snippetHeading(reference: CodeReference): string {
  const revision = reference.revision === undefined ? '' : `, as of ${reference.revision}`;
  const cell = reference.cell === undefined ? '' : `, cell ${reference.cell}`;
  const file = describeReference({ path: reference.path, ...optional({ folder: reference.folder }) });
  const path = `${file}${revision}${cell}`;
  if (reference.startLine === undefined) return `${path}:`;
  const isOneLine = reference.endLine === undefined || reference.endLine === reference.startLine;
  return isOneLine
    ? `${path}, line ${reference.startLine}:`
    : `${path}, lines ${reference.startLine} to ${reference.endLine}:`;
}

/** A fence that nothing in `text` can end. */
export function fenceFor(text: string): string {
  return '`'.repeat(Math.max(3, longestRunOfBackticks(text) + 1));
}

export function longestRunOfBackticks(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/**
 * Takes a prompt apart again: the question and its snippets, by heading and fence. Text that was not made by
 * {@link promptText} is read as far as it has the same form (any fence counts as a snippet, a heading is optional).
 * With `attachments` (from the metadata) the references come from there, in order.
 */
export function parsePrompt(
  text: string,
  attachments: readonly CodeReference[] = [],
): { readonly question: string; readonly snippets: readonly Snippet[] } {
  const question: string[] = [];
  const snippets: Snippet[] = [];
  const lines = text.split('\n');
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] ?? '';
    const fence = /^(`{3,})([\w+#.-]*)\s*$/.exec(line);
    const end = fence ? closingFence(lines, index + 1, fence[1] ?? '') : -1;
    if (!fence || end < 0) {
      question.push(line);
      continue;
    }
    const heading = headingOf(question.at(-1));
    if (heading) question.pop();
    const language = fence[2] || undefined;
    const reference = attachments[snippets.length] ?? { ...(heading ?? { path: '' }), ...optional({ language }) };
    snippets.push({ reference, code: `${lines.slice(index + 1, end).join('\n')}\n` });
    index = end;
  }
  return { question: question.join('\n').trim(), snippets };
}

/**
 * What was asked with a message and which code went along. A message from elsewhere (`question` is not known) is taken
 * apart only if all its code names a file, else it is taken as it is.
 */
export function askedOf(
  message: { readonly question?: string; readonly attachments: readonly CodeReference[] } | undefined,
  sent: string,
): { readonly question: string; readonly attachments: readonly CodeReference[] } {
  if (message?.question !== undefined) return { question: message.question, attachments: message.attachments };
  const { question, snippets } = parsePrompt(sent);
  const attachments = snippets.map((snippet) => snippet.reference);
  const isOurs = attachments.length > 0 && attachments.every((reference) => reference.path !== '');
  return isOurs ? { question, attachments } : { question: sent, attachments: [] };
}

function closingFence(lines: readonly string[], from: number, fence: string): number {
  return lines.findIndex((line, index) => index >= from && line.trimEnd() === fence);
}

function headingOf(line: string | undefined): CodeReference | undefined {
  const match = /^(\S.*?)(?:, as of ([^\s,]+))?(?:, cell (\d+))?(?:, lines? (\d+)(?: to (\d+))?)?:$/.exec(line ?? '');
  if (match?.[1] === pastedName) return { path: pastedName, isLoose: true };
  if (!match?.[1] || !/[./\\]|^\w+$/.test(match[1])) return undefined;
  const cell = match[3] === undefined ? undefined : Number(match[3]);
  const startLine = match[4] === undefined ? undefined : Number(match[4]);
  const endLine = match[5] === undefined ? startLine : Number(match[5]);
  return { path: match[1], ...optional({ startLine, endLine, cell, revision: match[2] }) };
}

/** The metadata of a message of ours, as it is sent. */
export function promptMetadata(metadata: PromptMetadata): Record<string, unknown> {
  return { [metadataKey]: { nonce: metadata.nonce, question: metadata.question, attachments: metadata.attachments } };
}

/** Reads {@link promptMetadata} back from whatever a service stored; undefined where there is none of ours. */
export function readPromptMetadata(metadata: unknown): Partial<PromptMetadata> | undefined {
  const own = objectOf(metadata, metadataKey);
  if (!isObject(own)) return undefined;
  const attachments = arrayOf(own, 'attachments')
    .map(readCodeReference)
    .filter((reference) => reference !== undefined);
  return { attachments, ...optional({ nonce: stringOf(own, 'nonce'), question: stringOf(own, 'question') }) };
}

/** A thread's first title: the question's first line, shortened at a word. Empty if there is no text. */
export function titleFrom(question: string, maxLength = 80): string {
  const line = question.trim().split(/\r?\n/)[0]?.trim() ?? '';
  if (line.length <= maxLength) return line;
  const cut = line.slice(0, maxLength - 1);
  const atWord = cut.lastIndexOf(' ') > maxLength / 2 ? cut.slice(0, cut.lastIndexOf(' ')) : cut;
  return `${atWord.trimEnd()}…`;
}
