import * as vscode from 'vscode';
import { diagnosticsView } from '../diagnostics/registerDiagnostics.ts';
import type { Host } from '../host.ts';
import { messageDocument } from '../messages/messageDocument.ts';
import { rawMessageView } from '../messages/rawMessage.ts';
import { schemaDocument } from '../messages/schemaDocument.ts';
import { additionDocument } from '../state/addToState.ts';
import type { StatePanels } from '../state/statePanel.ts';
import { stateView } from '../state/stateDocuments.ts';
import { registerEditableDocuments } from './editableDocuments.ts';
import { registerReadOnlyDocuments } from './readOnlyDocuments.ts';
import { storedFileView } from './storedFile.ts';

/** The documents that features open in editors: those that are edited and saved, and those that are only read. */
export function registerDocuments(host: Host, state: Pick<StatePanels, 'find'>): vscode.Disposable {
  return vscode.Disposable.from(
    registerEditableDocuments(
      (uri) =>
        messageDocument(host, uri) ??
        schemaDocument(host, uri) ??
        additionDocument(host, uri, (thread) => void state.find({ ...thread, tab: 'state' })?.reload()),
    ),
    registerReadOnlyDocuments({
      message: rawMessageView(host),
      file: storedFileView(host),
      diagnostics: diagnosticsView,
      state: stateView(host),
    }),
  );
}
