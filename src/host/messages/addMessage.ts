import path from 'node:path';
import * as vscode from 'vscode';
import type { Conversation, ConversationKey } from '../../session/conversation.ts';
import { mergeSelections } from '../ask/selectedRanges.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { askText, pickOne } from '../quickInput.ts';
import { runSteps } from '../steps.ts';
import { roleName } from './messageWords.ts';
import { withConversation } from './withConversation.ts';

const title = 'Add Message Without Running';

/** What a role is for, where that is not plain. */
const roleHints: Readonly<Record<string, string>> = {
  user: 'as if you had asked it',
  assistant: 'as if the agent had said it',
  system: 'an instruction to the agent',
  developer: 'an instruction to the agent',
  tool: 'the result of a tool',
};

/** Text that was typed and then not taken; offered again the next time. Lives as long as the window. */
let unsent = '';

interface Draft {
  readonly role?: string;
  readonly text?: string;
  readonly isTyped?: boolean;
}

/** Asks for a role, where the service takes several, and for a text, and puts both into the thread. Runs nothing. */
export async function addMessage(host: Host, key: ConversationKey): Promise<void> {
  const selection = selectedText();
  const roles = await rolesOf(host, key.connectionId);
  const [only] = roles ?? [];
  if (!roles || only === undefined) return;
  const draft = await runSteps<Draft>({}, [
    async (state, canGoBack) => {
      if (roles.length === 1) return { state: { ...state, role: only }, isSkipped: true };
      const answer = await pickOne({
        title,
        placeholder: 'Whose message is it?',
        canGoBack,
        choices: roles.map((role) => ({
          label: roleName({ role }),
          value: role,
          ...(roleHints[role] === undefined ? {} : { description: roleHints[role] }),
        })),
      });
      return typeof answer === 'object' ? { state: { ...state, role: answer.value } } : answer;
    },
    async (state, canGoBack) => {
      if (selection === undefined) return { state: { ...state, isTyped: true }, isSkipped: true };
      const answer = await pickOne({
        title,
        placeholder: 'What should it say?',
        canGoBack,
        choices: [
          { label: 'Type a Text', value: true },
          { label: 'The Selection', value: false, description: selection.place },
        ],
      });
      return typeof answer === 'object' ? { state: { ...state, isTyped: answer.value } } : answer;
    },
    async (state, canGoBack) => {
      if (!state.isTyped && selection) return { state: { ...state, text: selection.text }, isSkipped: true };
      const answer = await askText({
        title,
        prompt: 'It is added to the thread; no agent is asked to answer.',
        value: unsent,
        canGoBack,
        problemOf: (text) => (text.trim() === '' ? 'Type a text.' : undefined),
        onDidClose: (text) => {
          unsent = text;
        },
      });
      return typeof answer === 'object' ? { state: { ...state, text: answer.value } } : answer;
    },
  ]);
  const { role, text } = draft ?? {};
  if (role === undefined || text === undefined) return;
  await withConversation(host, key, (conversation) => add(host, conversation, role, text));
}

async function add(host: Host, conversation: Conversation, role: string, text: string): Promise<void> {
  for (;;) {
    try {
      await conversation.addMessage(role, text);
      unsent = '';
      host.panels.show(conversation.key, { preserveFocus: true });
      return;
    } catch (error) {
      if (!(await showFailure(host, error, 'add the message', conversation.key.connectionId, true))) return;
    }
  }
}

/** Undefined, after saying why, if the service cannot be asked. */
async function rolesOf(host: Host, connectionId: string): Promise<readonly string[] | undefined> {
  try {
    return (await host.session.capabilities(connectionId)).capabilities.messageRoles ?? ['user'];
  } catch (error) {
    await showFailure(host, error, 'find out which messages can be added', connectionId);
    return undefined;
  }
}

/** What is selected in the active editor, as it stands there. */
function selectedText(): { readonly text: string; readonly place: string } | undefined {
  const editor = vscode.window.activeTextEditor;
  const ranges = editor ? mergeSelections(editor.selections) : [];
  if (!editor || ranges.length === 0) return undefined;
  const texts = ranges.map(({ start, end }) =>
    editor.document.getText(new vscode.Range(start.line, start.character, end.line, end.character)),
  );
  const text = texts.join('\n');
  if (text.trim() === '') return undefined;
  const lines = text.split('\n').length;
  const name = path.posix.basename(editor.document.uri.path);
  return { text, place: `${lines} ${lines === 1 ? 'line' : 'lines'} of ${name}` };
}
