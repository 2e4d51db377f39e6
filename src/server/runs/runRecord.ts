import type { AgentEvent } from '../agent.ts';

export type RunEnding = 'completed' | 'failed' | 'cancelled';

/**
 * One line of a run's record: what its agent yielded, and at the very end how the run ended. Records are kept, so that
 * a run can be shown from its start at any time; the vocabularies of the streams are made from them on reading.
 */
export type RunRecord = AgentEvent | RunEnd;

export interface RunEnd {
  readonly type: 'run-end';
  readonly ending: RunEnding;
  /** For people; only where the run failed. */
  readonly reason?: string;
}
