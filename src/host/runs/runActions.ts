import type { RunPanelIdentity } from '../../model/runPanel.ts';
import type { Host } from '../host.ts';

/** A run that a command acts on. */
export type RunTarget = Pick<RunPanelIdentity, 'connectionId' | 'threadId' | 'runId'>;

/** Opens the thread and follows the run there. Rejects with an `AgentError`. */
export async function attachTo(
  host: Pick<Host, 'panels'>,
  { connectionId, threadId, runId }: RunTarget,
): Promise<void> {
  const { conversation } = host.panels.show({ connectionId, threadId }, { preserveFocus: false });
  await conversation.attach(runId);
}

/** Starts a run on the thread as it is now, and shows it there. Rejects with an `AgentError`. */
export async function rerun(
  host: Pick<Host, 'panels' | 'session'>,
  { connectionId, threadId }: RunTarget,
): Promise<void> {
  const key = { connectionId, threadId };
  const conversation = host.session.conversation(key);
  try {
    await conversation.load();
    await conversation.rerun();
    host.panels.show(key, { preserveFocus: false });
  } finally {
    conversation.release();
  }
}
