import * as vscode from 'vscode';
import { optional } from '../../model/parse.ts';
import type { RunPanelIdentity } from '../../model/runPanel.ts';

/**
 * Opens or reveals the panel of a run, for whoever has a run's id: the thread panel, a message, a notification. Goes
 * through the command, as thread panels are there before the features that the command belongs to.
 */
export async function showRun(identity: RunPanelIdentity): Promise<void> {
  const { connectionId, threadId, runId, tab, highlight } = identity;
  await vscode.commands.executeCommand('agentThreads.showRuns', {
    connection: connectionId,
    thread: threadId,
    run: runId,
    tab,
    ...optional({ highlight }),
  });
}
