import type { InputRequest } from './inputRequest.ts';

/** What a service keeps of a thread at one point in time: the working memory of its agent, messages included. */
export interface ThreadState {
  /** Of any shape: null for a fresh thread, a list of messages, an object with `messages` and whatever else. */
  readonly values: unknown;
  /** Names of the steps that come next; empty at an end. */
  readonly next: readonly string[];
  readonly inputRequests: readonly InputRequest[];
  /** Absent where a service names none: then it cannot be gone back to. */
  readonly checkpointId?: string;
  readonly parentCheckpointId?: string;
  /** ISO 8601 with zone. */
  readonly createdAt?: string;
  /** How it came about, in the service's word: `input`, `loop`, `update`, `fork`. */
  readonly source?: string;
  /** Which step of the agent it is, in the service's count, which may begin below zero. */
  readonly step?: number;
  /** Which run made it, where the service tells. */
  readonly runId?: string;
  /** Why the step that comes next failed, where the service keeps that. */
  readonly errorText?: string;
  /** All that the service said of it, for whoever wants all of it. */
  readonly raw: unknown;
}

/** What is to be added to a thread's state. How a value joins what is there is the agent's affair. */
export interface StateUpdate {
  readonly values: unknown;
  /** As if this step of the agent had said it; left out: the service decides. */
  readonly asStep?: string;
}
