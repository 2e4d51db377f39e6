/**
 * The two files of undici that we use. Its index is never imported: loading it takes the slot
 * `Symbol.for('undici.globalDispatcher.1')` that the `fetch` of every extension in the process uses.
 */

declare module 'undici/lib/api/api-request.js' {
  import type { Dispatcher } from 'undici';

  /** Sends through the dispatcher it is called on; resolves when the head of the answer is there. */
  export default function request(
    this: Pick<Dispatcher, 'dispatch'>,
    options: Dispatcher.RequestOptions,
  ): Promise<Dispatcher.ResponseData>;
}

declare module 'undici/lib/dispatcher/dispatcher.js' {
  import type { Dispatcher } from 'undici';

  const base: typeof Dispatcher;
  export default base;
}
