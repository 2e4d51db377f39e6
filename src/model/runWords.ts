import { type Run, type RunStatus, isActive } from './thread.ts';

const statusWords: Readonly<Record<RunStatus, string>> = {
  queued: 'Waiting in the queue',
  running: 'Running',
  completed: 'Completed',
  failed: 'Failed',
  cancelled: 'Stopped',
  'needs-input': 'Needs input',
  unknown: 'Unknown status',
};

/** How a run stands, as a person would say it; a word of the service that is not known here is repeated. */
export function runStatusWords({ status, rawStatus }: Pick<Run, 'status' | 'rawStatus'>): string {
  return status === 'unknown' && rawStatus ? `${statusWords.unknown} “${rawStatus}”` : statusWords[status];
}

/**
 * How long a run took, or has taken by now while it goes on, in milliseconds; undefined where its times are not known.
 *
 * @param nowMs milliseconds since 1970
 */
export function runDurationMs(run: Run, nowMs: number): number | undefined {
  const startMs = Date.parse(run.startedAt ?? run.createdAt ?? '');
  const endMs = run.endedAt === undefined ? (isActive(run.status) ? nowMs : Number.NaN) : Date.parse(run.endedAt);
  const durationMs = endMs - startMs;
  // The service's clock and this one may differ.
  return Number.isNaN(durationMs) ? undefined : Math.max(0, durationMs);
}

/** The run's model; undefined also where a service that must name one says that there is none. */
export function modelWords({ model }: Pick<Run, 'model'>): string | undefined {
  return model === '' || model === 'none' ? undefined : model;
}
