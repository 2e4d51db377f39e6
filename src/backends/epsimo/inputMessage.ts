import type { NewMessage } from '../backend.ts';

/**
 * A prompt as it goes into a run: `type` and `role` both, as the service's own clients send it. The id survives into
 * the state and the stream (observed on the service's ancestor), so that a question is recognised as the same one.
 */
export function inputMessage({ nonce, text }: NewMessage): unknown {
  return { type: 'human', role: 'user', id: nonce, content: text };
}
