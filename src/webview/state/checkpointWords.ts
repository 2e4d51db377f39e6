import type { CheckpointRow } from '../../model/statePanel.ts';

const sourceWords: Readonly<Record<string, string>> = {
  input: 'a message came in',
  loop: 'the agent worked',
  update: 'added by hand',
  fork: 'gone back to',
};

/** How a checkpoint came about and what comes next, in a few words each. */
export function checkpointWords({ source, next, waiting }: CheckpointRow): readonly string[] {
  return [
    ...(source === undefined ? [] : [sourceWords[source] ?? source]),
    ...(waiting > 0 ? ['waits for an answer'] : []),
    next.length === 0 ? 'nothing comes next' : `next: ${next.join(', ')}`,
  ];
}

/**
 * Where a checkpoint comes from, if that is not the one below it: the thread went back to an earlier one.
 *
 * @param rows newest first
 */
export function branchWords(row: CheckpointRow, rows: readonly CheckpointRow[]): string | undefined {
  const { parentCheckpointId } = row;
  if (parentCheckpointId === undefined) return undefined;
  const below = rows[rows.indexOf(row) + 1];
  if (!below || below.checkpointId === parentCheckpointId) return undefined;
  const parent = rows.find((each) => each.checkpointId === parentCheckpointId);
  return parent ? `goes on from ${parent.name}` : 'goes on from an earlier state';
}
