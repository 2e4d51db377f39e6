import { type ApiClient, collected, removeFolder, startLocalHostProcess, temporaryFolder } from './localHost.ts';
import { conforms } from './localHostContract.ts';
import { exitOf, socketHostOf, spawnSocketHost } from './localHostSocket.ts';

/** A running host, whichever way it is spoken to, with what most tests begin with. */
export interface EitherHost extends ApiClient {
  stop(): Promise<void>;
  /** Makes a thread; its address. */
  newThread(): Promise<string>;
  /** Asks and waits for the end of the answer; the run's id. An agent of the scripted host does what it is told. */
  ask(thread: string, question: string | readonly unknown[], run?: Readonly<Record<string, unknown>>): Promise<string>;
}

async function startBehindSocket(): Promise<ApiClient & { stop(): Promise<unknown> }> {
  const folder = temporaryFolder();
  const child = spawnSocketHost(folder);
  const host = await socketHostOf(folder);
  return {
    ...host,
    async stop() {
      child.kill('SIGTERM');
      await exitOf(child);
      removeFolder(folder);
    },
  };
}

/** The two ways in which the host is used: both serve the same operations. */
export const hostKinds: readonly { readonly name: string; readonly start: () => Promise<EitherHost> }[] = [
  { name: 'over TCP', start: async () => eitherHost(await startLocalHostProcess()) },
  { name: 'over a socket', start: async () => eitherHost(await startBehindSocket()) },
];

function eitherHost(host: ApiClient & { stop(): Promise<unknown> }): EitherHost {
  return {
    call: (...request) => host.call(...request),
    open: (...request) => host.open(...request),
    async stop() {
      await host.stop();
    },
    newThread: async () => `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`,
    async ask(thread, question, run = {}) {
      const content = typeof question === 'string' ? question : JSON.stringify(question);
      conforms('message', (await host.call('POST', `${thread}/messages`, { role: 'user', content })).json);
      const { run_id: runId } = conforms('runResponse', (await host.call('POST', `${thread}/runs`, run)).json);
      await collected((await host.open('GET', `${thread}/runs/${runId}/attach`)).data());
      return runId;
    },
  };
}
