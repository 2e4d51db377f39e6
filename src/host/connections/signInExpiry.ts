import * as vscode from 'vscode';
import { isExpired, readTokenTimes, warnAtMs } from '../../net/tokenTimes.ts';
import type { Host } from '../host.ts';
import { needsSignIn } from './serviceKinds.ts';

/** Longer timers overflow; a laptop that slept is looked at again soon. */
const longestWaitMs = 30 * 60_000;

/**
 * Says that a sign-in is about to end while there is still time, once per token and for all windows, with the one thing
 * that helps. Tokens that do not say when they end are left alone.
 */
export function watchSignIns(
  { connections, keys, log }: Pick<Host, 'connections' | 'keys' | 'log'>,
  memory: Pick<vscode.Memento, 'get' | 'update'>,
): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  let isDisposed = false;

  async function lookAt(connectionId: string, name: string): Promise<number> {
    const stored = await keys.get(connectionId);
    const times = stored && readTokenTimes(stored.key);
    if (!times) return longestWaitMs;
    const nowMs = Date.now();
    const dueMs = warnAtMs(times) - nowMs;
    if (dueMs > 0) return Math.min(dueMs, longestWaitMs);
    const key = `signInEnds/${connectionId}`;
    if (memory.get<number>(key) === times.expiresAtMs) return longestWaitMs;
    await memory.update(key, times.expiresAtMs);
    void warn(connectionId, name, times.expiresAtMs, nowMs);
    return longestWaitMs;
  }

  async function warn(connectionId: string, name: string, expiresAtMs: number, nowMs: number): Promise<void> {
    const when = isExpired(expiresAtMs, nowMs) ? 'has expired' : `ends in ${timeLeft(expiresAtMs - nowMs)}`;
    const action = 'Sign In Again…';
    const chosen = await vscode.window.showWarningMessage(`The sign-in of “${name}” ${when}.`, action);
    if (chosen === action) await vscode.commands.executeCommand('agentThreads.signIn', { connection: connectionId });
  }

  async function look(): Promise<void> {
    clearTimeout(timer);
    let waitMs = longestWaitMs;
    for (const connection of connections.list()) {
      if (!needsSignIn(connection)) continue;
      try {
        waitMs = Math.min(waitMs, await lookAt(connection.id, connection.name));
      } catch (error) {
        log.warn(`a sign-in could not be looked at: ${String(error)}`);
      }
    }
    if (isDisposed) return;
    clearTimeout(timer);
    timer = setTimeout(() => void look(), waitMs);
    timer.unref();
  }

  void look();
  return vscode.Disposable.from(
    keys.onDidChange(() => void look()),
    connections.onDidChange(() => void look()),
    new vscode.Disposable(() => {
      isDisposed = true;
      clearTimeout(timer);
    }),
  );
}

function timeLeft(leftMs: number): string {
  const minutes = Math.floor(leftMs / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.floor(minutes / 60)} hours`;
}
