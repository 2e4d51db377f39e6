import type { Clock } from './clock.ts';

/** What may end an exchange from our side: the caller's signal, or waiting for too long. */
interface Watch {
  /** Aborted with the caller's reason or with the error of a wait that took too long. */
  readonly signal: AbortSignal;
  /** Starts to wait anew, forgetting the previous wait; without a time it waits for ever. */
  readonly expect: (ms: number | undefined, error?: () => Error) => void;
  /** Lets go of the caller's signal and the timer. To be called when the exchange is over. */
  readonly release: () => void;
}

/** Watches over one exchange. */
export function createWatch(clock: Clock, callerSignal: AbortSignal | undefined): Watch {
  const controller = new AbortController();
  let cancelTimer = (): void => undefined;
  const follow = (): void => controller.abort(callerSignal?.reason);
  callerSignal?.addEventListener('abort', follow, { once: true });
  if (callerSignal?.aborted === true) follow();
  return {
    signal: controller.signal,
    expect(ms, error) {
      cancelTimer();
      cancelTimer = ms === undefined ? () => undefined : clock.setTimer(ms, () => controller.abort(error?.()));
    },
    release() {
      cancelTimer();
      callerSignal?.removeEventListener('abort', follow);
    },
  };
}
