import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Gate, admit } from './gate.ts';
import { HttpError, refusal } from './httpError.ts';
import { readJsonBody } from './readBody.ts';
import { type Reply, type Route, matchRoute } from './route.ts';

export interface ApiServerOptions {
  readonly routes: readonly Route[];
  /** Asked for each request: over TCP the port is known only after listening. */
  gate(): Gate;
  /** Maps an error that no route meant to throw (a full disk) to an answer; undefined: it is a defect, 500. */
  explain(error: unknown): HttpError | undefined;
  /** Called when a request begins (+1) and when its answer has ended (-1). */
  onActivity(change: 1 | -1): void;
  /** Called for every defect. */
  onDefect(error: unknown): void;
}

const maxHeaderBytes = 64 * 1024;
const maxConnections = 256;
/** A refused client may go on sending for so long, so that it gets to read why it was refused. */
const drainMs = 2000;

/** The HTTP side of the host, not listening yet. Never sends CORS headers: no web page may read an answer. */
export function createApiServer(options: ApiServerOptions): http.Server {
  const server = http.createServer(
    { maxHeaderSize: maxHeaderBytes, headersTimeout: 20_000, requestTimeout: 120_000, keepAliveTimeout: 60_000 },
    (request, response) => {
      options.onActivity(1);
      response.once('close', () => options.onActivity(-1));
      answer(options, request, response).catch((error: unknown) => {
        options.onDefect(error);
        response.destroy();
      });
    },
  );
  server.maxConnections = maxConnections;
  server.on('upgrade', (_request, socket) => refuseRaw(socket, '400 Bad Request', 'Upgrades are not served here.'));
  server.on('connect', (_request, socket) => refuseRaw(socket, '405 Method Not Allowed', 'Method Not Allowed'));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'ECONNRESET') return void socket.destroy();
    if (error.code === 'HPE_HEADER_OVERFLOW') {
      return refuseRaw(socket, '431 Request Header Fields Too Large', 'The headers are too large.');
    }
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
      return refuseRaw(socket, '408 Request Timeout', 'The request took too long to arrive.');
    }
    return refuseRaw(socket, '400 Bad Request', 'This is not HTTP.');
  });
  return server;
}

async function answer(options: ApiServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  // A connection that breaks while the body is read or the answer written has nobody left to tell.
  response.on('error', () => response.destroy());
  request.on('error', () => response.destroy());
  let reply: Reply;
  try {
    admit(request, options.gate());
    const [path, query] = splitTarget(request.url ?? '/');
    const match = matchRoute(options.routes, request.method ?? 'GET', path);
    const body = match.route.hasBody ? await readJsonBody(request) : undefined;
    reply = await match.route.call(match.path, query, body);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    const known = error instanceof HttpError ? error : options.explain(error);
    if (!known) options.onDefect(error);
    sendError(request, response, known ?? refusal(500, 'Internal Server Error'));
    return;
  }
  request.resume();
  if ('stream' in reply) await reply.stream(response);
  else if ('bytes' in reply) send(response, 200, reply.bytes, { 'content-type': reply.contentType });
  else sendJson(response, 200, reply.json);
}

/** Path and query of a request target; a proxy's absolute form is understood. */
function splitTarget(target: string): readonly [string, string] {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '').replace(/#.*$/s, '');
  const mark = local.indexOf('?');
  return mark < 0 ? [local, ''] : [local.slice(0, mark), local.slice(mark + 1)];
}

function sendError(request: IncomingMessage, response: ServerResponse, error: HttpError): void {
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
  const isUnread = !request.complete && (length !== '0' || encoding !== undefined);
  sendJson(response, error.status, error.body, isUnread ? { ...error.headers, connection: 'close' } : error.headers);
  if (!isUnread) return;
  // Reading on for a moment lets the client see the answer; cutting at once would reset the connection under it.
  request.resume();
  const timer = setTimeout(() => request.destroy(), drainMs);
  request.once('close', () => clearTimeout(timer));
}

function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(response, status, Buffer.from(JSON.stringify(value)), { ...headers, 'content-type': 'application/json' });
}

function send(
  response: ServerResponse,
  status: number,
  bytes: Uint8Array,
  headers: Readonly<Record<string, string>>,
): void {
  response.writeHead(status, {
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
}

/** Answers where Node has no response object to offer. */
function refuseRaw(socket: Duplex, status: string, detail: string): void {
  if (!socket.writable) return void socket.destroy();
  const body = JSON.stringify({ detail });
  socket.on('error', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
