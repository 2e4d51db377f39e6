import * as vscode from 'vscode';
import { describeReference } from '../../model/codeReference.ts';
import { stringOf } from '../../model/parse.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import type { HeldItem, HeldSnippet } from '../../session/composerContent.ts';
import { documentName } from '../documents/documentName.ts';
import { editableScheme } from '../documents/schemes.ts';
import { viewUri } from '../documents/readOnlyDocuments.ts';
import { type ThreadHost, withConversation } from '../messages/withConversation.ts';
import { readPanelIdentity } from '../panel/panelIdentity.ts';

/** The address of a document in which a text is edited that goes with the next message. */
export function itemUri(key: ConversationKey, id: string, { reference }: HeldSnippet): vscode.Uri {
  const name = documentName(reference.path) || 'Text';
  const path = `/Goes with the message/${name.includes('.') ? name : `${name}.txt`}`;
  return vscode.Uri.from({ scheme: editableScheme, path, query: JSON.stringify({ edit: 'item', ...key, id }) });
}

/** The text that a document's address names; undefined if it does not go with the next message any more. */
export async function readItem(host: ThreadHost, query: unknown): Promise<string | undefined> {
  return withItem(host, query, (_, snippet) => snippet?.code);
}

/** Puts `text` in the place of it. Rejects, in words for people, if it is gone. */
export async function writeItem(host: ThreadHost, query: unknown, text: string): Promise<void> {
  await withItem(host, query, (conversation, snippet) => {
    if (!snippet) throw new Error('It does not go with the next message any more.');
    conversation.changeItem(stringOf(query, 'id') ?? '', { ...snippet, code: text });
  });
}

/** The address of a read-only document of code as it will be sent. */
export function itemViewUri(key: ConversationKey, id: string, { reference }: HeldSnippet): vscode.Uri {
  const name = documentName(describeReference({ path: reference.path }).split('/').at(-1) ?? '');
  return viewUri(`As chosen - ${name}`, { view: 'item', ...key, id } as { readonly view: string });
}

/** Reads what {@link itemViewUri} names. */
export async function readItemView(host: ThreadHost, query: unknown): Promise<string> {
  return (await readItem(host, query)) ?? 'This does not go with the next message any more.\n';
}

async function withItem<T>(
  host: ThreadHost,
  query: unknown,
  use: (conversation: Conversation, snippet: HeldSnippet | undefined) => T,
): Promise<T | undefined> {
  const key = readPanelIdentity(query);
  if (!key) return undefined;
  return withConversation(host, key, async (conversation) =>
    use(conversation, snippetIn(await conversation.items(), stringOf(query, 'id') ?? '')),
  );
}

/** The text with this id among what goes with a message. */
export function snippetIn(items: readonly HeldItem[], id: string): HeldSnippet | undefined {
  const item = items.find((each) => each.id === id)?.item;
  return item?.type === 'snippet' ? item : undefined;
}
