import { stringOf } from '../../model/parse.ts';
import { readRunPanelIdentity } from '../../model/runPanel.ts';
import type { Commands } from '../command.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { isRow } from '../threads/rows.ts';
import { threadMeant } from '../threads/threadMeant.ts';
import { type RunTarget, attachTo } from './runActions.ts';

/**
 * The commands that act on the runs of a thread. Both take, besides what other commands take, `run` (a run's id);
 * *Show Runs* also `tab` and `highlight`, and then asks nothing.
 */
export const runCommands: Commands = {
  'agentThreads.showRuns': showRuns,
  'agentThreads.attachRun': attachRun,
};

async function showRuns(host: Host, argument: unknown): Promise<void> {
  const panels = host.runPanels;
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

async function attachRun(host: Host, argument: unknown): Promise<void> {
  const thread = await threadMeant(host, argument, 'Attach Run', host.runPanels.active);
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
