import type { RunView } from '../model/panel.ts';
import type { ToolState } from '../model/message.ts';
import type { RunOutcome } from '../model/runEvent.ts';

export { durationWords, preciseWords, takenWords, usageDetail, usageWords } from '../model/amounts.ts';

export const outcomeWords: Readonly<Record<RunOutcome, string>> = {
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Stopped',
  'needs-input': 'Needs input',
  unknown: 'Outcome unknown',
};

/** Time that runs on: `00:08`, `12:05`, `1:02:09`. */
export function clockWords(elapsedMs: number): string {
  const seconds = Math.max(0, Math.floor(elapsedMs / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const clock = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return minutes < 60 ? clock : `${Math.floor(minutes / 60)}:${clock}`;
}

/** What the run is doing, as a person would say it. */
export function activityWords(run: RunView): string {
  switch (run.activity) {
    case 'sending':
      return 'Sending';
    case 'starting':
      return 'Starting';
    case 'streaming':
      return run.state.status === 'queued' ? 'Waiting in the queue' : 'Working';
    case 'reconnecting':
      return 'Reconnecting';
    case 'following':
      return 'Working, without live text';
    case 'stopping':
      return 'Stopping';
    case 'settling':
      return 'Finishing';
    case 'ended':
      return outcomeWords[run.state.outcome ?? 'unknown'];
  }
}

/** Whether the run can still be stopped. */
export function canStop(run: RunView | undefined): boolean {
  return isBusy(run) && run?.activity !== 'settling';
}

/** Whether the run is not over, as far as the panel knows. */
export function isBusy(run: RunView | undefined): boolean {
  return run !== undefined && run.activity !== 'ended';
}

export const toolStateWords: Readonly<Record<ToolState, string>> = {
  'input-streaming': 'Preparing',
  running: 'Running',
  done: 'Done',
  failed: 'Failed',
  'input-error': 'Arguments not accepted',
};
