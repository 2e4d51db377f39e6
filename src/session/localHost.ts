import { spawn } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import path from 'node:path';
import { AgentError } from '../model/errors.ts';
import { numberOf, parseJson, stringOf } from '../model/parse.ts';
import type { Clock } from '../net/clock.ts';
import { codeOf } from './disk.ts';
import { localSocketPath } from './localHostSocket.ts';

export interface LocalHostOptions {
  /** The host's bundle, `dist/local-host.cjs`. */
  readonly script: string;
  /** What runs it: Node, or an Electron that becomes Node by `ELECTRON_RUN_AS_NODE`. */
  readonly execPath: string;
  /** The extension's global storage folder; the host keeps its own below it, in `local`. */
  readonly storageDir: string;
  /** A host of another version is asked to leave and is replaced. */
  readonly version: string;
  readonly idleMinutes?: number;
  readonly clock: Clock;
  readonly log: (line: string) => void;
}

/** How to talk to the host: over this socket, with this token as `Authorization`. */
export interface LocalHostAddress {
  readonly socketPath: string;
  readonly token: string;
}

/** One window's view of the host process, which all windows of the user share and which outlives them. */
export interface LocalHost {
  /**
   * Makes sure that the host answers, and starts it if not. Calls at the same time share one attempt. Rejects with an
   * `AgentError` of kind `local-host` that says what the host itself gave as the reason, if it left any.
   */
  ensure(): Promise<LocalHostAddress>;
}

/** How long a host that was started may take to answer. */
const startTimeoutMs = 10_000;
const startPollMs = 25;
/** A host that holds its socket but does not answer within this time counts as hanging. */
const healthTimeoutMs = 5_000;
/** More starts than this in `restartWindowMs` mean that it dies again and again. */
const maxStarts = 5;
const restartWindowMs = 180_000;

type Health =
  | {
      readonly state: 'answers';
      readonly version: string;
      readonly activeRuns: number;
      readonly address: LocalHostAddress;
    }
  | { readonly state: 'absent' };

/** Starts and supervises the local agent host. Starts nothing yet. */
export function createLocalHost(options: LocalHostOptions): LocalHost {
  const { clock, log, storageDir, version } = options;
  const dataFolder = path.join(storageDir, 'local');
  const starts: number[] = [];
  let ensuring: Promise<LocalHostAddress> | undefined;

  async function ensureNow(): Promise<LocalHostAddress> {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    const socketPath = await localSocketPath(dataFolder);
    const found = await healthOf(socketPath, dataFolder);
    if (found.state === 'answers' && found.version === version) return found.address;
    if (found.state === 'answers') {
      // Runs that go on are worth more than a new version: the old host stays until it has none.
      if (found.activeRuns > 0) return found.address;
      log(`local host: version ${found.version} leaves for ${version}`);
      await request(found.address, 'POST', '/local/shutdown', { when: 'now' }).catch((error: unknown) => {
        // Whether it leaves is seen by its leaving, not by its answer.
        log(`local host: ${error instanceof Error ? error.message : String(error)}`);
      });
      await waitFor(async () => (await healthOf(socketPath, dataFolder)).state === 'absent');
    }
    noteStart();
    const startedMs = clock.now();
    const child = start(socketPath);
    const address = await waitFor(async () => {
      const health = await healthOf(socketPath, dataFolder);
      if (health.state === 'answers') return health.address;
      if (child.failure()) throw await startFailure(child.failure());
      return undefined;
    });
    log(`local host: answers ${Math.round(clock.now() - startedMs)} ms after its start`);
    return address;
  }

  function noteStart(): void {
    const now = clock.now();
    while (starts[0] !== undefined && now - starts[0] > restartWindowMs) starts.shift();
    if (starts.length >= maxStarts) {
      throw new AgentError('local-host', `it stopped ${maxStarts} times within ${restartWindowMs / 60_000} minutes`, {
        mayHaveArrived: false,
      });
    }
    starts.push(now);
  }

  /** Detached and without pipes, so that it outlives this window and its reloads. */
  function start(socketPath: string): { failure(): string | undefined } {
    const { script, execPath, idleMinutes = 10 } = options;
    const hostArguments = ['--socket', socketPath, '--data', dataFolder];
    const limits = ['--idle-minutes', String(idleMinutes), '--version-id', version];
    let failure: string | undefined;
    const child = spawn(execPath, [script, ...hostArguments, ...limits], {
      cwd: dataFolder,
      detached: true,
      stdio: 'ignore',
      windowsHide: true,
      env: cleanEnvironment(process.env),
    });
    child.once('error', (error) => (failure = error.message));
    // Exit code 0 means that another window's host answers already.
    child.once('exit', (code, signal) => {
      if (code !== 0) failure ??= signal === null ? `it left with code ${code}` : `it was ended by ${signal}`;
    });
    child.unref();
    log(`local host: started as process ${child.pid ?? 'unknown'}`);
    return { failure: () => failure };
  }

  async function startFailure(reason: string | undefined): Promise<AgentError> {
    const said = stringOf(parseJson(await readOrEmpty(path.join(dataFolder, 'host-failure.json'))), 'message');
    return new AgentError('local-host', said?.split('\n')[0]?.replace(/\.$/, '') ?? reason ?? 'it did not start', {
      mayHaveArrived: false,
    });
  }

  async function waitFor<T>(condition: () => Promise<T | undefined | false>): Promise<T> {
    const untilMs = clock.now() + startTimeoutMs;
    for (;;) {
      const result = await condition();
      if (result !== undefined && result !== false) return result;
      if (clock.now() >= untilMs) throw await startFailure(`it did not answer within ${startTimeoutMs / 1000} s`);
      await clock.delay(startPollMs);
    }
  }

  return {
    ensure() {
      ensuring ??= ensureNow().finally(() => (ensuring = undefined));
      return ensuring;
    },
  };
}

/**
 * What a process needs to run at all. The extension host's own environment holds a dozen variables that would make a
 * child take itself for a part of VS Code, and whatever secrets the person's shell exports.
 */
export function cleanEnvironment(from: Readonly<NodeJS.ProcessEnv>): NodeJS.ProcessEnv {
  const kept = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'windir', 'USERPROFILE'];
  const entries = kept.flatMap((name) => (from[name] === undefined ? [] : [[name, from[name]] as const]));
  return { ...Object.fromEntries(entries), ELECTRON_RUN_AS_NODE: '1' };
}

async function healthOf(socketPath: string, dataFolder: string): Promise<Health> {
  const token = (await readOrEmpty(path.join(dataFolder, 'token'))).trim();
  if (token === '') return { state: 'absent' };
  const address = { socketPath, token };
  try {
    const body = parseJson(await request(address, 'GET', '/local/health'));
    const version = stringOf(body, 'version');
    if (version === undefined) return { state: 'absent' };
    return { state: 'answers', version, activeRuns: numberOf(body, 'activeRuns') ?? 0, address };
  } catch (error) {
    if (['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE'].includes(codeOf(error) ?? '')) return { state: 'absent' };
    const reason = error instanceof Error ? error.message : String(error);
    throw new AgentError('local-host', reason, { cause: error, mayHaveArrived: false });
  }
}

/** One small request without the HTTP client, which is not loaded yet. Rejects with the system's own error. */
function request(
  { socketPath, token }: LocalHostAddress,
  method: string,
  route: string,
  body?: object,
): Promise<string> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    authorization: token,
    ...(content === undefined ? {} : { 'content-type': 'application/json', 'content-length': content.length }),
  };
  return new Promise((resolve, reject) => {
    const sent = http.request({ socketPath, path: route, method, headers, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.once('end', () => resolve(text));
      answer.once('error', reject);
    });
    sent.setTimeout(healthTimeoutMs, () => sent.destroy(new Error('it holds its socket but does not answer')));
    sent.once('error', reject);
    sent.end(content);
  });
}

async function readOrEmpty(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return '';
    throw error;
  }
}
