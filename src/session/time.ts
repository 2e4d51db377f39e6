import type { Clock } from '../net/clock.ts';

/** The two clocks that the session needs. */
export interface Time {
  /** Never jumps; for durations. */
  readonly clock: Clock;
  /** Milliseconds since 1970; may jump. For dates, and to notice that the computer slept. */
  epochNow(): number;
}

/** ISO 8601 in UTC. */
export function isoNow(time: Time): string {
  return new Date(time.epochNow()).toISOString();
}
