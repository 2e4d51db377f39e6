import * as vscode from 'vscode';
import type { Host } from '../host.ts';
import { rerun } from '../runs/runActions.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';

/** Makes a thread that has everything up to a checkpoint, and opens it. Rejects with an `AgentError`. */
export async function forkFrom(
  host: Pick<Host, 'session' | 'panels'>,
  { connectionId, threadId }: ThreadTarget,
  checkpointId: string,
  title: string,
): Promise<void> {
  const forked = await host.session.forkThread(connectionId, threadId, checkpointId, `${title} (fork)`);
  host.panels.show({ connectionId, threadId: forked.id }, { preserveFocus: false });
}

/**
 * Lets the agent go on from a checkpoint once more, after the person has agreed, and shows it. What came after the
 * checkpoint stays in the history. Rejects with an `AgentError`.
 *
 * @param name of the checkpoint, for the question
 */
export async function runAgainFrom(
  host: Pick<Host, 'session' | 'panels'>,
  thread: ThreadTarget,
  checkpointId: string,
  name: string,
): Promise<void> {
  const run = 'Run Again';
  const chosen = await vscode.window.showWarningMessage(
    `Run again from “${name}”?`,
    {
      modal: true,
      detail:
        'The thread goes back to this state and the agent goes on from there. What came later is no longer part of the thread, but stays in its history.',
    },
    run,
  );
  if (chosen === run) await rerun(host, thread, checkpointId);
}
