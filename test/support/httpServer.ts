import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface TestServer {
  /** `http://127.0.0.1:PORT`, or `http://localhost` behind a socket path. */
  readonly url: string;
  readonly port: number;
  readonly socketPath: string | undefined;
  /** Every request so far, in order. */
  readonly requests: readonly http.IncomingMessage[];
  /** Connections that are open now. */
  readonly connectionCount: () => number;
  /** Stops listening and destroys what is open. */
  readonly close: () => Promise<void>;
}

export interface TestServerOptions {
  /** Listen here in place of a free port of 127.0.0.1. */
  readonly socketPath?: string;
  /** Serve TLS with this certificate. */
  readonly tls?: { readonly key: string; readonly cert: string };
}

/** Starts a real server for one test. A handler that fails makes the request fail, not the process. */
export async function startHttpServer(
  handler: (request: http.IncomingMessage, response: http.ServerResponse) => void | Promise<void>,
  { socketPath, tls }: TestServerOptions = {},
): Promise<TestServer> {
  const requests: http.IncomingMessage[] = [];
  const sockets = new Set<Socket>();
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    requests.push(request);
    Promise.resolve()
      .then(() => handler(request, response))
      .catch((error: unknown) => response.destroy(error as Error));
  };
  const server = tls === undefined ? http.createServer(listener) : https.createServer({ ...tls }, listener);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // A client that refuses the certificate is what some tests are about.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    if (socketPath === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socketPath, resolve);
  });
  const port = socketPath === undefined ? (server.address() as AddressInfo).port : 0;
  const scheme = tls === undefined ? 'http' : 'https';
  return {
    url: socketPath === undefined ? `${scheme}://127.0.0.1:${port}` : 'http://localhost',
    port,
    socketPath,
    requests,
    connectionCount: () => sockets.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The whole body of a request, as text. */
export async function bodyOf(request: http.IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}
