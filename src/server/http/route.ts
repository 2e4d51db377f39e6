import type { ServerResponse } from 'node:http';
import type { WireComplaint } from '../../wire/seekrflow.ts';
import { type Check, anything } from './checks.ts';
import { refusal, unprocessable } from './httpError.ts';
import { type QueryReader, readQuery } from './query.ts';
import { missingBody } from './readBody.ts';

export type Reply =
  | { readonly json: unknown }
  | { readonly bytes: Uint8Array; readonly contentType: string }
  /** Writes the response itself; resolves when it has ended or its client has gone. */
  | { readonly stream: (response: ServerResponse) => Promise<void> };

export interface ApiRequest<Body, Query> {
  /** The `{names}` of the path, decoded. */
  readonly path: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly body: Body;
}

interface RouteDefinition<Body, Query> {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** `/v1/threads/{thread_id}`; a trailing slash is served as well. */
  readonly path: string;
  readonly query?: (query: QueryReader) => Query;
  /** Present where a JSON body is required; a body that passes is handed on as `Body`. */
  readonly body?: Check;
  handle(request: ApiRequest<Body, Query>): Reply | Promise<Reply>;
}

/** One operation, ready to be called with what a request says. */
export interface Route {
  readonly method: string;
  readonly hasBody: boolean;
  readonly segments: readonly string[];
  /** Throws an `HttpError`. */
  call(path: Readonly<Record<string, string>>, query: string, body: unknown): Reply | Promise<Reply>;
}

/** `Body` is what `body` makes sure of: the compiler takes the definition's word for it. */
export function route<Body = undefined, Query = undefined>(definition: RouteDefinition<Body, Query>): Route {
  const { method, path, body: checkBody = anything } = definition;
  return {
    method,
    hasBody: definition.body !== undefined,
    segments: segmentsOf(path),
    call(pathParameters, queryText, body) {
      const query = readQuery(queryText);
      const queryValue = definition.query?.(query) as Query;
      const bodyComplaints: readonly WireComplaint[] =
        definition.body && body === null ? [missingBody] : checkBody(body, ['body']);
      const complaints = [...query.complaints, ...bodyComplaints];
      if (complaints.length > 0) throw unprocessable(complaints);
      return definition.handle({ path: pathParameters, query: queryValue, body: body as Body });
    },
  };
}

export interface Match {
  readonly route: Route;
  readonly path: Readonly<Record<string, string>>;
}

/**
 * The route for a request, `path` still encoded. Throws 404 for an unknown address and 405, with what is allowed, for a
 * known one. A fixed segment (`runs/stream`) wins over a parameter (`runs/{run_id}`).
 */
export function matchRoute(routes: readonly Route[], method: string, path: string): Match {
  const segments = segmentsOf(path);
  const candidates = routes
    .flatMap((candidate) => {
      const found = parametersOf(candidate.segments, segments);
      return found ? [{ route: candidate, path: found }] : [];
    })
    .sort((one, other) => Object.keys(one.path).length - Object.keys(other.path).length);
  if (candidates.length === 0) throw refusal(404, 'Not Found');
  const match = candidates.find((candidate) => candidate.route.method === method);
  if (match) return match;
  const allowed = [...new Set(candidates.map((candidate) => candidate.route.method))].join(', ');
  throw refusal(405, 'Method Not Allowed', { allow: allowed });
}

/** Both `/v1/threads` and `/v1/threads/` are in use upstream. */
function segmentsOf(path: string): readonly string[] {
  return path.replace(/^\//, '').replace(/\/$/, '').split('/');
}

function parametersOf(
  pattern: readonly string[],
  segments: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(expected)?.[1];
    if (name === undefined ? segment !== expected : segment === '') return undefined;
    if (name !== undefined) parameters[name] = decoded(segment);
  }
  return parameters;
}

/** A segment that is not valid percent-encoding stays as it is; nothing has such an id. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
