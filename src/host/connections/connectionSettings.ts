import {
  type Connection,
  type ConnectionKind,
  type Transport,
  connectionKinds,
  localConnection,
  transports,
} from '../../model/connection.ts';
import { isObject, optional, property, stringOf } from '../../model/parse.ts';
import { readBaseUrl } from './baseUrl.ts';

/** What the setting `agentThreads.connections` says, the local connection not included. */
export interface ConnectionSettings {
  readonly connections: readonly Connection[];
  /** One sentence per entry that cannot be used, naming the entry and the field. */
  readonly problems: readonly string[];
}

/** Reads the setting. An entry that makes no sense is left out and said; the others are used. */
export function readConnectionSettings(value: unknown): ConnectionSettings {
  if (value === undefined || value === null) return { connections: [], problems: [] };
  if (!Array.isArray(value)) return { connections: [], problems: ['It must be a list of connections.'] };
  const connections: Connection[] = [];
  const problems: string[] = [];
  for (const [index, entry] of value.entries()) {
    const read = readConnection(entry);
    const name = `Entry ${index + 1}${isObject(entry) && stringOf(entry, 'id') ? ` (${stringOf(entry, 'id')})` : ''}`;
    if ('problem' in read) problems.push(`${name}: ${read.problem}`);
    else if (connections.some((each) => each.id === read.id)) {
      problems.push(`${name}: \`id\` is taken by an earlier entry.`);
    } else connections.push(read);
  }
  return { connections, problems };
}

const optionalTexts = ['team', 'project', 'agent', 'header'] as const;

function readConnection(entry: unknown): Connection | { readonly problem: string } {
  if (!isObject(entry)) return { problem: 'it must be an object with `id`, `kind` and `url`.' };
  const id = stringOf(entry, 'id')?.trim();
  if (!id) return { problem: '`id` is missing.' };
  if (id === localConnection.id) return { problem: '`id` must not be `local`; that connection is always there.' };
  const kind = stringOf(entry, 'kind');
  if (!isKind(kind)) return { problem: `\`kind\` must be one of ${listOf(connectionKinds)}.` };
  const text = stringOf(entry, 'url');
  if (!text) return { problem: '`url` is missing.' };
  const url = readBaseUrl(text);
  if ('problem' in url) return { problem: `\`url\`: ${url.problem}` };
  const transport = property(entry, 'transport');
  if (transport !== undefined && !isTransport(transport)) {
    return { problem: `\`transport\` must be one of ${listOf(transports)}.` };
  }
  for (const key of ['name', ...optionalTexts]) {
    const found = property(entry, key);
    if (found !== undefined && typeof found !== 'string') return { problem: `\`${key}\` must be text.` };
  }
  const header = stringOf(entry, 'header');
  if (header && !isHeaderName(header)) return { problem: '`header` is no name of an HTTP header.' };
  const texts = Object.fromEntries(optionalTexts.map((key) => [key, stringOf(entry, key)?.trim() || undefined]));
  return { id, name: stringOf(entry, 'name')?.trim() || id, kind, url: url.url, ...optional({ ...texts, transport }) };
}

export function isHeaderName(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

function isKind(value: string | undefined): value is Exclude<ConnectionKind, 'local'> {
  return (connectionKinds as readonly unknown[]).includes(value);
}

function isTransport(value: unknown): value is Transport {
  return (transports as readonly unknown[]).includes(value);
}

function listOf(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ');
}

/** An id for a new connection, from its name: lower case, unique among `taken`. */
export function connectionIdFrom(name: string, taken: readonly string[]): string {
  const base =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'connection';
  const used = new Set([...taken, localConnection.id]);
  if (!used.has(base)) return base;
  let count = 2;
  while (used.has(`${base}-${count}`)) count++;
  return `${base}-${count}`;
}
