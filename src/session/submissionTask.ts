import type { SubmissionEntry } from './submissionEntry.ts';

/** An entry that this window works on. */
export interface Task {
  entry: SubmissionEntry;
  /** Whether what comes next may have been tried before, without an answer. */
  mustLook: boolean;
  /** Whoever waits for the change of a message; settled at most once. */
  waiter?: { readonly resolve: () => void; readonly reject: (error: unknown) => void };
  /** Its run was followed without learning how it ended; only a person or a reload makes it go on. */
  isParked: boolean;
  /** It has left the queue and the disk does not know that yet. */
  isReleased?: boolean;
}

/** What a delivery needs of the one who asked for it. */
export interface TaskKeeper {
  /** Puts what has become certain on disk. Rejects with {@link LostClaimError} or kind `storage`. */
  save(task: Task, change: Partial<SubmissionEntry>): Promise<void>;
  /** Whether Stop was pressed. */
  isHolding(): boolean;
  /** Something is on its way (true), or it is a run that is shown (false). */
  setSending(isSending: boolean): void;
}

/**
 * How far a task was brought.
 *
 * - `done`         its run has ended
 * - `parked`       its run was followed without learning how it ended
 * - `stopped`      Stop came before there was a run, after its message
 * - `interrupted`  Stop came before its message
 * - `left`         nobody is interested any more
 */
export type Delivery = 'done' | 'parked' | 'stopped' | 'interrupted' | 'left';

/** Thrown when this window may no longer work on an entry. */
export class LostClaimError extends Error {
  override readonly name = 'LostClaimError';
}
