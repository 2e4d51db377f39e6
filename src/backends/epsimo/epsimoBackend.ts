import type { Account } from '../../model/account.ts';
import type { Connection } from '../../model/connection.ts';
import { AgentError, isAgentError } from '../../model/errors.ts';
import type { Agent, Thread } from '../../model/thread.ts';
import type { Backend } from '../backend.ts';
import type { BackendServices } from '../services.ts';
import { logFailure } from '../shared/logFailure.ts';
import { readList } from '../shared/readList.ts';
import { createStateMessages } from '../shared/stateMessages.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { decodeAccount } from './account.ts';
import { changed } from './answerError.ts';
import { createClient } from './client.ts';
import { decodeAgent } from './decodeAgent.ts';
import { decodeThread, newThreadBody } from './decodeThread.ts';
import { routes } from './route.ts';
import { createRuns } from './runs.ts';
import { createStates } from './states.ts';
import { createThreadReader, threadPageSize } from './threads.ts';

const messagePageSize = 50;
/** In characters (vendor guide). */
const titleMaxLength = 200;

/**
 * EpsimoAI. Messages are part of a thread's state and come with a run; runs are not kept, listed or cancelled.
 *
 * @throws AgentError of kind `origin` if the connection's address is none that a token may be sent to
 */
export function epsimoBackend(connection: Connection, services: BackendServices): Backend {
  const client = createClient(connection, services);
  const states = createStates(client);
  const readValues = async (threadId: string, signal: AbortSignal): Promise<unknown> =>
    (await states.newest(threadId, signal)).values;

  async function readThread(threadId: string, signal: AbortSignal): Promise<Thread> {
    const route = routes.thread(threadId);
    const answer = await client.get(route, signal);
    const thread = decodeThread(answer);
    if (!thread) throw unreadableError(`GET ${route.path}`, answer);
    return thread;
  }

  /** The steps at which the thread stopped. A state that cannot be read, of a broken assistant, hides no thread. */
  async function pendingSteps(threadId: string, signal: AbortSignal): Promise<readonly string[]> {
    const state = await logFailure(
      states.newest(threadId, signal),
      services,
      'the state of a thread could not be read',
    );
    return state?.next ?? [];
  }

  async function getAccount(signal: AbortSignal): Promise<Account> {
    return decodeAccount(await client.get(routes.account(), signal));
  }

  function assertTitle(title: string): void {
    if (Array.from(title).length <= titleMaxLength) return;
    throw new AgentError('invalid', `a name of more than ${titleMaxLength} characters`, {
      mayHaveArrived: false,
      nextStep: `Use at most ${titleMaxLength} characters.`,
    });
  }

  return {
    capabilities: {
      threadPageSize,
      messagePageSize,
      titleMaxLength,
      // Nothing promises that metadata and the ids of messages are kept, and runs are not listed.
      canFindAgain: false,
      stopDescription: 'Stops listening. The server may go on with the run; it has no way to be told to stop.',
    },
    async listAgents(signal) {
      const items = await readList(client, routes.assistants(), signal, 'assistants');
      const agents = new Map<string, Agent>();
      for (const agent of items.flatMap((item) => decodeAgent(item) ?? [])) agents.set(agent.id, agent);
      return [...agents.values()];
    },
    listThreads: createThreadReader(client, services),
    async createThread(thread, signal) {
      if (thread.title !== undefined) assertTitle(thread.title);
      const answer = await client.send('POST', routes.threads(), newThreadBody(thread), signal);
      const created = decodeThread(answer);
      if (!created) throw unreadableError('POST /threads/', answer);
      return { nonce: thread.nonce, ...created };
    },
    async getThread(threadId, signal) {
      const [thread, next] = await Promise.all([readThread(threadId, signal), pendingSteps(threadId, signal)]);
      return next.length > 0 ? { ...thread, pendingSteps: next } : thread;
    },
    async renameThread(threadId, title, signal) {
      assertTitle(title);
      // Its agent goes along, because it would be taken away else; and a name for a thread that is gone would make one.
      const { agentId } = await readThread(threadId, signal);
      const body = { name: title, assistant_id: agentId ?? null };
      try {
        await client.send('PUT', routes.thread(threadId), body, signal);
      } catch (error) {
        if (!isAgentError(error) || error.kind !== 'not-found') throw error;
        throw changed(error, { kind: 'unsupported' });
      }
    },
    deleteThread: async (threadId, signal) => client.delete(routes.thread(threadId), signal),
    ...createStateMessages(readValues, messagePageSize),
    ...createRuns({ client, services, readThread, newestState: states.newest, getAccount }),
    ...states.methods,
    getAccount,
  };
}
