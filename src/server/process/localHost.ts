import { rmSync } from 'node:fs';
import path from 'node:path';
import { AgentError } from '../../model/errors.ts';
import type { Agent } from '../agent.ts';
import { apiRoutes } from '../api/routes.ts';
import { createApiServer } from '../http/apiServer.ts';
import type { Gate } from '../http/gate.ts';
import { createRunEngine } from '../runs/runEngine.ts';
import { settleAbandonedRuns } from '../runs/settleRun.ts';
import { backUp, openStoreFile } from '../store/openStoreFile.ts';
import { createStore } from '../store/store.ts';
import { describeDefect } from './defect.ts';
import { removeFailure } from './failureFile.ts';
import { removeHostFile, writeHostFile } from './hostFile.ts';
import { openHostLog } from './hostLog.ts';
import type { HostOptions } from './hostOptions.ts';
import { watchIdleness } from './idleWatch.ts';
import type { InstanceLock } from './instanceLock.ts';
import { listenOnSocket, listenOnTcp, loopbackHosts } from './listen.ts';
import { describedWorkspace, fixedWorkspace } from './runWorkspace.ts';
import { explainStorageFailure } from './storageFailure.ts';
import { keptToken, newToken } from './token.ts';

export interface LocalHost {
  /** The base address over TCP; undefined behind a socket. */
  readonly url: string | undefined;
  readonly token: string;
  /** Settles active runs as failed, closes everything and gives the lock back. May be called again. */
  leave(): Promise<void>;
  /** Resolves when it has left, by itself or because it was told to. */
  readonly left: Promise<void>;
}

export const abandonedReason = 'the local agent host stopped while this run was going on';

/**
 * Starts the host in this process; it serves when the promise resolves. Takes over the lock and releases it on leaving,
 * also if the start fails. Throws an `AgentError`.
 */
export async function startLocalHost(
  options: HostOptions,
  agents: readonly Agent[],
  lock: InstanceLock,
): Promise<LocalHost> {
  try {
    return await start(options, agents, lock);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function start(options: HostOptions, agents: readonly Agent[], lock: InstanceLock): Promise<LocalHost> {
  const { listen, dataFolder } = options;
  const startedAt = new Date().toISOString();
  const log = openHostLog(dataFolder);
  const storeFile = path.join(dataFolder, 'threads.sqlite');
  const { database, notice } = openStoreFile(storeFile);
  if (notice !== undefined) log(notice);
  const store = createStore(database);
  for (const runId of settleAbandonedRuns(store, abandonedReason)) log(`run ${runId} failed: abandoned`);

  let hasLeft = (): void => undefined;
  const left = new Promise<void>((resolve) => {
    hasLeft = resolve;
  });
  let leaving: Promise<void> | undefined;

  const token = listen.kind === 'socket' ? keptToken(dataFolder) : newToken();
  const fixed = listen.kind === 'tcp' ? fixedWorkspace(options.workspaceFolders) : undefined;
  let gate: Gate = { token };
  const engine = createRunEngine({ store, paceMs: options.paceMs, log, onIdle: () => idle.check() });
  const idle = watchIdleness(
    options.idleMs,
    () => engine.activeCount() > 0,
    () => {
      log('idle');
      // Nobody is waiting: a good moment for a copy.
      leave({ withBackup: true }).catch(onDefect);
    },
  );
  const server = createApiServer({
    routes: apiRoutes({
      store,
      engine,
      agents,
      startedAt,
      workspaceOf: (described) => fixed ?? describedWorkspace(described),
      status: () => ({
        version: options.version,
        pid: process.pid,
        startedAt,
        activeRuns: engine.activeCount(),
        notices: [notice, engine.storageProblem()].filter((each) => each !== undefined),
      }),
      leave: (when) => {
        if (when === 'idle') idle.leaveSoon();
        else leave({ withBackup: false }).catch(onDefect);
      },
    }),
    gate: () => gate,
    explain: explainStorageFailure,
    onActivity: (change) => idle.request(change),
    onDefect,
  });

  function onDefect(error: unknown): void {
    log(describeDefect(error));
  }

  let url: string | undefined;
  try {
    removeFailure(dataFolder);
    if (listen.kind === 'socket') {
      await listenOnSocket(server, listen.path);
      writeHostFile(dataFolder, { pid: process.pid, socket: listen.path, version: options.version, startedAt });
    } else {
      const port = await listenOnTcp(server, listen.host, listen.port);
      gate = { token, hosts: loopbackHosts(port) };
      url = `http://${listen.host === '::1' ? '[::1]' : listen.host}:${port}`;
    }
  } catch (error) {
    idle.stop();
    database.close();
    throw error;
  }
  log(`ready, version ${options.version}, ${listen.kind}`);

  function leave(how: { readonly withBackup: boolean }): Promise<void> {
    leaving ??= leaveNow(how).finally(hasLeft);
    return leaving;
  }

  async function leaveNow({ withBackup }: { readonly withBackup: boolean }): Promise<void> {
    idle.stop();
    const closed = new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    if (listen.kind === 'socket') removeHostFile(dataFolder);
    engine.stopAll(abandonedReason);
    // Streams end by themselves now; a client that does not read is not waited for.
    server.closeIdleConnections();
    const timer = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    await closed;
    clearTimeout(timer);
    if (withBackup) tryBackup();
    database.close();
    if (listen.kind === 'socket' && process.platform !== 'win32') rmSync(listen.path, { force: true });
    log('left');
    lock.release();
  }

  function tryBackup(): void {
    try {
      backUp(database, storeFile);
    } catch (error) {
      onDefect(error);
    }
  }

  return { url, token, left, leave: () => leave({ withBackup: false }) };
}

/** How long open answers may take to be read when the host leaves. */
const closeTimeoutMs = 500;

/** For a data folder that another host holds. */
export function inUse(dataFolder: string): AgentError {
  return new AgentError('local-host', `another local agent host uses ${dataFolder}`);
}
