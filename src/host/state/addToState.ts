import * as vscode from 'vscode';
import { isObject, parseJson, stringOf } from '../../model/parse.ts';
import { readStatePanelIdentity } from '../../model/statePanel.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { documentName } from '../documents/documentName.ts';
import { type EditableText, closeDocument, editableScheme } from '../documents/editableDocuments.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { additionProblem, additionSummary } from './addition.ts';
import { rememberedUri } from './stateDocuments.ts';

type StateHost = Pick<Host, 'session' | 'connections' | 'panels' | 'log'>;

/** What a document begins with in which nothing was typed yet. */
const emptyAddition = '{\n  \n}\n';

/** Opens the document in which a person writes what is to be added to a thread's state. *Save* offers to add it. */
export async function openAddition(host: StateHost, place: ThreadTarget): Promise<void> {
  const name = documentName(titleOf(host, place) ?? place.threadId) || 'Thread';
  const uri = vscode.Uri.from({
    scheme: editableScheme,
    path: `/Add to state/Add to ${name}.json`,
    query: JSON.stringify({ edit: 'state', connectionId: place.connectionId, threadId: place.threadId }),
  });
  const editor = await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));
  if (editor.document.getText() === emptyAddition) editor.selection = new vscode.Selection(1, 2, 1, 2);
}

/** The addition that `uri` names, to be edited; undefined if it names none. */
export function additionDocument(
  host: StateHost,
  uri: vscode.Uri,
  onAdded: (place: ThreadTarget) => void,
): EditableText | undefined {
  const query = parseJson(uri.query);
  const place = readStatePanelIdentity(query);
  if (!place || stringOf(query, 'edit') !== 'state') return undefined;
  const { connectionId, threadId } = place;
  return {
    async read() {
      const kept = await host.session.stateDraft(connectionId, threadId);
      return kept === '' ? emptyAddition : kept;
    },
    write(text) {
      const problem = additionProblem(text);
      if (problem !== undefined) return Promise.reject(new Error(problem));
      return host.session.keepStateDraft(connectionId, threadId, text);
    },
    async saved() {
      const text = await host.session.stateDraft(connectionId, threadId);
      if (await offer(host, place, text)) {
        onAdded(place);
        await closeDocument(uri);
      }
    },
  };
}

/** Shows what will be added, and adds it when the person says so. Returns whether it was added. */
async function offer(host: StateHost, place: ThreadTarget, text: string): Promise<boolean> {
  const { connectionId, threadId } = place;
  const values = parseJson(text);
  if (!isObject(values)) return false;
  let current: ThreadState;
  try {
    current = await host.session.state(connectionId, threadId, undefined, new AbortController().signal);
  } catch (error) {
    return (await showFailure(host, error, 'read the state that this is added to', connectionId, true))
      ? offer(host, place, text)
      : false;
  }
  const add = 'Add';
  const preview = 'Preview';
  const title = titleOf(host, place) ?? threadId;
  const detail = `${additionSummary(current.values, values)}\n\nNothing is sent before you choose “${add}”.`;
  const chosen = await vscode.window.showInformationMessage(
    `Add to the state of “${title}”?`,
    { modal: true, detail },
    add,
    preview,
  );
  if (chosen === preview) {
    await showPreview(place, current.values, values);
    const then = await vscode.window.showInformationMessage(`This is what will be added to “${title}”.`, add);
    return then === add && send(host, place, values);
  }
  return chosen === add && send(host, place, values);
}

/** What is there now under the names that the addition has, beside the addition. */
async function showPreview(
  place: ThreadTarget,
  current: unknown,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  const there = isObject(current)
    ? Object.fromEntries(Object.keys(values).flatMap((key) => (key in current ? [[key, current[key]]] : [])))
    : {};
  await vscode.commands.executeCommand(
    'vscode.diff',
    rememberedUri(place, 'There now', there),
    rememberedUri(place, 'To be added', values),
    'There now ↔ To be added',
  );
}

async function send(host: StateHost, { connectionId, threadId }: ThreadTarget, values: unknown): Promise<boolean> {
  try {
    const write = await host.session.updateState(connectionId, threadId, { values });
    await host.session.keepStateDraft(connectionId, threadId, '');
    if (!write.isConfirmed) {
      void vscode.window.showWarningMessage(
        'No answer came to the addition. The state as it is now tells whether it arrived; look at it before you add it again.',
      );
    }
    return true;
  } catch (error) {
    // Whether to send it again is for the person to decide: it may have arrived.
    await showFailure(host, error, 'add to the state', connectionId);
    return false;
  }
}
