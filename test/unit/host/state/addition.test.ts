import assert from 'node:assert/strict';
import {
  additionProblem,
  additionSummary,
  concerned,
  emptyAddition,
  parseAddition,
  shapeOf,
} from '../../../../src/host/state/addition.ts';

describe('An addition to a state', () => {
  const summary = (current: unknown, addition: Parameters<typeof additionSummary>[1]): readonly string[] =>
    additionSummary(current, addition)
      .split('\n')
      .map((line) => line.split(/[;.]/)[0] ?? '');

  it('is a JSON object or list with something in it; else it is said what is wrong', () => {
    assert.equal(additionProblem('{"plan": "more"}'), undefined);
    assert.equal(additionProblem('[{"type": "human", "content": "x"}]'), undefined);
    assert.match(additionProblem('{"plan": ') ?? '', /not JSON yet/);
    assert.match(additionProblem('"plan"') ?? '', /a JSON object.*or a JSON list/);
    assert.match(additionProblem('null') ?? '', /a JSON object/);
    assert.match(additionProblem('{}') ?? '', /nothing in it/);
    assert.match(additionProblem('[]') ?? '', /nothing in it/);
    assert.deepEqual([parseAddition('[1]'), parseAddition('1'), parseAddition('{')], [[1], undefined, undefined]);
  });

  it('begins as what the state is: a list for a list, else names', () => {
    for (const [values, empty] of [
      [[{ type: 'human' }], []],
      [{ messages: [] }, {}],
      [null, {}],
      ['odd', {}],
    ]) {
      const text = emptyAddition(shapeOf(values));
      assert.deepEqual(JSON.parse(text), empty);
      assert.equal(text.split('\n')[1], '  ');
      assert.match(additionProblem(text) ?? '', /nothing in it/);
    }
  });

  it('is told name by name: what is there already, and what is not', () => {
    assert.deepEqual(summary({ messages: [] }, { messages: ['x'], plan: 1 }), [
      '• messages: is there',
      '• plan: is not there yet',
    ]);
    assert.deepEqual(summary(null, { plan: 1 }), ['• plan: is not there yet']);
  });

  it('is told by its number where the state is a list', () => {
    assert.deepEqual(summary([1, 2], ['x']), ['• 1 item: 2 in the list already']);
    assert.deepEqual(summary(null, ['x', 'y']), ['• 2 items: there is nothing in the state yet']);
  });

  it('that is not of the state’s kind is told to be so, as a service may refuse it', () => {
    assert.match(additionSummary([1, 2], { plan: 1 }), /is a list and has no names.*may refuse/);
    assert.match(additionSummary({ messages: [] }, ['x']), /has names.*may refuse/);
  });

  it('is shown beside what it concerns', () => {
    assert.deepEqual(concerned({ messages: [1], other: 2 }, { messages: [3], plan: 4 }), { messages: [1] });
    assert.deepEqual(concerned([1, 2], [3]), [1, 2]);
    assert.deepEqual(concerned([1, 2], { plan: 4 }), [1, 2]);
    assert.deepEqual(concerned(null, { plan: 4 }), {});
    assert.deepEqual(concerned(null, [3]), []);
  });
});
