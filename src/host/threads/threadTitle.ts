import type { Host } from '../host.ts';
import type { ThreadTarget } from './threadTarget.ts';

/** The thread's title as the tree shows it; undefined where it was not read, or its connection is not there (yet). */
export function titleOf(
  { session }: Pick<Host, 'session'>,
  { connectionId, threadId }: ThreadTarget,
): string | undefined {
  if (!session.connections().some((each) => each.id === connectionId)) return undefined;
  const { items } = session.threads(connectionId).state();
  return items.find((each) => each.threadId === threadId)?.title;
}
