export interface IdleWatch {
  /** A request begins (+1) or its answer has ended (-1). */
  request(change: 1 | -1): void;
  /** From now on leave as soon as nothing is active, without waiting. */
  leaveSoon(): void;
  /** To be called when something that `isActive` looks at has ended. */
  check(): void;
  stop(): void;
}

/**
 * Calls `leave` once, when for `idleMs` there was no request and `isActive` said no.
 *
 * @param idleMs undefined: only when asked to leave soon
 */
export function watchIdleness(idleMs: number | undefined, isActive: () => boolean, leave: () => void): IdleWatch {
  let openRequests = 0;
  let isLeavingSoon = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  function stop(): void {
    isStopped = true;
    clearTimeout(timer);
  }

  function leaveOnce(): void {
    if (isStopped) return;
    stop();
    leave();
  }

  /** Starts the wait anew; what is active now is looked at when it is over. */
  function restart(): void {
    clearTimeout(timer);
    if (isStopped || idleMs === undefined) return;
    timer = setTimeout(() => {
      if (openRequests > 0 || isActive()) restart();
      else leaveOnce();
    }, idleMs);
  }

  function check(): void {
    if (isLeavingSoon && !isActive()) leaveOnce();
    else restart();
  }

  restart();
  return {
    request(change) {
      openRequests += change;
      restart();
    },
    leaveSoon() {
      isLeavingSoon = true;
      check();
    },
    check,
    stop,
  };
}
