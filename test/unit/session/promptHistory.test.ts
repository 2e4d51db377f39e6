import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { JsonObject } from '../../../src/model/parse.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { createPromptHistory } from '../../../src/session/promptHistory.ts';
import type { SharedJson } from '../../../src/session/sharedJson.ts';
import { type SessionWorld, createSessionWorld, hosted } from '../../support/sessionWorld.ts';

describe('earlier prompts', () => {
  let world: SessionWorld;
  beforeEach(() => {
    world = createSessionWorld({ onRun: (run) => run.end() });
  });
  afterEach(() => world.dispose());

  let nonces = 0;

  async function send(conversation: Conversation, question: string): Promise<void> {
    await conversation.send({ nonce: `n${++nonces}`, question, snippets: [] });
    await world.pass(5000);
  }

  it('are those of the thread and then those of the workspace, newest first, also after a reload', async () => {
    const window = world.open();
    const one = window.session.conversation({ connectionId: hosted.id, nonce: 'one' });
    await send(one, 'In one');
    await send(one, 'In one again');
    const other = window.session.conversation({ connectionId: hosted.id, nonce: 'other' });
    await send(other, 'In the other');
    await send(other, 'In one');
    assert.deepEqual(await other.history(), ['In one', 'In the other', 'In one again']);
    const { key } = one;
    await window.close();
    const back = world.open().session.conversation({ connectionId: hosted.id, threadId: key.threadId ?? '' });
    assert.deepEqual(await back.history(), ['In one again', 'In one', 'In the other']);
  });

  it('go with their thread', async () => {
    const { session } = world.open();
    const one = session.conversation({ connectionId: hosted.id, nonce: 'one' });
    await send(one, 'Secret');
    const other = session.conversation({ connectionId: hosted.id, nonce: 'other' });
    await send(other, 'Open');
    await session.deleteThread(hosted.id, one.key.threadId ?? '');
    assert.deepEqual(await other.history(), ['Open']);
    assert.doesNotMatch(readFileSync(path.join(world.folder, 'prompts.json'), 'utf8'), /Secret/);
  });

  it('are a hundred, and none that is a document of its own', async () => {
    let stored: JsonObject = {};
    const json: SharedJson = {
      current: () => stored,
      refresh: () => Promise.resolve(false),
      update(change) {
        stored = change(stored);
        return Promise.resolve();
      },
    };
    const history = createPromptHistory(json, () => ['/work'], assert.fail);
    await history.add('x'.repeat(20_001), 'key');
    for (let count = 1; count <= 102; count++) await history.add(`Prompt ${count}`, 'key');
    const found = await history.read('key');
    assert.equal(found.length, 100);
    assert.deepEqual([found[0], found.at(-1)], ['Prompt 102', 'Prompt 3']);
  });
});
