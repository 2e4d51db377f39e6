import assert from 'node:assert/strict';
import type { TranscriptItem } from '../../../../src/model/transcript.ts';
import { createFindStore, type Hit } from '../../../../src/webview/find/findStore.ts';

const article = (key: string, text: string, more: Partial<TranscriptItem> = {}): TranscriptItem => ({
  key,
  role: 'assistant',
  state: 'stored',
  messages: [],
  parts: [{ type: 'text', text }],
  isLive: false,
  ...more,
});

function open(items: readonly TranscriptItem[], startKey?: string) {
  const steps: (() => void)[] = [];
  const gone: Hit[] = [];
  let nowMs = 0;
  const store = createFindStore({
    // Every look at the clock takes a while, so that each step reads one article.
    nowMs: () => (nowMs += 5),
    schedule: (callback) => steps.push(callback),
    startKey: () => startKey,
    onChange: () => undefined,
    onGo: (hit) => gone.push(hit),
  });
  store.setItems(items);
  store.open(undefined);
  const finish = (): void => {
    for (let step = steps.shift(); step; step = steps.shift()) step();
  };
  const look = (text: string, more: object = {}): void => {
    store.look({ text, isCaseSensitive: false, isWholeWord: false, ...more });
    finish();
  };
  return { store, gone, steps, finish, look, places: () => gone.map(({ key, nth }) => `${key}:${nth}`) };
}

describe('Looking through a conversation', () => {
  const items = [article('a', 'one two'), article('b', 'two **two**'), article('c', 'three')];

  it('counts what is found everywhere and goes to the first from where the reader is', () => {
    const find = open(items, 'b');
    find.look('two');
    assert.deepEqual([find.store.view().count, find.store.view().place], [3, 2]);
    assert.deepEqual(find.places(), ['b:0']);
  });

  it('goes to what is nearest above where nothing follows', () => {
    const find = open(items, 'c');
    find.look('two');
    assert.deepEqual(find.places(), ['b:1']);
  });

  it('goes on and back, around the ends', () => {
    const find = open(items, 'a');
    find.look('two');
    for (let step = 0; step < 3; step++) find.store.next();
    find.store.previous();
    assert.deepEqual(find.places(), ['a:0', 'b:0', 'b:1', 'a:0', 'b:1']);
  });

  it('stays where it is when older articles come, and counts them', () => {
    const find = open(items, 'b');
    find.look('two');
    find.store.setItems([article('0', 'two'), ...items]);
    find.finish();
    assert.deepEqual([find.store.view().count, find.store.view().place], [4, 3]);
    assert.equal(find.gone.length, 1);
  });

  it('looks through an answer that grows, and through its last state in the end', () => {
    const find = open([article('a', 'two')], 'a');
    find.look('two');
    const live = (text: string): TranscriptItem => article('b', text, { isLive: true });
    for (const text of ['t', 'two', 'two tw']) find.store.setItems([article('a', 'two'), live(text)]);
    find.store.setItems([article('a', 'two'), article('b', 'two two')]);
    find.finish();
    assert.equal(find.store.view().count, 3);
  });

  it('works in small steps and says so', () => {
    const find = open(items, 'a');
    find.store.look({ text: 'two', isCaseSensitive: false, isWholeWord: false });
    assert.equal(find.store.view().isSearching, true);
    find.steps.shift()?.();
    assert.ok(find.steps.length > 0);
    find.finish();
    assert.equal(find.store.view().isSearching, false);
  });

  it('finds nothing for nothing and forgets when it is closed', () => {
    const find = open(items, 'a');
    find.look('two');
    find.look('');
    assert.equal(find.store.view().count, 0);
    find.look('two');
    find.store.close();
    assert.deepEqual([find.store.view().isOpen, find.store.view().count], [false, 0]);
  });

  it('looks into reasoning and tools, which are folded', () => {
    const parts = [
      { type: 'reasoning', text: 'I *think* so' },
      { type: 'tool', toolCallId: 't', toolName: 'read_file', state: 'done', input: { path: 'x.ts' }, output: 'found' },
    ] as const;
    const find = open([article('a', '', { parts })]);
    for (const [word, unit] of [
      ['think so', 'a/reasoning:0'],
      ['read_file', 'a/tool:t/name'],
      ['x.ts', 'a/tool:t/input'],
      ['found', 'a/tool:t/output'],
    ] as const) {
      find.look(word);
      assert.equal(find.gone.at(-1)?.unitId, unit);
    }
  });
});
