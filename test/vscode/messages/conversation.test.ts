import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openMarkdown, useConversation } from '../../../src/host/messages/conversationDocument.ts';
import type { ThreadHost } from '../../../src/host/messages/withConversation.ts';
import type { Message } from '../../../src/model/message.ts';
import type { PanelState } from '../../../src/model/panel.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { closeEditors } from '../support/files.ts';

const key = { connectionId: 'local', threadId: 't' };

function message(id: string, role: string, text: string): Message {
  return { id, threadId: 't', role, parts: [{ type: 'text', text }], state: 'stored', attachments: [] };
}

const older = [message('1', 'user', 'First question'), message('2', 'assistant', 'First answer')];
const newer = [message('3', 'user', 'Second question'), message('4', 'assistant', '# Second answer')];

/** A thread of which the newer half is loaded; reading the rest works or fails. */
function thread(readsAll: boolean): { readonly host: ThreadHost; readonly released: () => number } {
  let released = 0;
  let state: PanelState = {
    connectionName: 'Local',
    title: 'About the halves',
    load: 'ready',
    messages: newer,
    hasOlder: true,
    agents: [],
    stopDescription: '',
    draft: '',
  };
  const conversation = {
    state: () => state,
    async loadAll() {
      state = readsAll
        ? { ...state, messages: [...older, ...newer], hasOlder: false }
        : { ...state, problem: { title: 'Could not load', detail: 'Local cannot be reached.', actions: [] } };
    },
    release: () => void released++,
  } as unknown as Conversation;
  const host = { session: { conversation: () => conversation } } as unknown as ThreadHost;
  return { host, released: () => released };
}

describe('a whole conversation', () => {
  const { showWarningMessage } = vscode.window;
  const asked: string[] = [];

  function answerWith(...choices: readonly (string | undefined)[]): void {
    const left = [...choices];
    vscode.window.showWarningMessage = async (text: string): Promise<undefined> => {
      asked.push(text);
      // Typed for messages without choices.
      return left.shift() as undefined;
    };
  }

  beforeEach(async () => {
    asked.length = 0;
    await vscode.env.clipboard.writeText('before');
  });
  afterEach(async () => {
    vscode.window.showWarningMessage = showWarningMessage;
    await closeEditors();
  });

  it('is copied with the messages that were not loaded', async () => {
    const { host, released } = thread(true);
    await useConversation(host, key, 'copy', vscode.ViewColumn.Active);
    assert.equal(
      await vscode.env.clipboard.readText(),
      '# About the halves\n\n## You\n\nFirst question\n\n## Assistant\n\nFirst answer\n\n' +
        '## You\n\nSecond question\n\n## Assistant\n\n### Second answer\n',
    );
    assert.equal(released(), 1);
  });

  it('opens as a Markdown document beside, which can be saved', async () => {
    await useConversation(thread(true).host, key, 'open', vscode.ViewColumn.Beside);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'markdown');
    assert.equal(document.isUntitled, true);
    assert.match(document.getText(), /^# About the halves\n[^]*First answer[^]*Second answer\n$/);
  });

  it('is not copied in part without a word', async () => {
    answerWith(undefined);
    await useConversation(thread(false).host, key, 'copy', vscode.ViewColumn.Active);
    assert.deepEqual(asked, [
      'Only the newest 2 messages could be read; older ones are missing. Local cannot be reached.',
    ]);
    assert.equal(await vscode.env.clipboard.readText(), 'before');
  });

  it('is tried again, and says what it lacks if a part will do', async () => {
    answerWith('Retry', 'Copy What Was Read');
    await useConversation(thread(false).host, key, 'copy', vscode.ViewColumn.Active);
    assert.equal(asked.length, 2);
    assert.match(
      await vscode.env.clipboard.readText(),
      /^# About the halves\n\n> \*\*Not complete\.\*\* Only the newest 2 messages[^]*Second answer\n$/,
    );
  });
});

describe('a message as a document', () => {
  after(closeEditors);

  it('opens as it is', async () => {
    await openMarkdown('# One\n', vscode.ViewColumn.Beside);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.languageId, 'markdown');
    assert.equal(document.getText(), '# One\n');
  });
});
