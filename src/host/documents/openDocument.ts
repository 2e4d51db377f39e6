import type * as vscode from 'vscode';
import { parseJson, stringOf } from '../../model/parse.ts';
import { diagnosticsView } from '../diagnostics/diagnosticsCommands.ts';
import type { Host } from '../host.ts';
import { messageDocument } from '../messages/messageDocument.ts';
import { rawMessageView } from '../messages/rawMessage.ts';
import { schemaDocument } from '../messages/schemaDocument.ts';
import { additionDocument } from '../state/addToState.ts';
import { stateView } from '../state/stateDocuments.ts';
import type { EditableText } from './editableDocuments.ts';
import type { ReadView } from './readOnlyDocuments.ts';
import { storedFileView } from './storedFile.ts';

/** The text that `uri` names, to be edited and saved; undefined if it names none. */
export function openEditable(host: Host, uri: vscode.Uri): EditableText | undefined {
  return (
    messageDocument(host, uri) ??
    schemaDocument(host, uri) ??
    itemDocument(host, uri) ??
    additionDocument(host, uri, (thread) => void host.statePanels.find({ ...thread, tab: 'state' })?.reload())
  );
}

/** A text that goes with the next message of a thread; undefined for other documents. */
function itemDocument(host: Host, uri: vscode.Uri): EditableText | undefined {
  const query = parseJson(uri.query);
  if (stringOf(query, 'edit') !== 'item') return undefined;
  return {
    read: async () => (await import('../later.ts')).readItem(host, query),
    write: async (text) => (await import('../later.ts')).writeItem(host, query, text),
  };
}

/** Reads the text of a document that is only read. What is wrong is said in its place. */
export async function readView(host: Host, uri: vscode.Uri): Promise<string> {
  const views: Readonly<Record<string, ReadView>> = {
    message: rawMessageView(host),
    file: storedFileView(host),
    diagnostics: diagnosticsView(host),
    state: stateView(host),
    item: async (query) => (await import('../later.ts')).readItemView(host, query),
  };
  const query = parseJson(uri.query);
  const view = stringOf(query, 'view') ?? '';
  const read = Object.hasOwn(views, view) ? views[view] : undefined;
  if (!read) return 'This document is not known.\n';
  try {
    return await read(query);
  } catch (error) {
    return `${error instanceof Error ? error.message : String(error)}\n`;
  }
}
