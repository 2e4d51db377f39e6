import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { applyEvents } from '../../../src/model/panel.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { textOf } from '../../../src/model/message.ts';
import { type CallName, type Fault, type ScriptedRun, answer, networkError } from '../../support/scriptedBackend.ts';
import {
  type SessionWorld,
  type TestWindow,
  createSessionWorld,
  hosted,
  readPanel,
} from '../../support/sessionWorld.ts';

const prompts = ['One?', 'Two?'] as const;
const words = ['Because ', 'of ', 'the ', 'code ', 'that ', 'is ', 'there.'] as const;
const runMethods = ['attachRun', 'getRun', 'listRuns', 'cancelRun'] as const;
const calls: readonly (CallName | 'startRun' | 'attachRun')[] = [
  'createThread',
  'createMessage',
  'startRun',
  'attachRun',
  'getRun',
  'getThread',
  'listMessages',
  'listThreads',
  'listRuns',
];

/** What happens to a run between two of its words, and to the window. */
const mishaps = ['nothing', 'nothing', 'cut', 'close', 'hang', 'sleep', 'outage', 'reload', 'crash', 'pause'] as const;

interface Schedule {
  readonly faults: readonly { readonly call: (typeof calls)[number]; readonly fault: Fault }[];
  readonly mishaps: readonly (readonly (typeof mishaps)[number][])[];
  readonly waits: readonly number[];
  readonly crashAt: number;
}

function faultsOf(names: readonly (typeof calls)[number][]): fc.Arbitrary<Schedule['faults']> {
  const fault = fc.constantFrom<Fault>(
    { when: 'before' },
    { when: 'after' },
    { when: 'before', error: answer('server', 503) },
    { when: 'after', error: answer('server', 502) },
    { when: 'before', error: networkError(false) },
  );
  return fc.array(fc.record({ call: fc.constantFrom(...names), fault }), { maxLength: 6 });
}

const schedules: fc.Arbitrary<Schedule> = fc.record({
  faults: faultsOf(calls),
  mishaps: fc.array(fc.array(fc.constantFrom(...mishaps), { minLength: words.length, maxLength: words.length }), {
    minLength: prompts.length,
    maxLength: prompts.length,
  }),
  waits: fc.array(fc.constantFrom(0, 10, 300, 2000, 40_000), { minLength: 1, maxLength: 10 }),
  crashAt: fc.integer({ min: 0, max: 60 }),
});

/** A panel over a conversation: what it shows must never lack a word that it showed before. */
interface Watched {
  window: TestWindow;
  conversation: Conversation;
  /** What the panel saw that must not be. */
  readonly wrong: string[];
}

describe('whatever goes wrong, in whatever order', () => {
  for (const [kind, options] of [
    ['where messages are posted', {}],
    ['where messages come with a run', { isStateful: true }],
    ['where messages come with a run and no run can be read', { isStateful: true, without: runMethods }],
  ] as const) {
    it(`every prompt becomes one message and one run, and the text that of the service, ${kind}`, async () => {
      await fc.assert(
        fc.asyncProperty(schedules, async (schedule) => {
          const world = createSessionWorld(options);
          try {
            await live(world, schedule);
          } finally {
            await world.dispose();
          }
        }),
        { numRuns: 70 },
      );
    }).timeout(180_000);
  }

  it('a run from an earlier message happens once, and takes away what was listed and nothing else', async () => {
    const names = [...calls.slice(2), 'updateMessage', 'deleteMessage', 'deleteMessage'] as const;
    const again = fc.record({
      faults: faultsOf(names),
      crashes: fc.array(fc.integer({ min: 1, max: 25 }), { maxLength: 2 }),
      newcomerAfterMs: fc.constantFrom(0, 500, 5000),
      text: fc.constantFrom(undefined, 'One, really?'),
      isForgetful: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(again, async (schedule) => {
        const world: SessionWorld = createSessionWorld({
          isForgetful: schedule.isForgetful,
          onRun(run) {
            run.say('Again.');
            world.clock.setTimer(1000, () => run.end());
          },
        });
        try {
          await runAgain(world, schedule);
        } finally {
          await world.dispose();
        }
      }),
      { numRuns: 80 },
    );
  }).timeout(180_000);
});

interface AgainSchedule {
  readonly faults: Schedule['faults'];
  /** Crashes of one window after the other, each after so many calls. */
  readonly crashes: readonly number[];
  readonly newcomerAfterMs: number;
  readonly text: string | undefined;
}

async function runAgain(world: SessionWorld, { faults, crashes, newcomerAfterMs, text }: AgainSchedule): Promise<void> {
  const ahead = [...crashes];
  const open = (): TestWindow => {
    const last = ahead.shift();
    return world.open({ crashAt: (call, when) => when === 'after' && call === last });
  };
  const { id: threadId } = world.service.addThread();
  const key = { connectionId: hosted.id, threadId };
  const told = ['One?', 'First.', 'Two?', 'Second.'];
  const [first] = told.map((said, index) =>
    world.service.addMessage(threadId, {
      role: index % 2 === 0 ? 'user' : 'assistant',
      parts: [{ type: 'text', text: said }],
    }),
  );
  world.service.addRun(threadId).end('completed', []);
  const left = (): readonly string[] => world.service.messagesOf(threadId).map(textOf);
  const watched = { window: open(), wrong: [] as string[] } as unknown as Watched;
  watch(watched, key);
  await world.pass(0);
  for (const { call, fault } of faults) world.service.fail(call, fault);
  world.clock.setTimer(newcomerAfterMs, () => {
    world.service.addMessage(threadId, { role: 'system', parts: [{ type: 'text', text: 'Newcomer' }] });
  });

  let listed: readonly string[] = [];
  for (let round = 0; world.service.runs.length < 2 && world.filesIn('outbox').length === 0; round++) {
    assert.ok(round < 30, 'it was never taken');
    revive(watched, key, open);
    const { conversation } = watched;
    await settled(world, watched, async () => {
      listed = (await conversation.messagesAfter(first?.id ?? '')).map(textOf);
      await conversation.runFrom(first?.id ?? '', text);
    });
    if (world.service.runs.length < 2 && world.filesIn('outbox').length === 0) {
      assert.deepEqual(left().slice(1, told.length), told.slice(1), 'nothing was taken away');
    }
  }
  for (let round = 0; watched.window.isDead || world.filesIn('outbox').length > 0; round++) {
    assert.ok(round < 100, `not settled: ${JSON.stringify(watched.conversation.state().problem)}`);
    await help(world, watched, key, open);
  }
  await world.pass(60_000);
  assert.deepEqual(watched.wrong, []);
  assert.equal(world.service.runs.length, 2, 'one run was there before');
  const newcomer = listed.includes('Newcomer') ? [] : ['Newcomer'];
  assert.deepEqual(new Set(left()), new Set([text ?? 'One?', 'Again.', ...newcomer]));
  assert.deepEqual(world.filesIn('journal'), []);
}

/** Waits for something that a person started; a window that crashes meanwhile never says how it ended. */
async function settled(world: SessionWorld, watched: Watched, action: () => Promise<void>): Promise<void> {
  const progress = { isOver: false };
  const over = (): unknown => (progress.isOver = true);
  void action().then(over, over);
  await world.pass(0);
  for (let round = 0; !progress.isOver && !watched.window.isDead; round++) {
    assert.ok(round < 100, 'it never ends');
    await world.pass(1000);
  }
}

async function live(world: SessionWorld, schedule: Schedule): Promise<void> {
  let crashed = 0;
  const open = (): TestWindow =>
    world.open({ crashAt: (_call, when) => when === 'after' && ++crashed === schedule.crashAt });
  const thread = world.service.addThread();
  const key = { connectionId: hosted.id, threadId: thread.id };
  const watched = { window: open(), wrong: [] as string[] } as unknown as Watched;
  watch(watched, key);
  for (const { call, fault } of schedule.faults) world.service.fail(call, fault);

  for (const [index, question] of prompts.entries()) {
    await accept(world, watched, key, open, { nonce: `n${index}`, question, snippets: [] });
    const run = await started(world, watched, key, open, index + 1);
    for (const [place, word] of words.entries()) {
      run.say(word);
      await world.pass(schedule.waits[place % schedule.waits.length] ?? 0);
      await happen(world, watched, key, open, run, schedule.mishaps[index]?.[place] ?? 'nothing');
    }
    run.end();
    await settle(world, watched, key, open);
  }
  // The window may have crashed after the last word was shown.
  revive(watched, key, open);
  await world.pass(10_000);
  assert.deepEqual(watched.wrong, []);
  const expected = prompts.flatMap((question) => [`user: ${question}`, `assistant: ${words.join('')}`]);
  assert.deepEqual(readPanel(watched.conversation), expected);
  assert.equal(world.service.threads.length, 1);
  assert.equal(world.service.runs.length, prompts.length);
  assert.equal(world.service.messagesOf(thread.id).length, 2 * prompts.length);
  assert.deepEqual(world.filesIn('outbox'), []);
  assert.deepEqual(world.filesIn('journal'), []);
}

type Key = { readonly connectionId: string; readonly threadId: string };

/** Looks through a new panel; every change must lead to the same state by events as by snapshot. */
function watch(watched: Watched, key: Key): void {
  const conversation = watched.window.session.conversation(key);
  watched.conversation = conversation;
  const wrong = (what: string): unknown => watched.wrong.push(what);
  let copy = conversation.state();
  conversation.onDidChange((change) => {
    const previous = copy;
    copy = change.kind === 'state' ? conversation.state() : applyEvents(copy, change.events);
    if (!isDeepStrictEqual(copy.run?.state, conversation.state().run?.state)) wrong('events and snapshot differ');
    const [before, after] = [draftOf(previous), draftOf(copy)];
    if (before !== undefined && after !== undefined && previous.run?.state.runId === copy.run?.state.runId) {
      if (!after.startsWith(before)) wrong(`${JSON.stringify(before)} became ${JSON.stringify(after)}`);
    }
  });
  void conversation.load();
}

function draftOf(state: ReturnType<Conversation['state']>): string | undefined {
  if (!state.run || state.run.isStored) return undefined;
  return state.run.state.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

/** After a crash of the window by itself, the person opens it again. */
function revive(watched: Watched, key: Key, open: () => TestWindow): boolean {
  if (!watched.window.isDead) return false;
  watched.window = open();
  watch(watched, key);
  return true;
}

async function accept(
  world: SessionWorld,
  watched: Watched,
  key: Key,
  open: () => TestWindow,
  prompt: Parameters<Conversation['send']>[0],
): Promise<void> {
  revive(watched, key, open);
  await watched.conversation.send(prompt);
  await world.pass(0);
}

/** As a person would: presses what the problem offers. */
async function help(world: SessionWorld, watched: Watched, key: Key, open: () => TestWindow): Promise<void> {
  if (revive(watched, key, open)) return;
  const actions = watched.conversation.state().problem?.actions ?? [];
  if (actions.includes('checkRun')) void watched.conversation.retry('checkRun');
  else if (actions.includes('retry')) void watched.conversation.retry('retry');
  await world.pass(5000);
}

async function started(
  world: SessionWorld,
  watched: Watched,
  key: Key,
  open: () => TestWindow,
  count: number,
): Promise<ScriptedRun> {
  for (let round = 0; world.service.runs.length < count; round++) {
    assert.ok(round < 100, `the run was not started: ${JSON.stringify(watched.conversation.state().problem)}`);
    await help(world, watched, key, open);
  }
  return world.service.lastRun;
}

async function happen(
  world: SessionWorld,
  watched: Watched,
  key: Key,
  open: () => TestWindow,
  run: ScriptedRun,
  mishap: (typeof mishaps)[number],
): Promise<void> {
  revive(watched, key, open);
  switch (mishap) {
    case 'nothing':
      return;
    case 'cut':
      run.cut();
      break;
    case 'close':
      run.close();
      break;
    case 'hang':
      run.hang();
      break;
    case 'sleep':
      run.hang();
      world.sleep(3_600_000);
      break;
    case 'outage':
      world.service.failAll(networkError());
      run.cut();
      await world.pass(20_000);
      world.service.failAll(undefined);
      break;
    case 'reload':
      await watched.window.close();
      break;
    case 'crash':
      watched.window.crash();
      break;
    case 'pause':
      await world.pass(60_000);
      break;
  }
  revive(watched, key, open);
}

async function settle(world: SessionWorld, watched: Watched, key: Key, open: () => TestWindow): Promise<void> {
  const isSettled = (): boolean => {
    const { run, messages, load } = watched.conversation.state();
    if (watched.window.isDead || load !== 'ready') return false;
    if (run) return run.activity === 'ended' && run.isStored;
    return messages.at(-1)?.role === 'assistant';
  };
  for (let round = 0; !isSettled(); round++) {
    assert.ok(round < 100, `not settled: ${JSON.stringify(watched.conversation.state())}`);
    await help(world, watched, key, open);
  }
  await world.pass(1000);
}
