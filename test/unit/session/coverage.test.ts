import assert from 'node:assert/strict';
import type { Message, Part } from '../../../src/model/message.ts';
import { emptyRun } from '../../../src/model/runState.ts';
import { messagesOfRun, messagesToCover, placeOfRun, uncovered } from '../../../src/session/coverage.ts';

let ids = 0;

function message(role: string, parts: readonly Part[], more: Partial<Message> = {}): Message {
  ids += 1;
  return { id: `m${ids}`, threadId: 't', role, parts, state: 'stored', attachments: [], ...more };
}

const text = (value: string): Part => ({ type: 'text', text: value });

describe('what a service did not keep of a run', () => {
  const missing = (parts: readonly Part[], stored: readonly Message[]): readonly Part[] =>
    uncovered({ ...emptyRun, parts }, stored);

  it('is nothing where the text is stored, however it is split, trimmed or added to', () => {
    const shown: readonly Part[] = [text('One.\n\n'), { type: 'reasoning', text: 'Hm', isOpen: true }, text(' Two.')];
    const stored = [message('assistant', [text('One.')]), message('assistant', [{ type: 'reasoning', text: ' Hm' }])];
    assert.deepEqual(missing(shown, [...stored, message('assistant', [text('Two.\n\nSources: a')])]), []);
    assert.deepEqual(missing(shown, stored), [{ type: 'text', text: ' Two.' }]);
  });

  it('is a tool call, a file, sources or an error that stand in no message', () => {
    const call: Part = { type: 'tool', toolCallId: 'c', toolName: 'search', state: 'done', output: 1 };
    const source: Part = { type: 'source', sourceId: 's', title: 'a' };
    const file: Part = { type: 'file', url: 'https://x.test/a', mediaType: 'image/png' };
    const error: Part = { type: 'error', errorText: 'no' };
    const parts = [call, source, file, error];
    assert.deepEqual(missing(parts, []), parts);
    assert.deepEqual(missing(parts, [message('assistant', parts)]), []);
    assert.deepEqual(missing([call], [message('tool', [{ ...call, toolCallId: '' }])]), []);
    assert.deepEqual(missing([error], [message('assistant', [text('It said: no')])]), []);
  });

  it('is the notice of a guardrail or remarks that stand in no message', () => {
    const guardrail: Part = { type: 'guardrail', details: [{ verdict: 'blocked' }] };
    const annotations: Part = { type: 'annotations', annotations: ['x'] };
    assert.deepEqual(missing([guardrail, annotations], [message('assistant', [text('A')])]), [guardrail, annotations]);
    const stored = [message('assistant', [{ ...guardrail, details: [] }, annotations])];
    assert.deepEqual(missing([guardrail, annotations], stored), []);
  });

  it('is nothing of what the run itself sent as stored messages', () => {
    const whole = message('assistant', [text('A')]);
    assert.deepEqual(uncovered({ ...emptyRun, messages: [whole] }, [whole]), []);
    assert.deepEqual(uncovered({ ...emptyRun, messages: [whole] }, []), [text('A')]);
  });
});

describe('the stored messages of a run', () => {
  const prompt = message('user', [text('Why?')], { nonce: 'n1' });
  const mine = message('assistant', [text('A')], { runId: 'r1' });
  const unnamed = message('assistant', [text('B')]);
  const next = message('user', [text('And?')], { nonce: 'n2' });
  const other = message('assistant', [text('C')], { runId: 'r2' });
  const later = message('assistant', [text('D')]);
  const all = [prompt, mine, unnamed, next, other, later];

  it('are those that name it, and unnamed ones between its prompt and the next', () => {
    assert.deepEqual(messagesOfRun(all, false, { runId: 'r1', nonce: 'n1' }), [mine, unnamed]);
    assert.deepEqual(messagesOfRun(all, false, { runId: 'r2' }), [other]);
    assert.deepEqual(messagesOfRun(all, false, { nonce: 'n2' }), [other, later]);
  });

  it('are those behind the message that the run was asked for again with', () => {
    assert.deepEqual(messagesOfRun(all, false, { nonce: 'n9', promptId: unnamed.id }), []);
    assert.deepEqual(messagesOfRun(all, false, { nonce: 'n9', promptId: other.id }), [later]);
    assert.equal(placeOfRun(all, { nonce: 'n9', promptId: next.id }), 4);
  });

  it('are those behind the newest message with the prompt’s words, where nothing else tells', () => {
    const again = message('user', [text('Why?')]);
    const answered = message('assistant', [text('A')]);
    const bare = [message('user', [text('Why?')]), message('assistant', [text('A')]), again, answered];
    assert.deepEqual(messagesOfRun(bare, false, { nonce: 'n9', promptText: 'Why?' }), [answered]);
    assert.deepEqual(messagesToCover(bare.slice(0, 3), false, { nonce: 'n9', promptText: 'Why?' }), []);
    assert.equal(placeOfRun(bare, { nonce: 'n9', promptText: 'Why?' }), 3);
    assert.deepEqual(messagesOfRun(all, false, { nonce: 'n1', promptText: 'And?' }), [mine, unnamed]);
  });

  it('cannot be told while the messages that would tell are not loaded', () => {
    assert.equal(messagesOfRun([next, other], true, { runId: 'r1', nonce: 'n1' }), undefined);
    assert.deepEqual(messagesOfRun([next, other], false, { runId: 'r1', nonce: 'n1' }), []);
  });

  it('are followed by what the service did not keep', () => {
    assert.equal(placeOfRun(all, { runId: 'r1', nonce: 'n1' }), 2);
    assert.equal(placeOfRun(all, { runId: 'r9', nonce: 'n2' }), 4);
    assert.equal(placeOfRun(all, { runId: 'r9' }), all.length);
  });
});
