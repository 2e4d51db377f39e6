import type { AuthorizationScheme } from '../../backends/services.ts';
import { type Connection, isLocal } from '../../model/connection.ts';
import { optional } from '../../model/parse.ts';
import type { LoggedExchange } from './exchangeLog.ts';

/** All that the record is made of. What must not be in it is left out by {@link diagnosticsText}, not by its callers. */
export interface DiagnosticFacts {
  /** Names and versions of programs and systems. */
  readonly versions: Readonly<Record<string, string>>;
  readonly connections: readonly ConnectionFacts[];
  readonly exchanges: readonly LoggedExchange[];
  /** Per open thread. */
  readonly threads: readonly ThreadFacts[];
}

export interface ConnectionFacts {
  readonly connection: Connection;
  readonly hasKey: boolean;
  readonly authorization?: AuthorizationScheme;
}

export interface ThreadFacts {
  readonly connectionId: string;
  /** Of the run that is shown. */
  readonly unknownEvents: number;
  /** Of the messages that are shown. */
  readonly unknownParts: number;
  readonly messages: number;
}

/**
 * A record for whoever develops the extension, in Markdown: versions, connections, the shapes and statuses of the last
 * exchanges, what was not understood. Connections are numbered, as their names and ids are the person's own; of their
 * addresses only the origin is kept.
 */
export function diagnosticsText({ versions, connections, exchanges, threads }: DiagnosticFacts): string {
  const numbers = new Map(connections.map(({ connection }, index) => [connection.id, index + 1]));
  const numberOf = (connectionId: string): number => numbers.get(connectionId) ?? 0;
  const record = {
    versions,
    connections: connections.map((facts) => connectionRecord(facts, numberOf(facts.connection.id))),
    notUnderstood: threads.map(({ connectionId, ...counts }) => ({ connection: numberOf(connectionId), ...counts })),
    exchanges: exchanges.map((exchange) => exchangeRecord(exchange, numberOf(exchange.connectionId))),
  };
  const body = Object.entries(record).map(([name, value]) => `## ${titles[name] ?? name}\n\n${jsonBlock(value)}`);
  return `# Agent Threads diagnostics\n\n${introduction}\n\n${body.join('\n\n')}\n`;
}

const introduction =
  'Shapes, statuses and times only: no messages, prompts, answers, keys, names, or ids of threads and messages. ' +
  'The origins of addresses and the ids of requests are in it, because the service’s support needs them.';

const titles: Readonly<Record<string, string>> = {
  versions: 'Versions',
  connections: 'Connections',
  notUnderstood: 'What was not understood in open threads',
  exchanges: 'Last exchanges',
};

function connectionRecord({ connection, hasKey, authorization }: ConnectionFacts, number: number): object {
  const { kind, url, team, project, agent, header, transport } = connection;
  if (isLocal(connection)) return { connection: number, kind };
  return {
    connection: number,
    kind,
    origin: URL.parse(url)?.origin ?? 'not an address',
    transport: transport ?? 'auto',
    hasKey,
    ...optional({ authorization }),
    hasTeam: team !== undefined,
    hasProject: project !== undefined,
    hasAgent: agent !== undefined,
    hasHeader: header !== undefined,
  };
}

/** Field by field: what a later version adds to an exchange is not in the record before somebody has thought about it. */
function exchangeRecord(exchange: LoggedExchange, number: number): object {
  const { at, method, route, status, failure, durationMs, contentType, requestId, shape, events } = exchange;
  const answer = optional({ status, failure, contentType, requestId, events, shape });
  return { connection: number, at, method, route, durationMs, ...answer };
}

/** One line per item of a list, so that a person can read it and a program can, too. */
function jsonBlock(value: unknown): string {
  const isList = Array.isArray(value) && value.length > 0;
  const text = isList
    ? `[\n${value.map((item) => `  ${JSON.stringify(item)}`).join(',\n')}\n]`
    : JSON.stringify(value, undefined, 2);
  return `\`\`\`json\n${text}\n\`\`\``;
}

/** Kinds of remote windows that VS Code knows by name. */
const remoteKinds: ReadonlySet<string> = new Set([
  'ssh-remote',
  'wsl',
  'dev-container',
  'attached-container',
  'k8s-container',
  'codespaces',
  'tunnel',
]);

/** What kind of remote window it is. Where VS Code runs on a server of somebody's own, its name for that is an address. */
export function remoteKind(remoteName: string | undefined): string {
  if (remoteName === undefined) return 'none';
  return remoteKinds.has(remoteName) ? remoteName : 'other';
}
