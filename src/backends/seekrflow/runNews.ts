import { optional } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type Run, isActive } from '../../model/thread.ts';
import type { Clock } from '../../net/clock.ts';
import { outcomeOf } from './decodeRun.ts';

/** How long a status that this version does not know is taken for one of a run that goes on. */
const unknownStatusMs = 10 * 60_000;

/**
 * Turns what is read of a run, again and again, into events: what changed since the last time and, once the run is
 * over, its end.
 *
 * @param failure the reason for a failed run, where the run itself keeps none
 */
export function createRunNews(clock: Clock, failure: () => string | undefined = () => undefined) {
  let last = '';
  let unknownSinceMs: number | undefined;

  return (run: Run): readonly RunEvent[] => {
    const update: RunEvent = {
      type: 'run-update',
      ...optional({
        status: run.status === 'queued' || run.status === 'running' ? run.status : undefined,
        usage: run.usage,
        model: run.model,
      }),
    };
    const text = JSON.stringify(update);
    const events = text === last || Object.keys(update).length === 1 ? [] : [update];
    last = text;
    if (run.status !== 'unknown') unknownSinceMs = undefined;
    else unknownSinceMs ??= clock.now();
    const isLost = unknownSinceMs !== undefined && clock.now() - unknownSinceMs >= unknownStatusMs;
    if (isActive(run.status) && !isLost) return events;
    const reason = isLost ? `The service calls the run ${run.rawStatus ?? 'nothing'}.` : (run.reason ?? failure());
    const isReasonOfUse = run.status !== 'completed' && run.status !== 'cancelled';
    return [
      ...events,
      { type: 'run-end', outcome: outcomeOf(run.status), ...optional({ reason: isReasonOfUse ? reason : undefined }) },
    ];
  };
}

export function hasEnd(events: readonly RunEvent[]): boolean {
  return events.some((event) => event.type === 'run-end');
}
