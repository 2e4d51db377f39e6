import assert from 'node:assert/strict';
import { decodeState } from '../../../../src/backends/langgraph/decodeState.ts';

const asking = (name: string) => ({ id: `task-${name}`, name, interrupts: [{ id: `id-${name}`, value: `${name}?` }] });

function asked(state: object): readonly unknown[] {
  return decodeState(state).inputRequests.map((request) => request.value);
}

describe('a state of a LangGraph thread', () => {
  it('asks what its tasks ask, of several at once only those that are still to come', () => {
    const tasks = [asking('x'), asking('y')];
    assert.deepEqual(asked({ next: ['x', 'y'], tasks }), ['x?', 'y?']);
    assert.deepEqual(asked({ next: ['y'], tasks }), ['y?']);
    assert.deepEqual(asked({ next: ['z'], tasks, interrupts: [{ id: 'id-x', value: 'x?' }] }), []);
  });

  it('asks also where nothing tells which tasks are to come', () => {
    const nameless = { interrupts: [{ id: '1', value: 'who?' }] };
    assert.deepEqual(asked({ tasks: [asking('x')] }), ['x?']);
    assert.deepEqual(asked({ next: ['y'], tasks: [nameless] }), ['who?']);
    assert.deepEqual(asked({ next: ['y'], tasks: [{ name: 'y' }], interrupts: [{ id: '1', value: 'who?' }] }), [
      'who?',
    ]);
  });
});
