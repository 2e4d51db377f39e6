import type { RunPanelIdentity } from '../../model/runPanel.ts';
import type { Host } from '../host.ts';
import { withConversation } from '../messages/withConversation.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';

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

/**
 * Starts a run on the thread, and shows it there. Rejects with an `AgentError`.
 *
 * @param checkpointId from where it goes on; absent: from the thread as it is now
 */
export async function rerun(
  host: Pick<Host, 'panels' | 'session'>,
  { connectionId, threadId }: ThreadTarget,
  checkpointId?: string,
): Promise<void> {
  const key = { connectionId, threadId };
  await withConversation(host, key, async (conversation) => {
    await conversation.load();
    await (checkpointId === undefined ? conversation.rerun() : conversation.rerunFrom(checkpointId));
    host.panels.show(key, { preserveFocus: false });
  });
}
