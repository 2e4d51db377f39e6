import * as vscode from 'vscode';
import { conversationMarkdown } from '../../model/conversationMarkdown.ts';
import type { ConversationAction, PanelState } from '../../model/panel.ts';
import { transcriptOf } from '../../model/transcript.ts';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import { withCancellableProgress } from '../cancellable.ts';
import { showFailure } from '../problems.ts';
import { type ThreadHost, ensureLoaded, withConversation } from './withConversation.ts';

/** A conversation as it was read. */
interface WholeConversation {
  readonly state: PanelState;
  /** Why older messages are not in it; absent: all are. */
  readonly missing?: string;
}

const readAgain = 'Retry';
const takeWhatIsThere: Readonly<Record<ConversationAction, string>> = {
  copy: 'Copy What Was Read',
  open: 'Open What Was Read',
};

/**
 * Copies a whole conversation as Markdown, or shows it as a document. Messages that are not loaded yet are read first; if
 * that fails the person decides whether a part will do, and the part says what it lacks.
 */
export async function useConversation(
  host: ThreadHost,
  key: ConversationKey,
  action: ConversationAction,
  column: vscode.ViewColumn,
): Promise<void> {
  try {
    const whole = await withConversation(host, key, (conversation) => readWhole(conversation, action));
    if (!whole) return;
    const { state, missing } = whole;
    if (state.messages.length === 0) {
      void vscode.window.showInformationMessage('There are no messages in this thread yet.');
      return;
    }
    const text = markdownOf(state, missing);
    if (action === 'open') {
      await openMarkdown(text, column);
      return;
    }
    await vscode.env.clipboard.writeText(text);
    vscode.window.setStatusBarMessage('Conversation copied', 3000);
  } catch (error) {
    const attempted = action === 'copy' ? 'copy the conversation' : 'open the conversation as a document';
    await showFailure(host, error, attempted, key.connectionId);
  }
}

/** Shows Markdown in a document of its own, which is saved where the person says. */
export async function openMarkdown(content: string, column: vscode.ViewColumn): Promise<void> {
  // Shown while it is empty: one with text that no editor shows yet is opened by VS Code itself, somewhere.
  const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: '' });
  const editor = await vscode.window.showTextDocument(document, { viewColumn: column, preview: false });
  await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), content));
  const start = new vscode.Position(0, 0);
  editor.selection = new vscode.Selection(start, start);
  editor.revealRange(new vscode.Range(start, start));
}

function markdownOf(state: PanelState, missing: string | undefined): string {
  const { run, messages, title, agents } = state;
  const items = transcriptOf(messages, run && !run.isStored ? run.state : undefined);
  return conversationMarkdown(items, {
    title,
    agentName: (id) => agents.find((agent) => agent.id === id)?.name,
    ...(missing === undefined ? {} : { missing }),
  });
}

/** Undefined if the person called it off. */
async function readWhole(
  conversation: Conversation,
  action: ConversationAction,
): Promise<WholeConversation | undefined> {
  await ensureLoaded(conversation);
  for (;;) {
    if (!conversation.state().hasOlder) return { state: conversation.state() };
    const isDone = await withCancellableProgress('Reading the whole conversation', async (signal) => {
      await conversation.loadAll(signal);
      return !signal.aborted;
    });
    const state = conversation.state();
    if (!state.hasOlder) return { state };
    if (isDone !== true) return undefined;
    const missing = missingWords(state);
    const chosen = await vscode.window.showWarningMessage(missing, readAgain, takeWhatIsThere[action]);
    if (chosen === takeWhatIsThere[action]) return { state, missing };
    if (chosen !== readAgain) return undefined;
  }
}

function missingWords({ messages, problem }: PanelState): string {
  const reason = problem ? ` ${problem.detail}` : '';
  return `Only the newest ${messages.length} messages could be read; older ones are missing.${reason}`;
}
