import type { Connection } from '../../model/connection.ts';
import { optional, property } from '../../model/parse.ts';
import { isAgentError } from '../../model/errors.ts';
import type { Agent, Thread } from '../../model/thread.ts';
import type { Backend } from '../backend.ts';
import type { BackendServices } from '../services.ts';
import { logFailure } from '../shared/logFailure.ts';
import { readPage } from '../shared/readPage.ts';
import { createStateMessages } from '../shared/stateMessages.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { listOf } from '../shared/wireValues.ts';
import { createClient } from './client.ts';
import { decodeAgent } from './decodeAgent.ts';
import { decodeState } from './decodeState.ts';
import { decodeThread, threadMetadata } from './decodeThread.ts';
import { routes } from './route.ts';
import { createRuns } from './runs.ts';
import { createStates } from './states.ts';

const threadPageSize = 50;
const messagePageSize = 50;
const agentPageSize = 100;
/** A server with more assistants than this is not listed to its end. */
const agentPagesAtMost = 10;

/** What a list needs of a thread; the values would be the whole conversation. */
const listedFields = ['thread_id', 'created_at', 'updated_at', 'metadata', 'status', 'interrupts'];

/**
 * An Agent Server of LangGraph's, hosted or one's own. Messages are part of a thread's state and come with a run; there
 * is no way to add one without.
 *
 * @throws AgentError of kind `origin` if the connection's address is none that a key may be sent to
 */
export function langGraphBackend(connection: Connection, services: BackendServices): Backend {
  const client = createClient(connection, services);
  const runs = createRuns(client, services);
  const states = createStates(client);
  let canSelect = true;

  async function searchThreads(limit: number, offset: number, signal: AbortSignal): Promise<readonly Thread[]> {
    const body = { limit, offset, sort_by: 'updated_at', sort_order: 'desc' };
    try {
      const select = canSelect ? { select: listedFields } : {};
      return decodeList(await client.search(routes.searchThreads(), { ...body, ...select }, signal), decodeThread);
    } catch (error) {
      // Older servers know no such field, and some refuse what they do not know.
      if (!canSelect || !isAgentError(error) || error.kind !== 'invalid') throw error;
      canSelect = false;
      return searchThreads(limit, offset, signal);
    }
  }

  /** Threads without a title begin as their first question does, for which their values are needed. */
  async function named(threads: readonly Thread[], signal: AbortSignal): Promise<readonly Thread[]> {
    const nameless = threads.filter((thread) => thread.title === undefined).map((thread) => thread.id);
    if (nameless.length === 0 || !canSelect) return threads;
    const body = { ids: nameless, limit: nameless.length, select: ['thread_id', 'values'] };
    const searching = client.search(routes.searchThreads(), body, signal);
    const found = await logFailure(searching, services, 'threads without a title stay without one');
    const titles = new Map(decodeList(found, decodeThread).map(({ id, title }) => [id, title]));
    return threads.map((thread) => ({ ...thread, ...optional({ title: thread.title ?? titles.get(thread.id) }) }));
  }

  /** A state that cannot be read, of a graph that the server no longer has, hides no messages: the thread has them. */
  async function readValues(threadId: string, signal: AbortSignal): Promise<unknown> {
    try {
      return decodeState(await client.get(routes.state(threadId), signal)).values;
    } catch (error) {
      if (!isAgentError(error) || (error.kind !== 'not-found' && error.kind !== 'server')) throw error;
      services.log(`the state of a thread could not be read: ${error.kind}`);
      return property(await client.get(routes.thread(threadId), signal), 'values');
    }
  }

  async function readThread(threadId: string, signal: AbortSignal): Promise<Thread> {
    const readingState = client.get(routes.state(threadId), signal);
    const [value, stateValue] = await Promise.all([
      client.get(routes.thread(threadId), signal),
      // It hides no thread either.
      logFailure(readingState, services, 'the state of a thread could not be read'),
    ]);
    const thread = decodeThread(value);
    if (thread === undefined) throw unreadableError('GET /threads/{id}');
    if (thread.status === 'running') {
      const active = await runs.activeRunOf(threadId, signal);
      return { ...thread, ...optional({ activeRunId: active?.id }) };
    }
    if (stateValue === undefined) return thread;
    const { next, inputRequests, errorText } = decodeState(stateValue);
    const { rawStatus: _, ...known } = thread;
    if (inputRequests.length > 0) return { ...known, status: 'needs-input', inputRequests };
    // Interrupted, but before nothing: a cancelled run left that word behind.
    if (next.length === 0) return isInterrupted(thread) ? { ...known, status: 'idle' } : thread;
    // A run that was cancelled leaves a thread with `error` and without one (observed).
    const isCancelled = thread.status === 'failed' && errorText === undefined;
    return { ...thread, ...(isCancelled && { status: 'idle' }), pendingSteps: next };
  }

  return {
    capabilities: {
      threadPageSize,
      messagePageSize,
      stopDescription: 'Asks the server to cancel the run. What was written so far is not kept there.',
      messageItems: ['image'],
      whenBusy: ['enqueue', 'interrupt'],
      canRunFromCheckpoint: true,
    },
    async listAgents(signal) {
      const agents = new Map<string, Agent>();
      for (let page = 0; page < agentPagesAtMost; page++) {
        const body = { limit: agentPageSize, offset: page * agentPageSize };
        const found = decodeList(await client.search(routes.searchAssistants(), body, signal), decodeAgent);
        const before = agents.size;
        for (const agent of found) agents.set(agent.id, agent);
        if (found.length < agentPageSize || agents.size === before) break;
      }
      return [...agents.values()];
    },
    async listThreads(page, signal) {
      const read = await readPage(page, threadPageSize, (limit, offset) => searchThreads(limit, offset, signal));
      return { ...read, items: await named(read.items, signal) };
    },
    async createThread(thread, signal) {
      const created = decodeThread(
        await client.send('POST', routes.threads(), { metadata: threadMetadata(thread) }, signal),
      );
      if (created === undefined) throw unreadableError('POST /threads');
      return { ...optional({ title: thread.title, agentId: thread.agentId, nonce: thread.nonce }), ...created };
    },
    getThread: readThread,
    async renameThread(threadId, title, signal) {
      await client.send('PATCH', routes.thread(threadId), { metadata: { title } }, signal);
    },
    deleteThread: async (threadId, signal) => client.delete(routes.thread(threadId), signal),
    ...createStateMessages(readValues, messagePageSize),
    ...runs.methods,
    ...states,
  };
}

function isInterrupted({ status, rawStatus }: Thread): boolean {
  return status === 'unknown' && rawStatus?.toLowerCase() === 'interrupted';
}

/** What of a list can be read. It comes bare, or below a name of its own. */
function decodeList<T>(answer: unknown, decode: (item: unknown) => T | undefined): readonly T[] {
  return (listOf(answer, 'threads', 'assistants') ?? []).flatMap((item) => decode(item) ?? []);
}
