import assert from 'node:assert/strict';
import type { Page } from '../../../../src/backends/backend.ts';
import { type StateInspection, createStateInspection } from '../../../../src/host/state/stateInspection.ts';
import { AgentError } from '../../../../src/model/errors.ts';
import type { ThreadState } from '../../../../src/model/threadState.ts';
import { createManualClock } from '../../../support/manualClock.ts';

function stateAt(step: number, more: Partial<ThreadState> = {}): ThreadState {
  const checkpointId = `c${step}`;
  return { values: { step }, next: [], inputRequests: [], checkpointId, step, raw: {}, ...more };
}

describe("What a panel shows of a thread's state", () => {
  let newest: () => Promise<ThreadState>;
  let pages: Record<string, Page<ThreadState>>;
  let inspection: StateInspection;

  beforeEach(() => {
    newest = () => Promise.resolve(stateAt(3));
    pages = {
      first: { items: [stateAt(3), stateAt(2)], next: 'c2' },
      c2: { items: [stateAt(2), stateAt(1), stateAt(0)] },
    };
    inspection = createStateInspection({
      session: {
        state: () => newest(),
        checkpoints: (_connectionId, _threadId, { cursor = 'first' }) =>
          Promise.resolve(pages[cursor] ?? { items: [] }),
        capabilities: () =>
          Promise.resolve({
            methods: new Set(['getState', 'listCheckpoints', 'forkThread'] as const),
            capabilities: { threadPageSize: 1, messagePageSize: 1, stopDescription: '' },
          }),
      },
      identity: { connectionId: 'team', threadId: 't' },
      connectionName: () => 'Team',
      threadTitle: () => 'Parts',
      clock: createManualClock(),
      log: () => undefined,
      onChange: () => undefined,
    });
  });

  function shown(): readonly unknown[] {
    const { state } = inspection.facts();
    if (!('value' in state) || !state.value) return [state.step];
    return [state.value.checkpoint.name, state.value.values, state.value.isNewest];
  }

  function names(): readonly string[] {
    const { history } = inspection.facts();
    return 'value' in history ? (history.value?.checkpoints ?? []).map(({ name }) => name) : [];
  }

  it('is the newest state, with what the service offers and nothing else', async () => {
    await inspection.load();
    assert.deepEqual(shown(), ['Step 3', { step: 3 }, true]);
    assert.deepEqual(inspection.facts().offers, ['history', 'fork']);
    assert.equal(inspection.facts().history.step, 'not-asked');
  });

  it('goes back through the history a page at a time, each state once', async () => {
    await inspection.load();
    await inspection.readHistory();
    assert.deepEqual(names(), ['Step 3', 'Step 2']);
    await inspection.loadMore();
    assert.deepEqual(names(), ['Step 3', 'Step 2', 'Step 1', 'Step 0']);
    const { history } = inspection.facts();
    assert.equal(history.step === 'ready' && history.value.hasMore, false);
  });

  it('is an older state when that is asked for, until the newest is', async () => {
    await inspection.load();
    await inspection.readHistory();
    inspection.show('c2');
    assert.deepEqual(shown(), ['Step 2', { step: 2 }, false]);
    inspection.show(undefined);
    assert.deepEqual(shown(), ['Step 3', { step: 3 }, true]);
  });

  it('names states by their place where the service names nothing, and tells them apart', async () => {
    const bare = (values: unknown): ThreadState => ({ values, next: [], inputRequests: [], raw: {} });
    pages = { first: { items: [bare('b'), bare('a')] } };
    newest = () => Promise.resolve(bare('b'));
    await inspection.load();
    await inspection.readHistory();
    assert.deepEqual(names(), ['State now', '1 state earlier']);
    const { history } = inspection.facts();
    const keys = 'value' in history ? (history.value?.checkpoints ?? []).map(({ key }) => key) : [];
    assert.deepEqual(
      keys.map((key) => inspection.find(key)?.state.values),
      ['b', 'a'],
    );
  });

  it('keeps what was read when it cannot be read again, and says why', async () => {
    await inspection.load();
    newest = () => Promise.reject(new AgentError('network', 'gone', { mayHaveArrived: false }));
    await inspection.load();
    assert.equal(inspection.facts().state.step, 'failed');
    assert.deepEqual(shown(), ['Step 3', { step: 3 }, true]);
  });

  it('says what is being done, and what went wrong with it', async () => {
    let said: string | undefined;
    await inspection.carryOut('Forking…', 'fork the thread', () => {
      said = inspection.facts().busyWith;
      return Promise.reject(new AgentError('network', 'gone', { mayHaveArrived: false }));
    });
    assert.equal(said, 'Forking…');
    assert.equal(inspection.facts().busyWith, undefined);
    assert.match(inspection.facts().problem?.title ?? '', /fork the thread/);
  });
});
