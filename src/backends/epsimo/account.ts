import type { Account } from '../../model/account.ts';
import { property, optional } from '../../model/parse.ts';
import { countOf, firstStringOf } from '../shared/wireValues.ts';

/**
 * What `GET /auth/thread-info` tells. The documents count the same thing as tokens, threads and runs; the answer's own
 * names say threads.
 */
export function decodeAccount(answer: unknown): Account {
  const value = property(answer, 'data') ?? answer;
  const used = countOf(value, 'thread_counter', 'thread_count', 'used');
  const allowed = countOf(value, 'thread_max', 'max_thread_counter', 'max_threads', 'limit');
  return optional({
    name: firstStringOf(value, 'email'),
    used,
    allowed,
    unit: used === undefined && allowed === undefined ? undefined : 'threads',
  });
}
