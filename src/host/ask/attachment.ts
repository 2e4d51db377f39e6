import * as vscode from 'vscode';
import { describeReference } from '../../model/codeReference.ts';
import type { Snippet } from '../../model/prompt.ts';
import { pathOf, placeOf } from './documentPlace.ts';
import { type TextRange, linesOf, mergeSelections } from './selectedRanges.ts';

/** The code that goes with a question. */
export interface Attachment {
  readonly snippets: readonly Snippet[];
  /** What a person should know about the code, without repeats: *unsaved changes*. */
  readonly notes: readonly string[];
}

/** Exactly the selected text of an editor, in document order. No snippets if nothing is selected. */
export function selectionOf(editor: Pick<vscode.TextEditor, 'document' | 'selections'>): Attachment {
  const { reference, note } = placeOf(editor.document);
  const snippets = mergeSelections(editor.selections).map((range) => ({
    reference: { ...reference, ...linesOf(range) },
    code: textOf(editor.document, range),
  }));
  return { snippets, notes: note === undefined ? [] : [note] };
}

/** The whole text as the editor has it, changes that are not saved included. */
export function wholeDocument(document: vscode.TextDocument): Attachment {
  const { reference, note } = placeOf(document);
  const lines = { startLine: 1, endLine: lastLineWithText(document) };
  return {
    snippets: [{ reference: { ...reference, ...lines }, code: textOf(document) }],
    notes: note === undefined ? [] : [note],
  };
}

/** Each given cell's text by itself, so that its lines keep their numbers. Cells without text are left out. */
export function cellsOf(notebook: vscode.NotebookDocument, ranges: readonly vscode.NotebookRange[]): Attachment {
  const chosen = notebook.getCells().filter((cell) => ranges.some(({ start, end }) => within(cell.index, start, end)));
  const snippets = chosen
    .filter((cell) => cell.document.getText().trim() !== '')
    .map((cell) => ({
      reference: {
        ...pathOf(notebook.uri),
        startLine: 1,
        endLine: lastLineWithText(cell.document),
        language: cell.document.languageId,
        cell: cell.index + 1,
      },
      code: textOf(cell.document),
    }));
  return { snippets, notes: notebook.isDirty ? ['unsaved changes'] : [] };
}

export function joinAttachments(attachments: readonly Attachment[]): Attachment {
  return {
    snippets: attachments.flatMap((each) => each.snippets),
    notes: [...new Set(attachments.flatMap((each) => each.notes))],
  };
}

/** Size of the code as it travels. */
export function byteLengthOf(attachment: Attachment): number {
  return attachment.snippets.reduce((sum, snippet) => sum + Buffer.byteLength(snippet.code), 0);
}

/** `src/a.ts:1-20`, `src/a.ts:1-20 and 2 more (unsaved changes)`; for the title of the question box. */
export function describeAttachment({ snippets, notes }: Attachment): string {
  const [first, ...more] = snippets;
  if (!first) return '';
  const rest = more.length === 0 ? '' : ` and ${more.length} more`;
  return `${describeReference(first.reference)}${rest}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** Line ends as services and Markdown have them, whatever the file uses. */
function textOf(document: vscode.TextDocument, range?: TextRange): string {
  const text = range
    ? document.getText(new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character))
    : document.getText();
  return text.replaceAll('\r\n', '\n');
}

/** The number of the last line, not counting the empty one after a final line break. */
function lastLineWithText(document: vscode.TextDocument): number {
  const isLastEmpty = document.lineCount > 1 && document.lineAt(document.lineCount - 1).text === '';
  return isLastEmpty ? document.lineCount - 1 : document.lineCount;
}

function within(index: number, start: number, end: number): boolean {
  return index >= start && index < end;
}
