import type { RunView } from '../model/panel.ts';
import type { ToolState } from '../model/message.ts';
import type { RunOutcome } from '../model/runEvent.ts';

export { durationWords, takenWords, usageDetail, usageWords } from '../model/amounts.ts';

export const outcomeWords: Readonly<Record<RunOutcome, string>> = {
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Stopped',
  'needs-input': 'Needs input',
  unknown: 'Outcome unknown',
};

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
