import * as vscode from 'vscode';
import { describeReference } from '../../../model/codeReference.ts';
import type { Snippet } from '../../../model/prompt.ts';
import { Refusal } from '../../ask/refusal.ts';
import { sayRefusal } from '../../ask/sayRefusal.ts';
import { type LineEdit, linesOf, rangeEdit } from './lineEdits.ts';
import { locateAsked, whyNotFound } from './locateAsked.ts';
import { hasElision, looksWhole, partEdits, wholeEdits } from './proposedEdits.ts';
import { openAsked, openText, targetFile, whyNotWritable } from './targetFile.ts';
import { createdText, type FileDiff, isDiff, matchHunks, parseDiff } from './unifiedDiff.ts';

/** What an answer wants written. */
export interface ProposedChange {
  readonly code: string;
  readonly language: string;
  /** The file that the block names; hostile. */
  readonly path?: string;
  /** The code that went with the question. */
  readonly asked: readonly Snippet[];
}

/** Changes of one file, computed from the version of it that they are for. */
interface FileChange {
  readonly document: vscode.TextDocument;
  readonly version: number;
  readonly edits: readonly LineEdit[];
}

interface Plan {
  readonly changes: readonly FileChange[];
  readonly created: readonly { readonly uri: vscode.Uri; readonly text: string }[];
}

const label = 'Code from the answer';

/**
 * Shows in VS Code's Refactor Preview what a block would change, hunk by hunk, and writes what the person leaves
 * checked, as one step that Undo takes back. Nothing is written if the code that was asked about, or a file since the
 * preview was made, has changed.
 */
export async function applyAsChange(proposed: ProposedChange, column: vscode.ViewColumn): Promise<void> {
  try {
    const plan = isDiff(proposed.code, proposed.language) ? await planOfDiff(proposed) : await planOfCode(proposed);
    await review(plan, column);
  } catch (error) {
    await sayRefusal(error);
  }
}

async function planOfDiff({ code, path, asked }: ProposedChange): Promise<Plan> {
  const changes: FileChange[] = [];
  const created: Plan['created'][number][] = [];
  for (const file of parseDiff(code)) {
    const named = file.path ?? path ?? onlyFileOf(asked);
    if (named === undefined) throw new Refusal('The diff does not say which file it changes.');
    const part = await planOfFileDiff(file, named);
    if ('document' in part) changes.push(part);
    else created.push(part);
  }
  const uris = [...changes.map((each) => each.document.uri), ...created.map((each) => each.uri)].map(String);
  if (new Set(uris).size < uris.length) throw new Refusal('The diff changes one file twice; nothing was changed.');
  return { changes, created };
}

async function planOfFileDiff(file: FileDiff, named: string): Promise<FileChange | Plan['created'][number]> {
  if (file.kind === 'delete' || file.kind === 'rename') {
    const verb = file.kind === 'delete' ? 'deletes' : 'renames';
    throw new Refusal(`The diff ${verb} ${named}, which is left to you; nothing was changed.`);
  }
  const target = await targetFile(named);
  if (target.kind === 'refused') throw new Refusal(target.reason);
  if (file.kind === 'create') {
    if (target.kind === 'existing') throw new Refusal(`${named} is there already; nothing was changed.`);
    return { uri: target.uri, text: createdText(file.hunks) };
  }
  if (target.kind === 'new') throw new Refusal(`${named} is not in this workspace; nothing was changed.`);
  const document = await openForChange(target.uri);
  const result = matchHunks(linesOf(document.getText()), file.hunks);
  if ('edits' in result) return { document, version: document.version, edits: result.edits };
  const hunk = file.hunks.length === 1 ? 'The diff' : `Part ${result.hunk + 1} of the diff`;
  throw new Refusal(`${hunk} does not fit ${named}: ${hunkProblems[result.why]}. Nothing was changed.`);
}

const hunkProblems = {
  missing: 'the lines that it changes are not there',
  ambiguous: 'the lines that it changes are there several times',
  empty: 'it changes nothing',
} as const;

async function planOfCode({ code, language, path, asked }: ProposedChange): Promise<Plan> {
  if (path === undefined) {
    const [only] = asked;
    if (asked.length !== 1 || !only)
      throw new Refusal('Neither the code nor the question says which file this is for.');
    return { changes: [await changeOfAsked(code, language, only)], created: [] };
  }
  const target = await targetFile(path);
  if (target.kind === 'refused') throw new Refusal(target.reason);
  if (target.kind === 'new') return { changes: [], created: [{ uri: target.uri, text: endedByBreak(code) }] };
  const document = await openForChange(target.uri);
  const own: Snippet[] = [];
  for (const each of asked) {
    if (whyNotWritable(each.reference) === undefined && (await openAsked(each.reference)) === document) own.push(each);
  }
  return { changes: [await changeOfFile(document, code, language, own)], created: [] };
}

async function changeOfAsked(code: string, language: string, asked: Snippet): Promise<FileChange> {
  const reason = whyNotWritable(asked.reference);
  if (reason !== undefined) throw new Refusal(reason);
  const document = await openAsked(asked.reference);
  if (!document) throw new Refusal(`${describeReference(asked.reference)} is not in this workspace (any more).`);
  return changeOfFile(document, code, language, [asked]);
}

/** Takes a block for all of a file if it looks so, else for the one piece of it that was asked about. */
async function changeOfFile(
  document: vscode.TextDocument,
  code: string,
  language: string,
  asked: readonly Snippet[],
): Promise<FileChange> {
  const { version } = document;
  const text = document.getText().replaceAll('\r\n', '\n');
  const name = vscode.workspace.asRelativePath(document.uri);
  const places = asked.map((snippet) => {
    const place = locateAsked(text, snippet);
    if (typeof place === 'string') throw new Refusal(whyNotFound(place, snippet.reference));
    return place;
  });
  if (hasElision(code, text, language)) {
    throw new Refusal(`The code leaves out lines of ${name}. Ask for a diff, or copy what you need.`);
  }
  const part = places.length === 1 ? places[0] : undefined;
  if (looksWhole(text, code, part)) return { document, version, edits: wholeEdits(text, code) };
  if (part) return { document, version, edits: partEdits(text, part, code) };
  const replace = 'Replace Whole File';
  const chosen = await vscode.window.showWarningMessage(
    `The code does not look like all of ${name}. Should it take the place of the whole file?`,
    { modal: true, detail: 'You see every change before it is written.' },
    replace,
  );
  return { document, version, edits: chosen === replace ? wholeEdits(text, code) : [] };
}

async function openForChange(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await openText(uri);
  if (!document) throw new Refusal(`${vscode.workspace.asRelativePath(uri)} cannot be opened as text.`);
  return document;
}

function onlyFileOf(asked: readonly Snippet[]): string | undefined {
  const paths = new Set(asked.map(({ reference }) => reference.path));
  return paths.size === 1 ? [...paths][0] || undefined : undefined;
}

function endedByBreak(code: string): string {
  return code.endsWith('\n') ? code : `${code}\n`;
}

async function review({ changes, created }: Plan, column: vscode.ViewColumn): Promise<void> {
  const changed = changes.filter((change) => change.edits.length > 0);
  if (changed.length + created.length === 0) return;
  const edit = new vscode.WorkspaceEdit();
  for (const { uri, text } of created) {
    edit.createFile(uri, {}, describe(uri));
    edit.insert(uri, new vscode.Position(0, 0), text, describe(uri));
  }
  for (const { document, version, edits } of changed) {
    if (document.version !== version) throw new Refusal(whyStale(document));
    const lines = linesOf(document.getText());
    const lineBreak = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n';
    for (const each of edits) {
      const { startLine, startCharacter, endLine, endCharacter, text } = rangeEdit(each, lines, lineBreak);
      const range = new vscode.Range(startLine, startCharacter, endLine, endCharacter);
      edit.replace(document.uri, range, text, describe(document.uri));
    }
  }
  const isApplied = await vscode.workspace.applyEdit(edit);
  if (isApplied) {
    const first = changed[0]?.document.uri ?? created[0]?.uri;
    if (first) await vscode.window.showTextDocument(first, { viewColumn: column, preserveFocus: true });
    return;
  }
  const stale = changed.find(({ document, version }) => document.version !== version);
  if (stale) throw new Refusal(whyStale(stale.document));
}

function describe(uri: vscode.Uri): vscode.WorkspaceEditEntryMetadata {
  return { label, description: vscode.workspace.asRelativePath(uri), needsConfirmation: true };
}

function whyStale(document: vscode.TextDocument): string {
  const name = vscode.workspace.asRelativePath(document.uri);
  return `${name} has changed meanwhile; nothing was written. Choose the action again to see the change as it is now.`;
}
