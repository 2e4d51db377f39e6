import type { PanelView } from './panelStore.ts';

/** How long the run has taken by now. */
export function elapsedNow(elapsed: PanelView['elapsed'], nowMs: number): number {
  return elapsed.isRunning ? elapsed.ms + nowMs - elapsed.atMs : elapsed.ms;
}
