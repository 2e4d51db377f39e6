import { isObject } from '../../model/parse.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { type Row, isRow } from './rows.ts';

/** A thread that a command acts on. */
export interface ThreadTarget {
  readonly connectionId: string;
  readonly threadId: string;
}

/**
 * The threads that a command was given: by a menu (the clicked row and all that are selected with it), by our own
 * keybindings (`{ "target": "selection" }`: what is selected in the tree) or by the object argument. Empty if rows were
 * named that are no threads; undefined if nothing was, so that the person has to be asked.
 */
export function threadsNamed(
  host: Pick<Host, 'session'>,
  first: unknown,
  second: unknown,
  selection: readonly Row[],
): readonly ThreadTarget[] | undefined {
  if (isRow(first)) {
    const clicked: Row = first;
    const selected: readonly Row[] = Array.isArray(second) ? second.filter(isRow) : [];
    return threadsOf(selected.some((row) => row.id === clicked.id) ? selected : [clicked]);
  }
  if (isObject(first) && first['target'] === 'selection' && selection.length > 0) return threadsOf(selection);
  const { connection, thread } = readTarget(first);
  if (thread === undefined) return undefined;
  return [{ connectionId: connection ?? connectionOf(host, thread), threadId: thread }];
}

function threadsOf(rows: readonly Row[]): readonly ThreadTarget[] {
  return rows.filter((row) => row.kind === 'thread').map(({ connectionId, threadId }) => ({ connectionId, threadId }));
}

/** Where a thread named without its connection is: in the list that has it, else at the first connection. */
function connectionOf({ session }: Pick<Host, 'session'>, threadId: string): string {
  const connections = session.connections();
  const holder = connections.find(({ id }) =>
    session
      .threads(id)
      .state()
      .items.some((each) => each.threadId === threadId),
  );
  return (holder ?? connections[0])?.id ?? 'local';
}
