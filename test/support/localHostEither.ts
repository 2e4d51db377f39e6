import path from 'node:path';
import { workspaceMetadataKey } from '../../src/wire/seekrflow.ts';
import { type ApiClient, collected, removeFolder, startLocalHostProcess, temporaryFolder } from './localHost.ts';
import { conforms } from './localHostContract.ts';
import { exitOf, socketHostOf, spawnSocketHost } from './localHostSocket.ts';

/** A running host, whichever way it is spoken to, with what most tests begin with. */
export interface EitherHost extends ApiClient {
  stop(): Promise<void>;
  /** Makes a thread; its address. */
  newThread(): Promise<string>;
  /**
   * Asks and waits for the end of the answer; the run's id. The question is text, the items of a message, or a script
   * that the agent of the scripted host follows.
   */
  ask(thread: string, question: string | readonly Typed[], run?: RunBody): Promise<string>;
}

type Typed = Readonly<Record<string, unknown>> & { readonly type: string };

type RunBody = Readonly<Record<string, unknown>> & { readonly metadata?: Readonly<Record<string, string>> };

interface Started extends ApiClient {
  stop(): Promise<unknown>;
  /** Travels with every run. */
  readonly metadata: Readonly<Record<string, string>>;
}

async function startOverTcp(workspaceFolders: readonly string[]): Promise<Started> {
  const args = workspaceFolders.flatMap((folder) => ['--workspace', folder]);
  return { ...(await startLocalHostProcess({ args })), metadata: {} };
}

async function startBehindSocket(workspaceFolders: readonly string[]): Promise<Started> {
  const dataFolder = temporaryFolder();
  const child = spawnSocketHost(dataFolder);
  const folders = workspaceFolders.map((folder) => ({ name: path.basename(folder), path: folder }));
  return {
    ...(await socketHostOf(dataFolder)),
    metadata: { [workspaceMetadataKey]: JSON.stringify({ folders, exclude: [] }) },
    async stop() {
      child.kill('SIGTERM');
      await exitOf(child);
      removeFolder(dataFolder);
    },
  };
}

/** The two ways in which the host is used: both serve the same operations. Its runs may read the given folders. */
export const hostKinds: readonly {
  readonly name: string;
  readonly start: (workspaceFolders?: readonly string[]) => Promise<EitherHost>;
}[] = [
  { name: 'over TCP', start: async (folders = []) => eitherHost(await startOverTcp(folders)) },
  { name: 'over a socket', start: async (folders = []) => eitherHost(await startBehindSocket(folders)) },
];

function eitherHost(host: Started): EitherHost {
  return {
    call: (...request) => host.call(...request),
    open: (...request) => host.open(...request),
    async stop() {
      await host.stop();
    },
    newThread: async () => `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`,
    async ask(thread, question, run = {}) {
      const isContent = typeof question === 'string' || question.some(({ type }) => type.startsWith('input_'));
      const content = isContent ? question : JSON.stringify(question);
      conforms('message', (await host.call('POST', `${thread}/messages`, { role: 'user', content })).json);
      const body = { ...run, metadata: { ...host.metadata, ...run.metadata } };
      const { run_id: runId } = conforms('runResponse', (await host.call('POST', `${thread}/runs`, body)).json);
      await collected((await host.open('GET', `${thread}/runs/${runId}/attach`)).data());
      return runId;
    },
  };
}
