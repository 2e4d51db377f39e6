import type { Usage } from './thread.ts';

/** Bounds what one run may make a window hold; no run is known to come near. */
export const maxSpans = 10_000;

/** One piece of work inside a run, as the service recorded it. */
export interface Span {
  readonly id: string;
  /** Absent, or the id of no span that was read: a root. */
  readonly parentId?: string;
  readonly name: string;
  /** `span`, `pending_span`, `log`, `span_event`, or whatever the service calls it. */
  readonly kind?: string;
  /** ISO 8601 with zone. */
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly message?: string;
  readonly exception?: { readonly type?: string; readonly message?: string };
  readonly operation?: string;
  readonly model?: string;
  readonly usage?: Usage;
  /** The span as it was read, for whoever wants all of it. */
  readonly raw: unknown;
}
