import { takenWords, usageWords } from '../../model/amounts.ts';
import { modelWords, runDurationMs, runStatusWords } from '../../model/runWords.ts';
import { type Run, type RunStatus, isActive } from '../../model/thread.ts';
import { relativeTime } from '../relativeTime.ts';

/** One run in a list: icons by their names in VS Code's own set. */
export interface RunChoice {
  readonly run: Run;
  readonly icon: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly isLive: boolean;
}

const icons: Readonly<Record<RunStatus, string>> = {
  queued: 'watch',
  running: 'loading~spin',
  completed: 'pass',
  failed: 'error',
  cancelled: 'circle-slash',
  'needs-input': 'question',
  unknown: 'question',
};

/**
 * How a run reads in a list; what is not known is left out.
 *
 * @param agentNames by agent id
 * @param nowMs milliseconds since 1970
 */
export function runChoice(run: Run, agentNames: ReadonlyMap<string, string>, nowMs: number): RunChoice {
  const startedAt = run.startedAt ?? run.createdAt;
  const durationMs = runDurationMs(run, nowMs);
  const facts = [
    durationMs === undefined ? undefined : takenWords(durationMs),
    usageWords(run.usage),
    run.status === 'failed' ? run.reason : undefined,
  ];
  const agent = run.agentId === undefined ? undefined : (agentNames.get(run.agentId) ?? run.agentId);
  const when = startedAt === undefined ? undefined : relativeTime(startedAt, nowMs);
  return {
    run,
    icon: icons[run.status],
    label: runStatusWords(run),
    description: joined([agent, modelWords(run), when]),
    detail: joined([...facts, run.id]),
    isLive: isActive(run.status),
  };
}

function joined(words: readonly (string | undefined)[]): string {
  return words.filter((word) => word !== undefined && word !== '').join(' · ');
}
