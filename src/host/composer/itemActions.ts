import * as vscode from 'vscode';
import { describeReference } from '../../model/codeReference.ts';
import type { ItemAction } from '../../model/panel.ts';
import type { Conversation } from '../../session/conversation.ts';
import type { HeldSnippet } from '../../session/composerContent.ts';
import { openReference } from '../panel/openReference.ts';
import { asItIsNow, isAsChosen, readCurrent } from './currentCode.ts';
import { itemUri, itemViewUri, snippetIn } from './itemDocument.ts';

/**
 * Does what a person wants with code or text that goes with the next message. Does nothing if it is gone.
 *
 * @param handOver gets the text that is to go into the message itself
 */
export async function actOnItem(
  conversation: Conversation,
  id: string,
  action: ItemAction,
  column: vscode.ViewColumn,
  handOver: (text: string) => void,
): Promise<void> {
  const snippet = snippetIn(await conversation.items(), id);
  if (!snippet) return;
  switch (action) {
    case 'open':
      return open(conversation, id, snippet, column);
    case 'refresh':
      return refresh(conversation, id, snippet);
    case 'toText':
      handOver(snippet.code);
  }
}

/** Exactly what would be sent: the file itself only where it still says that. */
async function open({ key }: Conversation, id: string, snippet: HeldSnippet, column: vscode.ViewColumn): Promise<void> {
  const { reference } = snippet;
  const current = await readCurrent(reference);
  if (current !== undefined && isAsChosen(snippet, current) && (await openReference(reference, column))) return;
  const uri = reference.isLoose ? itemUri(key, id, snippet) : itemViewUri(key, id, snippet);
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { viewColumn: column });
}

async function refresh(conversation: Conversation, id: string, snippet: HeldSnippet): Promise<void> {
  const current = await readCurrent(snippet.reference);
  const fresh = current === undefined ? undefined : asItIsNow(snippet, current);
  if (fresh) {
    conversation.changeItem(id, { type: 'snippet', ...fresh });
    return;
  }
  const name = describeReference(snippet.reference);
  await vscode.window.showWarningMessage(`${name} is not there any more. What was chosen stays as it was.`);
}
