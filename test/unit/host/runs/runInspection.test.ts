import assert from 'node:assert/strict';
import { type RunInspection, createRunInspection } from '../../../../src/host/runs/runInspection.ts';
import type { Attribution } from '../../../../src/model/attribution.ts';
import { AgentError } from '../../../../src/model/errors.ts';
import type { Agent, Run } from '../../../../src/model/thread.ts';
import type { Span } from '../../../../src/model/trace.ts';
import type { Session } from '../../../../src/session/session.ts';
import { type ManualClock, createManualClock } from '../../../support/manualClock.ts';

type Asked = Parameters<Session['attribute']>[1];

/** A session of which the test decides when and how each question is answered. */
interface TestSession {
  run: () => Promise<Run>;
  spans: () => Promise<readonly Span[]>;
  attribute: (request: Asked, signal: AbortSignal) => Promise<Attribution>;
  readonly calls: string[];
}

const completed: Run = { id: 'run-1', threadId: 'thread-1', status: 'completed', agentId: 'agent-1' };
const running: Run = { ...completed, status: 'running' };
const found: Attribution = { responseText: 'Yes.', passages: [{ text: 'Yes.', sources: [] }] };
const agents: readonly Agent[] = [{ id: 'agent-1', name: 'Handbook', canRun: true, tools: [] }];

describe('What a panel shows of one run', () => {
  let clock: ManualClock;
  let told: string[];
  let session: TestSession;
  let inspection: RunInspection;

  function open(highlight?: string): void {
    inspection = createRunInspection({
      session: {
        run: () => {
          session.calls.push('run');
          return session.run();
        },
        spans: () => {
          session.calls.push('spans');
          return session.spans();
        },
        attribute: (_connectionId, request, signal) => {
          session.calls.push(`attribute ${request.highlight ?? 'answer'}`);
          return session.attribute(request, signal);
        },
        cancelRun: () => {
          session.calls.push('cancelRun');
          return Promise.resolve();
        },
        agents: () => Promise.resolve(agents),
        capabilities: () =>
          Promise.resolve({
            methods: new Set(['attachRun', 'cancelRun'] as const),
            capabilities: { threadPageSize: 1, messagePageSize: 1, stopDescription: '' },
          }),
      },
      identity: {
        connectionId: 'team',
        threadId: 'thread-1',
        runId: 'run-1',
        ...(highlight === undefined ? {} : { highlight }),
      },
      connectionName: () => 'Team',
      threadTitle: () => 'A thread',
      clock,
      log: () => undefined,
      onChange: (what) => told.push(what),
    });
  }

  beforeEach(() => {
    clock = createManualClock();
    told = [];
    session = {
      run: () => Promise.resolve(completed),
      spans: () => Promise.resolve([]),
      attribute: () => Promise.resolve(found),
      calls: [],
    };
  });

  afterEach(() => inspection.dispose());

  it('is the run with its agent’s name, once it is read', async () => {
    open();
    await inspection.load();
    const { run, agentName, commands } = inspection.facts();
    assert.deepEqual(run, { step: 'ready', value: completed });
    assert.equal(agentName, 'Handbook');
    assert.deepEqual(commands, ['refresh', 'rerun', 'openThread']);
  });

  it('is read again and again while the run goes on, and no more once it has ended', async () => {
    session.run = () => Promise.resolve(running);
    open();
    await inspection.load();
    assert.deepEqual(inspection.facts().commands, ['refresh', 'attach', 'cancel', 'openThread']);
    await clock.advance(1_000);
    await clock.advance(1_500);
    assert.equal(session.calls.length, 3);
    session.run = () => Promise.resolve(completed);
    await clock.advance(3_000);
    assert.deepEqual(clock.pending, []);
    assert.deepEqual(inspection.facts().run, { step: 'ready', value: completed });
  });

  it('is not read while nobody looks', async () => {
    session.run = () => Promise.resolve(running);
    open();
    await inspection.load();
    inspection.setVisible(false);
    assert.deepEqual(clock.pending, []);
    inspection.setVisible(true);
    assert.deepEqual(clock.pending, [1_000]);
  });

  it('keeps the last facts beside what went wrong', async () => {
    open();
    await inspection.load();
    session.run = () => Promise.reject(new AgentError('authentication', 'no'));
    await inspection.load();
    const { run } = inspection.facts();
    assert.ok(run.step === 'failed');
    assert.deepEqual(run.value, completed);
    assert.deepEqual(run.problem.actions, ['setApiKey', 'retry']);
  });

  it('reads a trace again that was read before the run had ended', async () => {
    session.run = () => Promise.resolve(running);
    open();
    await inspection.load();
    await inspection.readTrace();
    await clock.advance(1_000);
    assert.equal(session.calls.filter((call) => call === 'spans').length, 1);
    session.run = () => Promise.resolve(completed);
    await clock.advance(1_500);
    assert.equal(session.calls.filter((call) => call === 'spans').length, 2);
  });

  it('has no trace where the service has none', async () => {
    session.spans = () => Promise.reject(new AgentError('unsupported', 'no'));
    open();
    await inspection.readTrace();
    assert.deepEqual(inspection.trace(), { step: 'unsupported' });
  });

  it('costs nothing before somebody asks what the answer rests on', async () => {
    open();
    await inspection.load();
    await inspection.readTrace();
    assert.deepEqual(
      session.calls.filter((call) => call.startsWith('attribute')),
      [],
    );
    assert.deepEqual(inspection.why('answer'), { step: 'not-asked' });
  });

  it('asks once, however often the tab is opened, and keeps the answer', async () => {
    open();
    await inspection.askWhyOnce('answer');
    await inspection.askWhyOnce('answer');
    assert.deepEqual(inspection.why('answer'), { step: 'ready', value: found });
    assert.deepEqual(
      session.calls.filter((call) => call.startsWith('attribute')),
      ['attribute answer'],
    );
  });

  it('does not ask by itself while the run goes on', async () => {
    session.run = () => Promise.resolve(running);
    open();
    await inspection.askWhyOnce('answer');
    assert.deepEqual(inspection.why('answer'), { step: 'not-asked' });
  });

  it('asks about a passage alone, and knows the answers to earlier passages', async () => {
    open('first');
    await inspection.askWhy('passage');
    inspection.setHighlight('second');
    assert.deepEqual(inspection.why('passage'), { step: 'not-asked' });
    await inspection.askWhy('passage');
    inspection.setHighlight('first');
    assert.deepEqual(inspection.why('passage'), { step: 'ready', value: found });
    assert.deepEqual(session.calls, ['attribute first', 'attribute second']);
  });

  it('says how long it has been asking, and gives up when it is cancelled', async () => {
    let wanted: AbortSignal | undefined;
    session.attribute = (_request, signal) => {
      wanted = signal;
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    };
    open();
    const asking = inspection.askWhy('answer');
    await clock.advance(4_000);
    assert.deepEqual(inspection.why('answer'), { step: 'reading', elapsedMs: 4_000 });
    inspection.cancelWhy('answer');
    await asking;
    assert.equal(wanted?.aborted, true);
    const why = inspection.why('answer');
    assert.ok(why.step === 'not-asked' && why.note !== undefined);
  });

  it('says what went wrong with asking, what the service said of it, and what to do', async () => {
    open();
    const refusal = { serverMessage: 'No completed run found.', nextStep: 'Ask about a completed run.' };
    session.attribute = () => Promise.reject(new AgentError('not-found', 'no', refusal));
    await inspection.askWhy('answer');
    const why = inspection.why('answer');
    assert.ok(why.step === 'failed');
    assert.equal(why.problem.title, 'Could not find out what the answer rests on');
    assert.match(why.problem.detail, /No completed run found\. Ask about a completed run\.$/);
  });

  it('cancels the run and reads what became of it', async () => {
    session.run = () => Promise.resolve(running);
    open();
    await inspection.load();
    session.run = () => Promise.resolve({ ...completed, status: 'cancelled' });
    await inspection.cancelRun();
    const { run, busyWith } = inspection.facts();
    assert.ok(run.step === 'ready' && run.value.status === 'cancelled');
    assert.equal(busyWith, undefined);
    assert.deepEqual(session.calls, ['run', 'cancelRun', 'run']);
  });

  it('says what went wrong with a command, until the next one', async () => {
    open();
    await inspection.carryOut('rerun', 'run again', () => Promise.reject(new AgentError('busy', 'no')));
    assert.equal(inspection.facts().problem?.title, 'Could not run again');
    await inspection.carryOut('rerun', 'run again', () => Promise.resolve());
    assert.equal(inspection.facts().problem, undefined);
  });

  it('tells nothing any more when its panel is closed', async () => {
    let answer: ((run: Run) => void) | undefined;
    session.run = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    open();
    const loading = inspection.load();
    inspection.dispose();
    told = [];
    answer?.(running);
    await loading;
    assert.deepEqual(told, []);
    assert.deepEqual(clock.pending, []);
  });
});
