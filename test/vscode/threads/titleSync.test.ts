import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { type SyncedState, syncTitles } from '../../../src/host/threads/titleSync.ts';
import { createEmitter } from '../../../src/session/emitter.ts';
import type { TitleOverlay } from '../../../src/session/titles.ts';

/** A machine's state and titles, in memory. */
function machine(overlay: TitleOverlay, stored: Readonly<Record<string, unknown>> = {}) {
  const values = new Map(Object.entries(stored));
  const emitter = createEmitter<void>((error) => assert.fail(String(error)));
  const settled = new vscode.EventEmitter<void>();
  const kept = { overlay, keys: [] as readonly string[] };
  const state: SyncedState = {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key) as never,
    update(key, value) {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      settled.fire();
      return Promise.resolve();
    },
    setKeysForSync(keys) {
      kept.keys = keys;
      settled.fire();
    },
  };
  const session = {
    onDidChangeTitles: emitter.subscribe,
    changeTitles(change: (current: TitleOverlay) => TitleOverlay) {
      kept.overlay = change(kept.overlay);
      settled.fire();
      return Promise.resolve();
    },
  };
  /** Resolves when the condition holds after one of the changes. */
  const until = (condition: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!condition()) return;
        listener.dispose();
        resolve();
      };
      const listener = settled.event(check);
      check();
    });
  return { state, session, kept, values, until, rename: () => emitter.emit() };
}

describe('titles that Settings Sync carries', () => {
  const log = { warn: (line: string) => assert.fail(line) };
  const turn = (isOn: boolean | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration().update('agentThreads.syncTitles', isOn, vscode.ConfigurationTarget.Global);

  afterEach(() => turn(undefined));

  it('are none until the person turns it on', async () => {
    const { state, session, kept, values, until } = machine({ team: { a: 'A' } });
    kept.keys = ['not asked yet'];
    const sync = syncTitles(state, session, log);
    await until(() => kept.keys.length === 0);
    assert.equal(values.size, 0);
    sync.dispose();
  });

  it('are those of hosted threads only, brought together with those of other machines', async () => {
    await turn(true);
    const { state, session, kept, values, until } = machine(
      { team: { a: 'A' }, local: { l: 'Mine' } },
      { titles: { team: { b: 'B' } } },
    );
    const sync = syncTitles(state, session, log);
    await until(() => values.has('titles.base'));
    assert.deepEqual(kept.keys, ['titles']);
    assert.deepEqual(values.get('titles'), { team: { a: 'A', b: 'B' } });
    assert.deepEqual(kept.overlay, { team: { a: 'A', b: 'B' }, local: { l: 'Mine' } });
    sync.dispose();
  });

  it('follow a rename, and are taken back when it is turned off', async () => {
    await turn(true);
    const { state, session, kept, values, until, rename } = machine({ team: { a: 'A' } });
    const sync = syncTitles(state, session, log);
    await until(() => values.has('titles.base'));
    kept.overlay = { team: { a: 'New' } };
    rename();
    await until(() => JSON.stringify(values.get('titles.base')).includes('New'));
    assert.deepEqual(values.get('titles'), { team: { a: 'New' } });
    await turn(false);
    await until(() => values.size === 0);
    assert.deepEqual(kept.keys, []);
    assert.deepEqual(kept.overlay, { team: { a: 'New' } });
    sync.dispose();
  });
});
