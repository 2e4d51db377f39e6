import * as vscode from 'vscode';
import { oneOf, parseJson, stringOf } from '../../model/parse.ts';
import { readStatePanelIdentity } from '../../model/statePanel.ts';
import type { ThreadState } from '../../model/threadState.ts';
import { documentName } from '../documents/documentName.ts';
import { closeDocument } from '../documents/closeDocument.ts';
import type { EditableText } from '../documents/editableDocuments.ts';
import { editableScheme } from '../documents/schemes.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import { titleOf } from '../threads/threadTitle.ts';
import {
  type Addition,
  type StateShape,
  additionProblem,
  additionSummary,
  concerned,
  emptyAddition,
  parseAddition,
  shapeOf,
  stateShapes,
} from './addition.ts';
import { rememberedUri } from './stateDocuments.ts';

type StateHost = Pick<Host, 'session' | 'connections' | 'panels' | 'log' | 'documents'>;

/** Opens the document in which a person writes what is to be added to a thread's state. *Save* offers to add it. */
export async function openAddition(host: StateHost, place: ThreadTarget): Promise<void> {
  const { connectionId, threadId } = place;
  const name = documentName(titleOf(host, place) ?? threadId) || 'Thread';
  const shape = await currentShape(host, place);
  const uri = vscode.Uri.from({
    scheme: editableScheme,
    path: `/Add to state/Add to ${name}.json`,
    query: JSON.stringify({ edit: 'state', connectionId, threadId, shape }),
  });
  const document = await vscode.workspace.openTextDocument(uri);
  const isEmpty = document.getText() === emptyAddition(shape);
  await vscode.window.showTextDocument(document, isEmpty ? { selection: new vscode.Range(1, 2, 1, 2) } : {});
}

/** What a new addition should look like. Writing one is possible also while the service cannot be asked. */
async function currentShape({ session, log }: StateHost, place: ThreadTarget): Promise<StateShape> {
  try {
    const { values } = await session.state(place.connectionId, place.threadId, undefined, new AbortController().signal);
    return shapeOf(values);
  } catch (error) {
    log.warn(`the state that is added to could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return 'names';
  }
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
  const shape = oneOf(stateShapes, query, 'shape') ?? 'names';
  return {
    async read() {
      const kept = await host.session.stateDraft(connectionId, threadId);
      return kept === '' ? emptyAddition(shape) : kept;
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
  const values = parseAddition(text);
  if (!values) return false;
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
    await showPreview(host, place, current.values, values);
    const then = await vscode.window.showInformationMessage(`This is what will be added to “${title}”.`, add);
    return then === add && send(host, place, values);
  }
  return chosen === add && send(host, place, values);
}

/** What is there now of that which the addition names, beside the addition. */
async function showPreview(host: StateHost, place: ThreadTarget, current: unknown, addition: Addition): Promise<void> {
  await vscode.commands.executeCommand(
    'vscode.diff',
    rememberedUri(host, place, 'There now', concerned(current, addition)),
    rememberedUri(host, place, 'To be added', addition),
    'There now ↔ To be added',
  );
}

async function send(host: StateHost, { connectionId, threadId }: ThreadTarget, values: Addition): Promise<boolean> {
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
