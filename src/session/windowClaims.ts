import { mkdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { numberOf, parseJson } from '../model/parse.ts';
import type { Clock } from '../net/clock.ts';
import { codeOf, fileNameOf, readIfThere } from './disk.ts';

const beatEveryMs = 10_000;
const silentAfterMs = 45_000;

export interface WindowClaimsOptions {
  readonly folder: string;
  readonly clock: Clock;
  readonly processId: number;
  readonly isAlive: (processId: number) => boolean;
  readonly log: (line: string) => void;
  readonly createId: () => string;
}

/** How windows that share a storage folder know whether another one still works on what it claimed. */
export interface WindowClaims {
  /** This window's name: letters and digits, new for every session. */
  readonly windowId: string;
  /** Says that this window has claims, and says it again and again until `dispose`. */
  announce(): Promise<void>;
  /** Whether the window is there. Gone: it took its leave, its process ended, or it has been silent for long. */
  isAlive(windowId: string): Promise<boolean>;
  /** Takes its leave: others may take over at once. */
  dispose(): Promise<void>;
}

/** One small file per window in `options.folder`, touched every 10 s. */
export function createWindowClaims(options: WindowClaimsOptions): WindowClaims {
  const { folder, clock, processId, isAlive, log, createId } = options;
  const windowId = fileNameOf(createId(), String(processId));
  const fileOf = (id: string): string => path.join(folder, `${id}.json`);
  /** When each other window's file was first seen as it is now. */
  const seen = new Map<string, { readonly beat: number; readonly at: number }>();
  let announced: Promise<void> | undefined;
  let cancelBeat: (() => void) | undefined;
  let beats = 0;
  let isDisposed = false;

  async function write(): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(fileOf(windowId), JSON.stringify({ processId }), { mode: 0o600 });
    if (!isDisposed) cancelBeat = clock.setTimer(beatEveryMs, () => void beat());
  }

  async function beat(): Promise<void> {
    beats += 1;
    try {
      // A count, not the time: it differs from beat to beat whatever the clocks do.
      await utimes(fileOf(windowId), beats, beats);
    } catch (error) {
      log(`this window's claim was not renewed: ${error instanceof Error ? error.message : String(error)}`);
      // Another window took this one for dead, or someone tidied up: the next claim is announced anew.
      announced = undefined;
      return;
    }
    if (!isDisposed) cancelBeat = clock.setTimer(beatEveryMs, () => void beat());
  }

  /** The silence is measured here and not by file times, so that a computer that slept makes nobody look dead. */
  function isSilent(id: string, current: number): boolean {
    const known = seen.get(id);
    if (known?.beat === current) return clock.now() - known.at > silentAfterMs;
    seen.set(id, { beat: current, at: clock.now() });
    return false;
  }

  return {
    windowId,
    announce() {
      announced ??= write().catch((error: unknown) => {
        announced = undefined;
        throw error;
      });
      return announced;
    },
    async isAlive(id) {
      if (id === windowId) return true;
      try {
        const text = await readIfThere(fileOf(id));
        if (text === undefined) return false;
        const owner = numberOf(parseJson(text), 'processId');
        const { mtimeMs } = await stat(fileOf(id));
        const isGone = (owner !== undefined && !isAlive(owner)) || isSilent(id, mtimeMs);
        if (isGone) await rm(fileOf(id), { force: true });
        return !isGone;
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return false;
        throw error;
      }
    },
    async dispose() {
      isDisposed = true;
      cancelBeat?.();
      if (announced) await rm(fileOf(windowId), { force: true });
    },
  };
}

/** Whether a process of this machine is there, also one of another user. */
export function isProcessAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}
