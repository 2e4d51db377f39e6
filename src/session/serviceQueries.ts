import type { AttributionRequest, Backend, Capabilities, Page, PageRequest, StoredFile } from '../backends/backend.ts';
import type { Attribution } from '../model/attribution.ts';
import { AgentError } from '../model/errors.ts';
import { optional } from '../model/parse.ts';
import type { Run } from '../model/thread.ts';
import type { Span } from '../model/trace.ts';
import type { Service } from './service.ts';

/** Pages of runs that are read at most; what is older is of no use in a list that a person looks through. */
const runPagesAtMost = 20;

/** Largest file that is opened for a person. */
export const maxFileBytes = 50_000_000;

/** Methods that not every service has. */
export const optionalMethods = [
  'renameThread',
  'getMessage',
  'getRawMessage',
  'updateMessage',
  'deleteMessage',
  'attachRun',
  'getRun',
  'listRuns',
  'cancelRun',
  'getSource',
  'listFiles',
  'getFile',
  'getFileContent',
  'listSpans',
  'attribute',
  'getState',
  'updateState',
  'listCheckpoints',
  'forkThread',
] as const satisfies readonly (keyof Backend)[];

export type OptionalMethod = (typeof optionalMethods)[number];

/** What a service can do. */
export interface Offer {
  readonly methods: ReadonlySet<OptionalMethod>;
  readonly capabilities: Capabilities;
}

/** The methods and capabilities of an opened backend. */
export function offerOf(backend: Backend): Offer {
  const methods = new Set(optionalMethods.filter((name) => backend[name] !== undefined));
  return { methods, capabilities: backend.capabilities };
}

/**
 * Calls something that not every service has.
 *
 * @param what the attempt as a clause: `list the runs`
 * @throws AgentError of kind `unsupported` where the service has no such thing
 */
export function callOffered<T>(
  service: Service,
  what: string,
  use: (backend: Backend) => Promise<T> | undefined,
): Promise<T> {
  return service.call(async (backend) => {
    const result = use(backend);
    if (result === undefined) throw unsupported(service, what);
    return result;
  });
}

/** The error for what a service does not offer; nothing was sent. */
export function unsupported(service: Service, what: string): AgentError {
  return new AgentError('unsupported', `${service.connection().name} cannot ${what}`, { mayHaveArrived: false });
}

/** The runs of a thread, newest first: all pages, up to a bound. Rejects with an `AgentError`. */
export async function readRuns(service: Service, threadId: string, signal: AbortSignal): Promise<readonly Run[]> {
  const found = new Map<string, Run>();
  let cursor: string | undefined;
  for (let count = 0; count < runPagesAtMost; count++) {
    const page = await callOffered(service, 'list the runs of a thread', (backend) =>
      backend.listRuns?.(threadId, optional({ cursor }), signal),
    );
    const before = found.size;
    for (const run of page.items) found.set(run.id, run);
    cursor = page.next;
    // A service that repeats its pages for ever has no more.
    if (cursor === undefined || found.size === before) break;
  }
  return [...found.values()].toSorted((a, b) => timeOf(b).localeCompare(timeOf(a)));
}

function timeOf(run: Run): string {
  return run.createdAt ?? run.startedAt ?? '';
}

export function readRunById(service: Service, threadId: string, runId: string, signal: AbortSignal): Promise<Run> {
  return callOffered(service, 'show a run', (backend) => backend.getRun?.(threadId, runId, signal));
}

/** Asks the service to end a run; whether it did is found out by reading the run. */
export function cancel(
  service: Service,
  run: Pick<Run, 'id' | 'threadId' | 'agentId'>,
  signal: AbortSignal,
): Promise<void> {
  return callOffered(service, 'cancel a run', (backend) => backend.cancelRun?.(run, signal));
}

export function readSpans(service: Service, run: Run, signal: AbortSignal): Promise<readonly Span[]> {
  return callOffered(service, 'show the trace of a run', (backend) => backend.listSpans?.(run, signal));
}

export function attribute(service: Service, request: AttributionRequest, signal: AbortSignal): Promise<Attribution> {
  return callOffered(service, 'say what an answer rests on', (backend) => backend.attribute?.(request, signal));
}

export function readFiles(service: Service, page: PageRequest, signal: AbortSignal): Promise<Page<StoredFile>> {
  return callOffered(service, 'list its files', (backend) => backend.listFiles?.(page, signal));
}

/** The bytes of a file; rejects with kind `too-large` above {@link maxFileBytes}. */
export function readFileContent(service: Service, fileId: string, signal: AbortSignal): Promise<Uint8Array> {
  return callOffered(service, 'hand out a file', (backend) => backend.getFileContent?.(fileId, maxFileBytes, signal));
}
