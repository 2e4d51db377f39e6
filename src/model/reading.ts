import type { Problem } from './explain.ts';

/**
 * Something that is read from the service on demand. `value` beside `reading` and `failed` is what was read before.
 *
 * - `not-asked`    nobody has asked for it (any more); `note` says why, where that is news
 * - `reading`      since `elapsedMs`, when this was posted
 * - `unsupported`  the service has no such thing
 */
export type Reading<T> =
  | { readonly step: 'not-asked'; readonly note?: string }
  | { readonly step: 'reading'; readonly elapsedMs: number; readonly value?: T }
  | { readonly step: 'ready'; readonly value: T }
  | { readonly step: 'failed'; readonly problem: Problem; readonly value?: T }
  | { readonly step: 'unsupported' };
