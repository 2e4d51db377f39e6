import * as vscode from 'vscode';
import { localConnection } from '../../model/connection.ts';
import { givenTitles, mergeTitles } from '../../session/titleMerge.ts';
import { type TitleOverlay, readTitleOverlay } from '../../session/titles.ts';
import type { Session } from '../../session/session.ts';
import { isTitleSyncOn, sharedTitlesKey, titleSetting } from './titleSyncWish.ts';

/** What was in it when this machine last looked. Never carried. */
const baseKey = 'titles.base';

export interface SyncedState extends vscode.Memento {
  setKeysForSync(keys: readonly string[]): void;
}

/**
 * Lets Settings Sync carry the titles that people gave to hosted threads, if they turned that on: titles are content.
 * Turned off again, the copy is taken back. VS Code does not say when another machine's copy has arrived, so it is
 * looked at when the window gets the focus.
 */
export function syncTitles(
  state: SyncedState,
  session: Pick<Session, 'changeTitles' | 'onDidChangeTitles'>,
  log: Pick<vscode.LogOutputChannel, 'warn'>,
): vscode.Disposable {
  let queue: Promise<void> = Promise.resolve();

  function settle(): Promise<void> {
    queue = queue.then(settleNow).catch((error: unknown) => log.warn(`titles were not synchronised: ${String(error)}`));
    return queue;
  }

  async function settleNow(): Promise<void> {
    if (!isTitleSyncOn()) {
      state.setKeysForSync([]);
      if (state.get(sharedTitlesKey) === undefined) return;
      await state.update(sharedTitlesKey, undefined);
      await state.update(baseKey, undefined);
      return;
    }
    state.setKeysForSync([sharedTitlesKey]);
    const base = readTitleOverlay(state.get(baseKey));
    const remote = readTitleOverlay(state.get(sharedTitlesKey));
    let shared: TitleOverlay = {};
    await session.changeTitles((current) => {
      const { [localConnection.id]: own, ...hosted } = current;
      shared = mergeTitles(base, hosted, remote);
      const titles = givenTitles(shared);
      const next = own ? { ...titles, [localConnection.id]: own } : titles;
      return JSON.stringify(next) === JSON.stringify(current) ? current : next;
    });
    if (JSON.stringify(shared) !== JSON.stringify(remote)) await state.update(sharedTitlesKey, shared);
    if (JSON.stringify(shared) !== JSON.stringify(base)) await state.update(baseKey, shared);
  }

  void settle();
  const titlesListener = session.onDidChangeTitles(() => void settle());
  return vscode.Disposable.from(
    { dispose: () => titlesListener.dispose() },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(titleSetting)) void settle();
    }),
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) void settle();
    }),
  );
}
