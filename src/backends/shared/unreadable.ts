import { AgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { complaintOf } from './complaint.ts';

/** For a successful answer that is not what was asked for. */
export function unreadableError(where: string, answer?: unknown): AgentError {
  return new AgentError('protocol', 'an answer that this version cannot read', {
    where,
    ...optional({ serverMessage: complaintOf(answer) }),
  });
}
