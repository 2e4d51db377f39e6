import * as vscode from 'vscode';
import { parseJson, stringOf } from '../../model/parse.ts';
import { diagnosticsView } from '../diagnostics/registerDiagnostics.ts';
import type { Host } from '../host.ts';
import { messageDocument } from '../messages/messageDocument.ts';
import { rawMessageView } from '../messages/rawMessage.ts';
import { schemaDocument } from '../messages/schemaDocument.ts';
import { additionDocument } from '../state/addToState.ts';
import type { StatePanels } from '../state/statePanel.ts';
import { stateView } from '../state/stateDocuments.ts';
import { type EditableText, registerEditableDocuments } from './editableDocuments.ts';
import { registerReadOnlyDocuments } from './readOnlyDocuments.ts';
import { storedFileView } from './storedFile.ts';

/** The documents that features open in editors: those that are edited and saved, and those that are only read. */
export function registerDocuments(host: Host, state: Pick<StatePanels, 'find'>): vscode.Disposable {
  return vscode.Disposable.from(
    registerEditableDocuments(
      (uri) =>
        messageDocument(host, uri) ??
        schemaDocument(host, uri) ??
        itemDocument(host, uri) ??
        additionDocument(host, uri, (thread) => void state.find({ ...thread, tab: 'state' })?.reload()),
    ),
    registerReadOnlyDocuments({
      message: rawMessageView(host),
      file: storedFileView(host),
      diagnostics: diagnosticsView,
      state: stateView(host),
      item: async (query) => (await import('../later.ts')).readItemView(host, query),
    }),
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
