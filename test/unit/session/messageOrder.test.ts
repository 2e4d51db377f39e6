import assert from 'node:assert/strict';
import type { Message } from '../../../src/model/message.ts';
import { byTime } from '../../../src/session/messageOrder.ts';

function message(id: string, second?: number): Message {
  const createdAt = second === undefined ? {} : { createdAt: new Date(second * 1000).toISOString() };
  return { id, threadId: 't', role: 'user', parts: [], state: 'stored', attachments: [], ...createdAt };
}

const order = (messages: readonly Message[]): string =>
  byTime(messages)
    .map(({ id }) => id)
    .join('');

describe('messages of a thread', () => {
  it('are shown by time, and those of one second as the service has them', () => {
    assert.equal(order([message('a', 1), message('c', 3), message('b', 2)]), 'abc');
    assert.equal(order([message('x', 5), message('b', 2), message('a', 2), message('c', 2)]), 'bacx');
  });

  it('stay behind what they followed where they have no time', () => {
    assert.equal(order([message('a'), message('b', 2), message('c'), message('d', 1)]), 'adbc');
    assert.equal(order([message('b'), message('a')]), 'ba');
    assert.equal(order([]), '');
  });

  it('are compared as moments, whatever zone they are written in', () => {
    const early = { ...message('a'), createdAt: '2026-01-01T12:00:00+02:00' };
    const late = { ...message('b'), createdAt: '2026-01-01T11:00:00Z' };
    assert.equal(order([late, early]), 'ab');
  });
});
