import type { PanelState } from '../model/panel.ts';
import { transcriptOf } from '../model/transcript.ts';

/** The key of the article in which the run's answer is, or is being written; undefined while there is none. */
export function articleOfRun({ messages, run }: Pick<PanelState, 'messages' | 'run'>): string | undefined {
  if (!run) return undefined;
  const { runId } = run.state;
  const answers = transcriptOf(messages, run.isStored ? undefined : run.state).filter((item) => item.role !== 'user');
  const isOwn = (item: (typeof answers)[number]): boolean =>
    item.messages.length === 0 || (runId !== undefined && item.runId === runId);
  return (answers.findLast(isOwn) ?? answers.at(-1))?.key;
}
