import type { Page, PageRequest } from '../backend.ts';
import { arrayOf, isObject, numberOf, objectOf, property, stringOf } from '../../model/parse.ts';
import type { Thread } from '../../model/thread.ts';
import type { BackendServices } from '../services.ts';
import type { Query } from '../shared/address.ts';
import { logFailure } from '../shared/logFailure.ts';
import { readPage } from '../shared/readPage.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { listOf } from '../shared/wireValues.ts';
import type { EpsimoClient } from './client.ts';
import { decodeThread } from './decodeThread.ts';
import { routes } from './route.ts';

/** The most that the service hands out at once (vendor guide). */
export const threadPageSize = 100;

interface Listed {
  readonly threads: readonly Thread[];
  /** How many there are in all, where the service says so. */
  readonly total: number | undefined;
}

/** How a list is asked for its next piece. */
interface Paging {
  readonly limit: string;
  readonly offset: string;
}

/**
 * Lists threads, newest first. No document says how to ask for more than the first page; an installation that
 * describes itself (`/openapi.json`) may, and is asked once there is more than that.
 */
export function createThreadReader(
  client: EpsimoClient,
  services: Pick<BackendServices, 'log'>,
): (page: PageRequest, signal: AbortSignal) => Promise<Page<Thread>> {
  let paging: Paging | undefined;

  async function read(query: Query | undefined, signal: AbortSignal): Promise<Listed> {
    const answer = await client.get({ ...routes.threads(), ...(query && { query }) }, signal);
    const items = listOf(answer, 'threads');
    if (!items) throw unreadableError('GET /threads/', answer);
    const found = new Map<string, Thread>();
    for (const item of items) {
      const thread = decodeThread(item);
      if (thread && !found.has(thread.id)) found.set(thread.id, thread);
    }
    return { threads: [...found.values()], total: numberOf(answer, 'total') ?? numberOf(answer, 'count') };
  }

  async function readPaging(signal: AbortSignal): Promise<Paging | undefined> {
    const reading = client.get(routes.description(), signal);
    return pagingIn(await logFailure(reading, services, 'the service does not describe itself'));
  }

  return async (page, signal) => {
    if (!paging) {
      const { threads, total } = await read(undefined, signal);
      const sorted = newestFirst(threads);
      const isAll = total === undefined ? threads.length < threadPageSize : threads.length >= total;
      if (isAll) return { items: sorted };
      paging = await readPaging(signal);
      if (!paging) return { items: sorted, isCut: true };
    }
    const known = paging;
    return readPage(page, threadPageSize, async (limit, offset) => {
      const { threads } = await read({ [known.limit]: limit, [known.offset]: offset }, signal);
      return threads;
    });
  };
}

function newestFirst(threads: readonly Thread[]): readonly Thread[] {
  return threads.toSorted((a, b) => (b.updatedAt ?? '').localeCompare(a.updatedAt ?? ''));
}

/** The parameters that a description (OpenAPI) declares for the list of threads. */
function pagingIn(description: unknown): Paging | undefined {
  const paths = objectOf(description, 'paths');
  const parameters = ['/threads/', '/threads'].flatMap((path) =>
    arrayOf(objectOf(property(paths, path), 'get'), 'parameters'),
  );
  const names = parameters.flatMap((each) =>
    isObject(each) && each['in'] === 'query' ? (stringOf(each, 'name') ?? []) : [],
  );
  const limit = names.find((name) => ['limit', 'page_size', 'per_page', 'size'].includes(name));
  const offset = names.find((name) => ['offset', 'skip', 'start'].includes(name));
  return limit !== undefined && offset !== undefined ? { limit, offset } : undefined;
}
