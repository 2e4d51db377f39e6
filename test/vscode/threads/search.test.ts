import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ShowOptions } from '../../../src/host/panel/threadPanels.ts';
import { createThreadSearcher } from '../../../src/host/threads/searchThreads.ts';
import { type Connection, localConnection } from '../../../src/model/connection.ts';
import type { Message } from '../../../src/model/message.ts';
import type { Thread } from '../../../src/model/thread.ts';
import { createEmitter } from '../../../src/session/emitter.ts';
import type { SearchSource } from '../../../src/session/threadSearch.ts';

type SearchHost = Parameters<typeof createThreadSearcher>[0];

const thread: Thread = { id: 't', status: 'idle', title: 'Fruit', createdAt: '2026-01-02T10:00:00Z' };
const message: Message = {
  id: 'm',
  threadId: 't',
  role: 'assistant',
  parts: [{ type: 'text', text: 'An apple a day' }],
  state: 'stored',
  attachments: [],
};

/** A window with one thread. */
function searcher(messagePage: SearchSource['messagePage']) {
  const fail = (error: unknown): never => {
    throw error;
  };
  const opened: { readonly threadId: string | undefined; readonly options: ShowOptions }[] = [];
  const connections: readonly Connection[] = [localConnection];
  const host = {
    session: {
      connections: () => connections,
      onDidChangeConnections: createEmitter<void>(fail).subscribe,
      threads: () => ({ onDidChange: createEmitter<void>(fail).subscribe }),
      threadPage: async () => ({ items: [thread] }),
      messagePage,
    },
    panels: {
      show: ({ threadId }: { readonly threadId?: string }, options: ShowOptions) => opened.push({ threadId, options }),
    },
    log: { error: fail },
  } as unknown as SearchHost;
  return { searcher: createThreadSearcher(host), opened };
}

describe('the search', () => {
  it('opens what was found at the message', async () => {
    const { searcher: search, opened } = searcher(async () => ({ items: [message] }));
    const shown = search.show('APPLE day');
    // Until something is found there is nothing that could be taken.
    for (let tries = 0; tries < 5000 && opened.length === 0; tries++) {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    }
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await shown;
    search.dispose();
    assert.deepEqual(opened, [{ threadId: 't', options: { preserveFocus: false, messageId: 'm' } }]);
  });

  it('stops reading when the box is closed', async () => {
    let began: () => void;
    const reading = new Promise<void>((resolve) => (began = resolve));
    let wasAborted = false;
    const { searcher: search, opened } = searcher(
      (_connectionId, _threadId, _page, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            wasAborted = true;
            reject(signal.reason as Error);
          });
          began();
        }),
    );
    const shown = search.show('apple');
    await reading;
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
    await shown;
    search.dispose();
    assert.equal(wasAborted, true);
    assert.deepEqual(opened, []);
  });
});
