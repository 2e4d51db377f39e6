import type { Run } from '../../model/thread.ts';
import type { Clock } from '../../net/clock.ts';
import type { SeekrFlowClient } from './client.ts';

/** What reading one run needs, however it was started. */
export interface RunContext {
  readonly client: SeekrFlowClient;
  readonly clock: Clock;
  /** The caller's: once it is aborted nothing more is wanted. */
  readonly signal: AbortSignal;
  readonly threadId: string;
  /** Absent until it is known; some streams never say it. */
  readonly runId?: string;
  log(line: string): void;
  getRun(runId: string, signal: AbortSignal): Promise<Run>;
  /**
   * The id of the run that this context's request has started, if it can be found.
   *
   * @param isAccepted whether the service has answered that it runs; until then the thread may be held by another run
   */
  findRun(isAccepted: boolean, signal: AbortSignal): Promise<string | undefined>;
}
