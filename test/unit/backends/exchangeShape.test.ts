import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { countEvent, shapeOf } from '../../../src/backends/exchangeShape.ts';

describe('the shape of an answer', () => {
  it('is its fields and their types', () => {
    assert.deepEqual(
      shapeOf({ id: 'thread-1', created_at: '2026-01-01', is_active: false, usage: null, tools: [], total_tokens: 7 }),
      { id: 'string', created_at: 'string', is_active: 'boolean', usage: 'null', tools: [], total_tokens: 'number' },
    );
    assert.equal(shapeOf('secret'), 'string');
    assert.equal(shapeOf(undefined), 'undefined');
  });

  it('of a list is what there is in it, each once', () => {
    assert.deepEqual(shapeOf([{ id: 'a' }, { id: 'b' }, { id: 'c', parts: [{ type: 'text', text: 'x' }, 7] }]), [
      { id: 'string' },
      { id: 'string', parts: [{ type: 'string', text: 'string' }, 'number'] },
    ]);
    assert.deepEqual(shapeOf({ data: [{ id: 'a' }] }), { data: [{ id: 'string' }] });
  });

  it('leaves out what people and tools fill as they like', () => {
    const message = {
      role: 'user',
      meta_data: { 'my cat': 1 },
      parts: [{ args: { path: 1 }, output: ['x'], data: 'x' }],
    };
    assert.deepEqual(shapeOf(message), {
      role: 'string',
      meta_data: 'object',
      parts: [{ args: 'object', output: ['…'], data: 'string' }],
    });
  });

  it('has no keys that are no names', () => {
    for (const key of [
      'sk-live-8812ab',
      '3f2c',
      'ada@example.com',
      'my cat',
      '__proto__',
      '550e8400-e29b',
      'x'.repeat(41),
    ]) {
      assert.deepEqual(shapeOf(JSON.parse(`{${JSON.stringify(key)}: 1}`)), { '…': 'number' }, key);
    }
    for (const key of ['chunk_id', 'toolCallId', 'sha256', 'content-type', 'a']) {
      assert.deepEqual(shapeOf({ [key]: 1 }), { [key]: 'number' }, key);
    }
  });

  it('is small, however large or deep the answer is', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 100_000; depth++) deep = { error: deep };
    assert.ok(JSON.stringify(shapeOf(deep)).length < 500);
    const wide = Object.fromEntries(
      Array.from({ length: 26 ** 2 }, (_, n) => [
        `k${String.fromCharCode(97 + (n % 26))}_${String.fromCharCode(97 + Math.floor(n / 26))}`,
        n,
      ]),
    );
    assert.ok(Object.keys(shapeOf(wide)).length <= 61);
    const bushy = (depth: number): unknown =>
      depth === 0 ? 1 : { a: bushy(depth - 1), b: bushy(depth - 1), c: bushy(depth - 1), d: bushy(depth - 1) };
    assert.ok(JSON.stringify(shapeOf(bushy(8))).length < 100_000);
  });

  it('never holds content, keys or prompts, wherever they stand', () => {
    // Whatever is not a word of small letters could be content: that is what may not come through.
    const secret = fc
      .tuple(fc.constantFrom('sk-', 'Ada ', 'why? ', '7', 'ÄÖ', '/home/', 'A'), fc.string({ maxLength: 12 }))
      .map(([start, end]) => `${start}${end}⟦secret⟧`);
    const names = fc.constantFrom('id', 'meta_data', 'content', 'parts', 'text', 'detail', 'error', 'data', 'output');
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        secret,
        fc.integer({ min: 1_000 }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.oneof(names, secret), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(value, (each) => {
        const shown = JSON.stringify(shapeOf(each));
        assert.ok(!shown.includes('⟦secret⟧') && !/\d/.test(shown), shown);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('the count of events', () => {
  function counted(...events: readonly string[]) {
    const counts = new Map<string, number>();
    for (const event of events) countEvent(counts, event);
    return Object.fromEntries(counts);
  }

  it('is by type, in every vocabulary', () => {
    assert.deepEqual(
      counted('{"type":"text-delta"}', '{"type":"text-delta"}', '{"type":"end_node"}', '0:"Hi"', 'd:{}', ' [DONE]\n'),
      { 'text-delta': 2, end_node: 1, 'line 0': 1, 'line d': 1, '[DONE]': 1 },
    );
  });

  it('tells what is no event, without saying what it is', () => {
    assert.deepEqual(counted('{"no":1}', 'prompt', '"prompt"', '{"type":"My secret"}', '{"type":"data-my secret"}'), {
      'without type': 1,
      other: 3,
      'data-…': 1,
    });
    assert.deepEqual(counted(`{"type":"text","text":"${'x'.repeat(200_000)}"}`), { long: 1 });
  });

  it('is bounded', () => {
    const letters = 'abcdefghijklmnop'.split('');
    const types = letters.flatMap((one) => letters.map((other) => `{"type":"t-${one}${other}"}`));
    const counts = counted(...types);
    assert.ok(Object.keys(counts).length <= 61);
    assert.equal(
      Object.values(counts).reduce((sum, count) => sum + count, 0),
      types.length,
    );
  });
});
