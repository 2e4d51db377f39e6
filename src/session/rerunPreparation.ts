import type { MessageChange } from '../backends/backend.ts';
import { isAgentError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import { type DeliveryContext, lookPatiently } from './delivery.ts';
import type { Service } from './service.ts';
import { callOffered } from './serviceQueries.ts';
import { journalIdOf } from './unsaved.ts';

/** Changes a message with one request. Rejects with an `AgentError`; asking for the same again does no harm. */
export function changeMessage(
  service: Service,
  threadId: string,
  messageId: string,
  change: MessageChange,
  signal: AbortSignal,
): Promise<Message> {
  return callOffered(service, 'change messages', (backend) =>
    backend.updateMessage?.(threadId, messageId, change, signal),
  );
}

/** Takes a message away, at the service or where only this machine has it. One that is gone already is no error. */
export async function removeMessage(
  service: Service,
  runs: ConversationRuns,
  threadId: string,
  messageId: string,
  signal: AbortSignal,
): Promise<void> {
  const journalId = journalIdOf(messageId);
  if (journalId !== undefined) return runs.forget(journalId);
  try {
    await callOffered(service, 'delete messages', (backend) => backend.deleteMessage?.(threadId, messageId, signal));
  } catch (error) {
    if (!isAgentError(error) || error.kind !== 'not-found') throw error;
  }
}

/**
 * Ids of the newest runs of a thread, so that the one that is asked for next can be told from them where a service
 * keeps no nonces. Empty where it lists none.
 */
export function readKnownRunIds(
  threadId: string,
  context: Pick<DeliveryContext, 'service' | 'clock' | 'signal'>,
): Promise<readonly string[]> {
  return lookPatiently(context, () => newestRunIds(context.service, threadId, context.signal));
}

/** The same, asked once. */
export async function newestRunIds(
  service: Service,
  threadId: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const page = await service.call(async (backend) => backend.listRuns?.(threadId, {}, signal));
  return (page?.items ?? []).map((run) => run.id);
}
