import type { Backend } from '../backend.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import { arrayOf, objectOf, optional, stringOf } from '../../model/parse.ts';
import { idOf } from '../shared/wireValues.ts';
import { unreadableError } from '../shared/unreadable.ts';
import type { LangGraphClient } from './client.ts';
import { decodeState } from './decodeState.ts';
import { decodeThread, threadMetadata } from './decodeThread.ts';
import { routes } from './route.ts';

/** As many as a timeline shows at once; each holds the whole state. */
const historyPageSize = 20;

/** The states of threads, and threads that begin at one of another. */
export function createStates(
  client: LangGraphClient,
): Required<Pick<Backend, 'getState' | 'updateState' | 'listCheckpoints' | 'forkThread'>> {
  /** Makes a copy of a checkpoint the newest one of its thread; what came after it stays in the history. */
  async function moveTo(threadId: string, checkpointId: string, signal: AbortSignal): Promise<void> {
    await client.send('POST', routes.state(threadId), goBackTo(checkpointId), signal);
  }

  /** Servers that cannot copy threads: a new one gets the values, without what led to them. */
  async function copyValues(threadId: string, checkpointId: string, signal: AbortSignal): Promise<string> {
    const [original, state] = await Promise.all([
      client.get(routes.thread(threadId), signal),
      client.get(routes.stateAt(threadId, checkpointId), signal),
    ]);
    const { graph_id: graphId, assistant_id: assistantId } = objectOf(original, 'metadata') ?? {};
    const metadata = optional({ graph_id: graphId, assistant_id: assistantId });
    const id = idOf(await client.send('POST', routes.threads(), { metadata }, signal), 'thread_id');
    if (id === undefined) throw unreadableError('POST /threads');
    await client.send('POST', routes.state(id), { values: decodeState(state).values }, signal);
    return id;
  }

  async function copy(threadId: string, checkpointId: string, signal: AbortSignal): Promise<string> {
    try {
      const id = idOf(await client.send('POST', routes.copyThread(threadId), {}, signal), 'thread_id');
      if (id === undefined) throw unreadableError('POST /threads/{id}/copy');
      await moveTo(id, checkpointId, signal);
      return id;
    } catch (error) {
      const isMissing = isAgentError(error) && (error.kind === 'not-found' || error.kind === 'unsupported');
      if (!isMissing) throw error;
      return copyValues(threadId, checkpointId, signal);
    }
  }

  return {
    async getState(threadId, checkpointId, signal) {
      const route = checkpointId === undefined ? routes.state(threadId) : routes.stateAt(threadId, checkpointId);
      return decodeState(await client.get(route, signal));
    },
    async updateState(threadId, { values, asStep }, signal) {
      try {
        await client.send('POST', routes.state(threadId), { values, ...optional({ as_node: asStep }) }, signal);
      } catch (error) {
        throw isAgentError(error) && /graph ID/i.test(error.serverMessage ?? '') ? noGraphError(error) : error;
      }
    },
    async listCheckpoints(threadId, { cursor, limit = historyPageSize }, signal) {
      const query = { limit, ...optional({ before: cursor }) };
      const listed = await client.get(routes.history(threadId, query), signal);
      const items = (Array.isArray(listed) ? listed : arrayOf(listed, 'history')).map(decodeState);
      const last = items.at(-1)?.checkpointId;
      return { items, ...optional({ next: items.length >= limit && last !== cursor ? last : undefined }) };
    },
    async forkThread(threadId, checkpointId, thread, signal) {
      const id = await copy(threadId, checkpointId, signal);
      const metadata = threadMetadata(thread);
      const forked = decodeThread(await client.send('PATCH', routes.thread(id), { metadata }, signal));
      return forked ?? { id, status: 'idle', ...optional({ title: stringOf(metadata, 'title') }) };
    },
  };
}

/**
 * A change of nothing at a checkpoint makes a new one after it, at the tip. A run *with* the id of a checkpoint would
 * pin that one in the thread: every later run would begin there again (observed).
 */
export function goBackTo(checkpointId: string): unknown {
  return { values: null, checkpoint: { checkpoint_id: checkpointId, checkpoint_ns: '' } };
}

function noGraphError(cause: AgentError): AgentError {
  return new AgentError('invalid', 'the thread has no graph yet', {
    cause,
    nextStep: 'Send a message first: the first run decides which graph the thread belongs to.',
    ...optional({ status: cause.status, serverMessage: cause.serverMessage, where: cause.where }),
  });
}
