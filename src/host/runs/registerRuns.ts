import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { type RunPanelIdentity, readRunPanelIdentity } from '../../model/runPanel.ts';
import type { Host } from '../host.ts';
import { type InspectorPanels, createInspectorPanels } from '../inspector/inspectorPanels.ts';
import { showFailure } from '../problems.ts';
import { isRow } from '../threads/rows.ts';
import { threadMeant } from '../threads/threadMeant.ts';
import { type RunTarget, attachTo } from './runActions.ts';
import { runKind } from './runKind.ts';
import { type RunPanel, createRunPanel } from './runPanel.ts';

type RunPanels = InspectorPanels<RunPanelIdentity, RunPanel>;

/**
 * The commands that act on the runs of a thread, and the panels that show one. Both commands take, besides what other
 * commands take, `run` (a run's id); *Show Runs* also `tab` and `highlight`, and then asks nothing.
 */
export function registerRuns(host: Host, extensionUri: vscode.Uri): vscode.Disposable {
  const panels: RunPanels = createInspectorPanels(host, runKind, (panel, identity, opening) =>
    createRunPanel(panel, identity, host, { extensionUri, ...opening }),
  );
  return vscode.Disposable.from(
    panels,
    vscode.commands.registerCommand('agentThreads.showRuns', (first: unknown) => showRuns(host, panels, first)),
    vscode.commands.registerCommand('agentThreads.attachRun', (first: unknown) => attachRun(host, panels, first)),
  );
}

async function showRuns(host: Host, panels: RunPanels, argument: unknown): Promise<void> {
  const thread = await threadMeant(host, argument, 'Show Runs', panels.active);
  if (!thread) return;
  const runId = isRow(argument) ? undefined : stringOf(argument, 'run');
  if (runId !== undefined) {
    const identity = readRunPanelIdentity({ ...thread, runId, ...tabAndPassage(argument) });
    if (identity) panels.show(identity);
    return;
  }
  const { pickRun } = await import('../later.ts');
  const picked = await pickRun(host, thread, { title: 'Show Runs' });
  if (!picked) return;
  const target = { ...thread, runId: picked.run.id };
  if (picked.action === 'attach') await attach(host, target);
  else panels.show({ ...target, tab: 'details' });
}

function tabAndPassage(argument: unknown): object {
  return { tab: stringOf(argument, 'tab'), highlight: stringOf(argument, 'highlight') };
}

async function attachRun(host: Host, panels: RunPanels, argument: unknown): Promise<void> {
  const thread = await threadMeant(host, argument, 'Attach Run', panels.active);
  if (!thread) return;
  const named = isRow(argument) ? undefined : stringOf(argument, 'run');
  if (named !== undefined) return attach(host, { ...thread, runId: named });
  const { pickRun } = await import('../later.ts');
  const picked = await pickRun(host, thread, { title: 'Attach Run', isLive: true });
  if (picked) await attach(host, { ...thread, runId: picked.run.id });
}

async function attach(host: Host, target: RunTarget): Promise<void> {
  try {
    await attachTo(host, target);
  } catch (error) {
    if (await showFailure(host, error, 'attach to the run', target.connectionId, true)) await attach(host, target);
  }
}
