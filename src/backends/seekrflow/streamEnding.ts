import type { RunEvent } from '../../model/runEvent.ts';

/**
 * What a stream has said about its own end. Nothing is concluded before the stream is over, because a `finish` may be
 * followed by metadata, by an error, or by another `start` where servers merge several streams into one.
 */
export interface StreamEnding {
  /** A (further) message begins: what was said about the end of an earlier one does not count any more. */
  begin(): void;
  finish(reason: string | undefined): void;
  abort(reason: string | undefined): void;
  fail(errorText: string): void;
  /** `run-end` if the stream proved one, else nothing: then only a read of the run can tell. */
  conclude(): readonly RunEvent[];
}

/**
 * What proves an end: `abort` → cancelled; `finish` with the reason `error` → failed; any other `finish` → completed.
 * Not proven are: no `finish` at all; `finish` with the reason `interrupted`; `finish` without a reason after an error
 * (older Pydantic AI adapters end failed runs that way).
 */
export function createStreamEnding(): StreamEnding {
  let isFinished = false;
  let finishReason: string | undefined;
  let isAborted = false;
  let abortReason: string | undefined;
  let errorText: string | undefined;
  return {
    begin() {
      isFinished = false;
      finishReason = undefined;
    },
    finish(reason) {
      isFinished = true;
      finishReason = reason;
    },
    abort(reason) {
      isAborted = true;
      abortReason = reason;
    },
    fail(text) {
      errorText = text;
    },
    conclude() {
      if (isAborted) return [end('cancelled', abortReason)];
      if (!isFinished || finishReason === 'interrupted') return [];
      if (finishReason === 'error') return [end('failed', errorText)];
      if (finishReason === undefined && errorText !== undefined) return [];
      return [end('completed')];
    },
  };
}

function end(outcome: 'cancelled' | 'failed' | 'completed', reason?: string): RunEvent {
  return { type: 'run-end', outcome, ...(reason ? { reason } : {}) };
}
