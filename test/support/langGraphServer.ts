import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { langGraphBackend } from '../../src/backends/langgraph/langGraphBackend.ts';
import type { Backend } from '../../src/backends/backend.ts';
import type { Connection } from '../../src/model/connection.ts';
import { systemClock } from '../../src/net/clock.ts';
import { startLangGraph } from '../harness/langGraph.mjs';
import { freePort } from '../harness/net.mjs';

/** A real server that can be stopped and started again with what it has on disk. */
export interface RunningLangGraph {
  readonly url: string;
  readonly backend: Backend;
  /** The same through a relay whose connections can be cut. */
  readonly relay: Relay;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** Passes everything on, until it is told to cut. */
export interface Relay {
  readonly url: string;
  readonly backend: Backend;
  /** Breaks every connection there is; new ones are taken. */
  cut(): void;
}

/** Starts the server that the set-up has installed. */
export async function startRealLangGraph(): Promise<RunningLangGraph> {
  const data = mkdtempSync(path.join(tmpdir(), 'langgraph-'));
  const port = (await freePort()) ?? 0;
  const options = { port, data, paceMs: 2, slowPaceMs: 30 };
  let server = await startLangGraph(options);
  const relay = await startRelay(port);
  return {
    url: server.url,
    backend: backendAt(server.url),
    relay: { url: relay.url, backend: backendAt(relay.url), cut: relay.cut },
    async restart() {
      await server.stop();
      server = await startLangGraph(options);
    },
    async stop() {
      relay.close();
      await server.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function backendAt(url: string): Backend {
  const connection: Connection = { id: 'graph', name: 'Graph', kind: 'langgraph', url };
  const services = { key: () => Promise.resolve(undefined), clock: systemClock, log: () => undefined };
  return langGraphBackend(connection, services);
}

async function startRelay(port: number): Promise<{ url: string; cut: () => void; close: () => void }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((near) => {
    const far = net.connect(port, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port: own } = server.address() as net.AddressInfo;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
