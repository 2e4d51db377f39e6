import type { Connection } from '../../model/connection.ts';
import { optional } from '../../model/parse.ts';
import { messageRoles } from '../../wire/seekrflow.ts';
import type { Backend } from '../backend.ts';
import type { BackendServices } from '../services.ts';
import { listAgents } from './agents.ts';
import { attribute } from './attribution.ts';
import { createClient } from './client.ts';
import { decodeRun } from './decodeRun.ts';
import { decodeCreatedThread, decodeThread, threadMetadata } from './decodeThread.ts';
import { createFiles } from './files.ts';
import { createMessages } from './messages.ts';
import { readPage } from '../shared/readPage.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { readList } from '../shared/readList.ts';
import { routes } from './route.ts';
import { runSettingNames } from './runBody.ts';
import { createRuns } from './runs.ts';
import { readSource } from './sources.ts';
import { listSpans } from './spans.ts';

/** The service's own default is 20; a page of a tree or of a conversation may hold more. */
const threadPageSize = 50;
const messagePageSize = 50;

/** A message is posted before its run is asked for. */
export type SeekrFlowBackend = Backend & Required<Pick<Backend, 'createMessage' | 'listMessagesFromStart'>>;

/**
 * SeekrFlow's Threads, Messages and Runs API, hosted or as the local agent host speaks it. There is no update of a
 * thread in that API, hence no `renameThread`.
 *
 * @throws AgentError of kind `origin` if the connection's address is none that a key may be sent to
 */
export function seekrFlowBackend(connection: Connection, services: BackendServices): SeekrFlowBackend {
  const isLocal = connection.kind === 'local';
  const client = createClient(connection, services);
  const runs = createRuns(connection, client, services);

  return {
    capabilities: {
      threadPageSize,
      messagePageSize,
      stopDescription: isLocal
        ? 'Stops the run. What was written so far stays in the thread.'
        : 'Asks the service to cancel the run. Whether it keeps what was written so far is up to the service.',
      messageRoles,
      runSettings: runSettingNames,
      // No local agent can look at an image, so none is offered.
      messageItems: isLocal ? ['file'] : ['image', 'file'],
      // Agents belong to teams.
      ...(isLocal || connection.team !== undefined
        ? {}
        : { agentsAdvice: 'The connection names no team, so only your own agents are listed.' }),
    },
    listAgents: (signal) => listAgents(client, signal),
    listThreads: (page, signal) =>
      readPage(page, threadPageSize, async (limit, offset) =>
        (await readList(client, routes.threads({ limit, offset, order: 'desc' }), signal)).flatMap(
          (value) => decodeThread(value) ?? [],
        ),
      ),
    async createThread(thread, signal) {
      const created = decodeCreatedThread(
        await client.send('POST', routes.threads(), { meta_data: threadMetadata(thread) }, signal),
      );
      if (created === undefined) throw unreadableError('POST /v1/threads');
      // An installation that does not echo metadata has still stored it.
      return { ...optional({ title: thread.title, agentId: thread.agentId, nonce: thread.nonce }), ...created };
    },
    async getThread(threadId, signal) {
      const thread = decodeThread(await client.get(routes.thread(threadId), signal));
      if (thread === undefined) throw unreadableError('GET /v1/threads/{thread_id}');
      return thread;
    },
    deleteThread: async (threadId, signal) => client.delete(routes.thread(threadId), signal),
    ...createMessages(client, messagePageSize),
    ...runs,
    listRuns: (threadId, page, signal) =>
      readPage(page, threadPageSize, async (limit, offset) =>
        (await readList(client, routes.runs(threadId, { limit, offset, order: 'desc' }), signal)).flatMap(
          (value) => decodeRun(value, threadId) ?? [],
        ),
      ),
    getSource: (source, signal) => readSource(client, source, isLocal, signal),
    ...createFiles(client),
    listSpans: (run, signal) => listSpans(client, run, signal),
    attribute: (request, signal) => attribute(client, request, signal),
  };
}
