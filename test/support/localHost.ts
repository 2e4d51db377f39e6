import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';

/** A local agent host in a process of its own, over TCP, with agents that do what the question says. */
export interface LocalHostProcess extends ApiClient {
  readonly url: string;
  readonly port: number;
  readonly token: string;
  readonly dataFolder: string;
  readonly child: ChildProcess;
  /** Ends it the way a person would (SIGTERM), removes a data folder of its own, and resolves with its exit code. */
  stop(): Promise<number | null>;
  /** Ends it like a crash does. */
  kill(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown;
}

export interface ApiClient {
  /** Sends one request, with the token unless `headers` say otherwise; objects are sent as JSON. */
  call(method: string, target: string, body?: unknown, headers?: http.OutgoingHttpHeaders): Promise<Answer>;
  /** Opens a stream: resolves with the headers; read `data` for its events. */
  open(method: string, target: string, body?: unknown): Promise<OpenStream>;
}

export interface OpenStream {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** The `data:` of each event, in order, to the end of the stream. Comments are left out. */
  data(): AsyncGenerator<string, void>;
  /** Breaks the connection. */
  close(): void;
}

/** A new empty folder for a host's data. Remove it with {@link removeFolder}. */
export function temporaryFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'host-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** `node` arguments of the scripted host; the product's own entry is `src/server/main.ts`. */
const scriptedEntry = 'test/support/localHostScripted.ts';

export function spawnHost(args: readonly string[], entry = scriptedEntry): ChildProcess {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  spawned.add(child);
  child.once('exit', () => spawned.delete(child));
  return child;
}

const spawned = new Set<ChildProcess>();

/** Ends whatever a failed test has left behind. */
export async function killSpawnedHosts(): Promise<void> {
  for (const child of spawned) {
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}

/** Starts a host and resolves when it is ready; rejects with what it printed if it is not. */
export async function startLocalHostProcess(
  options: { readonly dataFolder?: string; readonly args?: readonly string[]; readonly entry?: string } = {},
): Promise<LocalHostProcess> {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const { args: given = [] } = options;
  const workspace = given.includes('--workspace') ? [] : ['--workspace', process.cwd()];
  const args = ['--listen', '127.0.0.1:0', '--data', dataFolder, ...workspace, ...given];
  const child = spawnHost(args, options.entry);
  const ended = once(child, 'exit') as Promise<[number | null]>;
  const printed = await Promise.race([firstLine(child), ended.then(() => Promise.reject(new Error(stderrOf(child))))]);
  const { url, token } = JSON.parse(printed) as { url: string; token: string };
  const port = Number(new URL(url).port);
  return {
    url,
    token,
    port,
    dataFolder,
    child,
    ...apiClient({ host: '127.0.0.1', port }, token),
    async stop() {
      child.kill('SIGTERM');
      const [code] = await ended;
      if (options.dataFolder === undefined) removeFolder(dataFolder);
      return code;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const errors = new WeakMap<ChildProcess, string>();

function stderrOf(child: ChildProcess): string {
  return errors.get(child) ?? '';
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stderr?.on('data', (piece: Buffer) => errors.set(child, stderrOf(child) + piece.toString()));
    child.stdout?.on('data', (piece: Buffer) => {
      text += piece.toString();
      if (text.includes('\n')) resolve(text.split('\n')[0] ?? '');
    });
  });
}

/** Runs a host that is expected to end by itself. */
export async function runToEnd(
  args: readonly string[],
  entry?: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const child = spawnHost(args, entry);
  let stderr = '';
  child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

/** Speaks to a host over TCP or, with `socketPath`, over its socket. */
export function apiClient(target: { host?: string; port?: number; socketPath?: string }, token: string): ApiClient {
  function request(method: string, path: string, body: unknown, headers: http.OutgoingHttpHeaders = {}) {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const bytes = body === undefined ? undefined : isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
    return new Promise<http.IncomingMessage>((resolve, reject) => {
      const outgoing = http.request(
        {
          ...target,
          method,
          path,
          agent: false,
          headers: {
            authorization: token,
            ...(bytes === undefined ? {} : { 'content-type': 'application/json' }),
            // With an announced encoding Node sends pieces, else it says the length.
            ...(bytes === undefined || 'transfer-encoding' in headers ? {} : { 'content-length': bytes.length }),
            ...headers,
          },
        },
        resolve,
      );
      outgoing.on('error', reject);
      outgoing.end(bytes);
    });
  }

  return {
    async call(method, path, body, headers) {
      const response = await request(method, path, body, headers);
      const pieces: Buffer[] = [];
      for await (const piece of response as AsyncIterable<Buffer>) pieces.push(piece);
      const text = Buffer.concat(pieces).toString();
      return { status: response.statusCode ?? 0, headers: response.headers, text, json: parsed(text) };
    },
    async open(method, path, body) {
      const response = await request(method, path, body);
      return {
        status: response.statusCode ?? 0,
        headers: response.headers,
        data: () => eventData(response),
        close: () => response.destroy(),
      };
    },
  };
}

async function* eventData(response: http.IncomingMessage): AsyncGenerator<string, void> {
  let rest = '';
  response.setEncoding('utf8');
  for await (const piece of response as AsyncIterable<string>) {
    const blocks = (rest + piece).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) if (block.startsWith('data: ')) yield block.slice('data: '.length);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** All of a generator. */
export async function collected<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
