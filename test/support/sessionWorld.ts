import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Backend } from '../../src/backends/backend.ts';
import { type Connection, localConnection } from '../../src/model/connection.ts';
import { textOf } from '../../src/model/message.ts';
import type { RunEvent } from '../../src/model/runEvent.ts';
import { type Clock, createClock } from '../../src/net/clock.ts';
import type { Conversation } from '../../src/session/conversation.ts';
import { type Session, createSession } from '../../src/session/session.ts';
import { type ManualClock, createManualClock } from './manualClock.ts';
import { pass, passUntil } from './quiet.ts';
import { type ScriptedService, type ScriptedServiceOptions, createScriptedService } from './scriptedBackend.ts';

/** A hosted connection, so that nothing special about the local one is in the way. */
export const hosted: Connection = { id: 'hosted', name: 'Hosted', kind: 'seekrflow', url: 'https://service.test' };

/** One window of the editor: a session that can be closed, or crash. */
export interface TestWindow {
  readonly session: Session;
  readonly logged: readonly string[];
  readonly isDead: boolean;
  /** As if the process were killed: no timer, no answer and no event reaches it any more. */
  crash(): void;
  /** As when the window is closed or reloaded. */
  close(): Promise<void>;
}

/** One computer with one storage folder, one service and one time for all its windows. */
export interface SessionWorld {
  readonly folder: string;
  readonly clock: ManualClock;
  readonly service: ScriptedService;
  /** The names in a folder below the storage folder. */
  filesIn(name: string): readonly string[];
  epochNow(): number;
  open(options?: WindowOptions): TestWindow;
  pass(ms: number): Promise<void>;
  passUntil(condition: () => boolean, limitMs?: number): Promise<number>;
  /** Puts the computer to sleep: the date moves on, the clock of durations does not. */
  sleep(ms: number): void;
  dispose(): Promise<void>;
}

export interface WindowOptions {
  readonly connections?: () => readonly Connection[];
  readonly openBackend?: (connection: Connection) => Promise<Backend>;
  /** Called before and after each call of the backend; returning true crashes the window there. */
  readonly crashAt?: (call: number, when: 'before' | 'after') => boolean;
  readonly processId?: number;
}

const start = Date.parse('2026-01-02T10:00:00Z');

export function createSessionWorld(options: Partial<ScriptedServiceOptions> = {}): SessionWorld {
  const folder = mkdtempSync(path.join(tmpdir(), 'session-'));
  const clock = createManualClock();
  const alive = new Set<number>();
  const windows = new Set<TestWindow>();
  let slept = 0;
  let ids = 0;
  const epochNow = (): number => start + slept + clock.now();
  const service = createScriptedService({ now: epochNow, ...options });

  function open(windowOptions: WindowOptions = {}): TestWindow {
    const processId = windowOptions.processId ?? 1000 + ++ids;
    alive.add(processId);
    const logged: string[] = [];
    let isDead = false;
    let calls = 0;
    const window: TestWindow = {
      logged,
      get isDead() {
        return isDead;
      },
      crash() {
        isDead = true;
        alive.delete(processId);
        windows.delete(window);
      },
      async close() {
        await window.session.dispose();
        isDead = true;
        alive.delete(processId);
        windows.delete(window);
      },
      session: createSession({
        storageDir: folder,
        connections: windowOptions.connections ?? (() => [localConnection, hosted]),
        openBackend:
          windowOptions.openBackend ?? (() => Promise.resolve(mortal(service.backend, () => isDead, checkCrash))),
        clock: mortalClock(clock, () => isDead),
        epochNow,
        log: (line) => logged.push(line),
        createId: () => `id-${processId}-${++ids}`,
        workspace: () => ({ folders: [{ name: 'work', path: '/work' }], exclude: [] }),
        process: { id: processId, isAlive: (id) => alive.has(id) },
      }),
    };
    function checkCrash(when: 'before' | 'after'): void {
      if (when === 'before') calls += 1;
      if (!isDead && windowOptions.crashAt?.(calls, when)) window.crash();
    }
    windows.add(window);
    return window;
  }

  return {
    folder,
    clock,
    service,
    filesIn(name) {
      const inside = path.join(folder, name);
      return existsSync(inside) ? readdirSync(inside) : [];
    },
    epochNow,
    open,
    pass: (ms) => pass(clock, ms),
    passUntil: (condition, limitMs) => passUntil(clock, condition, limitMs),
    sleep(ms) {
      slept += ms;
    },
    async dispose() {
      for (const window of windows) await window.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A crashed window waits for ever. */
function silence(): Promise<never> {
  return new Promise(() => undefined);
}

function mortalClock(clock: Clock, isDead: () => boolean): Clock {
  return createClock({
    now: () => clock.now(),
    setTimer: (ms, callback) =>
      clock.setTimer(ms, () => {
        if (!isDead()) callback();
      }),
  });
}

type Method = (...args: readonly unknown[]) => Promise<unknown>;

/** The backend as one window has it. */
function mortal(backend: Backend, isDead: () => boolean, check: (when: 'before' | 'after') => void): Backend {
  async function* stream(open: () => AsyncIterable<RunEvent>): AsyncGenerator<RunEvent> {
    check('before');
    if (isDead()) await silence();
    for await (const event of open()) {
      if (isDead()) await silence();
      yield event;
      check('after');
      if (isDead()) await silence();
    }
    if (isDead()) await silence();
  }

  const wrapped = Object.fromEntries(
    Object.entries(backend).map(([name, value]) => {
      if (typeof value !== 'function') return [name, value];
      const method = value as Method;
      if (name === 'startRun' || name === 'resumeRun' || name === 'attachRun') {
        return [
          name,
          (...args: readonly unknown[]) => stream(() => method(...args) as unknown as AsyncIterable<RunEvent>),
        ];
      }
      return [
        name,
        async (...args: readonly unknown[]) => {
          check('before');
          if (isDead()) await silence();
          try {
            return await method(...args);
          } finally {
            check('after');
            if (isDead()) await silence();
          }
        },
      ];
    }),
  );
  return wrapped as unknown as Backend;
}

/** What a person reads in the panel: every message as `role: text`, then the draft of the run. */
export function readPanel(conversation: Conversation): readonly string[] {
  const { messages, run } = conversation.state();
  const lines = messages.map((message) => {
    const state = message.state === 'stored' ? '' : ` (${message.state})`;
    return `${message.role}${state}: ${textOf(message)}`;
  });
  if (run && !run.isStored) lines.push(`draft: ${textOf(run.state)}`);
  return lines;
}
