import { AgentError } from '../../model/errors.ts';

type QueryValue = string | number | boolean | undefined;

export type Query = Readonly<Record<string, QueryValue>>;

/** Where a request goes, below the connection's base address. */
export interface Route {
  readonly path: string;
  /** The path with `{id}` in place of every id, for records that must not hold any. */
  readonly template: string;
  readonly query?: Query;
  /**
   * Set for collection routes, of which installations differ in the slash at the end. Routes of one family are spelled
   * alike, so what worked for one thread is right for all.
   */
  readonly family?: string;
}

/** A route to one thing. */
export function routeTo(template: string, ids: readonly string[], query?: Query): Route {
  const rest = [...ids];
  return { path: template.replaceAll('{id}', () => segment(rest.shift() ?? '')), template, ...(query && { query }) };
}

/** A route to a collection, spelled as the service's description has it. */
export function collection(family: string, template: string, ids: readonly string[], query?: Query): Route {
  return { ...routeTo(template, ids, query), family };
}

/**
 * An id as one part of a path. Ids come from answers, disk and settings; one that is empty or means a folder would turn
 * a request for a thing into one for its collection.
 */
function segment(id: string): string {
  if (id === '' || id === '.' || id === '..') {
    throw new AgentError('not-found', 'the id is empty or not an id', { mayHaveArrived: false });
  }
  return encodeURIComponent(id);
}

/** The same collection with the slash at the end that it lacks, or without the one it has. */
export function respelled(path: string): string {
  return path.endsWith('/') ? path.slice(0, -1) : `${path}/`;
}

/** The whole address of a request. */
export function addressOf(base: string, path: string, query: Query = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return `${base}${path}${text === '' ? '' : `?${text}`}`;
}

/** The address of a connection without spaces and slashes at its end; a path in front of the API stays. */
export function baseAddress(url: string): string {
  return url.trim().replace(/\/+$/, '');
}
