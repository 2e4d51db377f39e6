import assert from 'node:assert/strict';
import { type Message } from '../../../src/model/message.ts';
import { emptyRun } from '../../../src/model/runState.ts';
import { transcriptOf } from '../../../src/model/transcript.ts';
import { createConversationItems } from '../../../src/webview/conversationItems.ts';
import { message, runView } from '../../support/panelScenes.ts';

const text = (value: string): Message['parts'] => [{ type: 'text', text: value }];
const stored: readonly Message[] = [
  message('1', 'user', text('one')),
  message('2', 'assistant', text('first'), { runId: 'a' }),
  message('3', 'tool', [{ type: 'tool', toolCallId: 'c', toolName: 't', state: 'done', output: 1 }], { runId: 'a' }),
  message('4', 'user', text('two')),
  message('5', 'assistant', text('second'), { runId: 'b' }),
];

type Items = ReturnType<ReturnType<typeof createConversationItems>>;

const all = ({ earlier, latest }: Items) => [...earlier, ...latest];

describe('The articles of a conversation', () => {
  const live = (length: number) =>
    runView({ state: { ...emptyRun, status: 'running', parts: text('x'.repeat(length)) } });

  it('are those of the model, for every length of the conversation', () => {
    for (let count = 0; count <= stored.length; count++) {
      const messages = stored.slice(0, count);
      assert.deepEqual(all(createConversationItems()(messages, undefined)), transcriptOf(messages));
      assert.deepEqual(all(createConversationItems()(messages, live(3))), transcriptOf(messages, live(3).state));
    }
  });

  it('stay the same objects while a run streams, except its own', () => {
    const items = createConversationItems();
    const before = all(items(stored, live(1)));
    const after = all(items(stored, live(2)));
    assert.equal(after.length, before.length);
    before.slice(0, -1).forEach((item, index) => assert.equal(after[index], item));
    assert.notEqual(after.at(-1), before.at(-1));
  });

  it('stay the same objects when older or newer messages come', () => {
    const items = createConversationItems();
    const before = all(items(stored.slice(3), undefined));
    const older = all(items(stored, undefined));
    assert.equal(older.at(-1), before.at(-1));
    const newer = all(items([...stored, message('6', 'user', text('three'))], undefined));
    assert.deepEqual(
      newer.slice(0, -1).map((item, index) => item === older[index]),
      older.map(() => true),
    );
  });

  it('do not show the draft of a run whose messages are stored', () => {
    const items = createConversationItems();
    assert.deepEqual(all(items(stored, { ...live(4), isStored: true })), transcriptOf(stored));
  });
});
