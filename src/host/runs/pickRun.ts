import * as vscode from 'vscode';
import type { Run } from '../../model/thread.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { holdAtFirst } from '../quickInput.ts';
import type { ThreadTarget } from '../threads/threadTarget.ts';
import { titleOf } from '../threads/threadTitle.ts';
import { type RunChoice, runChoice } from './runChoice.ts';

export interface PickRunOptions {
  readonly title: string;
  /** Only runs that go on. */
  readonly isLive?: boolean;
}

/** What the person wants to do with which run. */
export interface PickedRun {
  readonly run: Run;
  readonly action: 'open' | 'attach';
}

const buttons = {
  open: { iconPath: new vscode.ThemeIcon('info'), tooltip: 'Open Details' },
  attach: { iconPath: new vscode.ThemeIcon('debug-continue'), tooltip: 'Attach' },
  cancel: { iconPath: new vscode.ThemeIcon('debug-stop'), tooltip: 'Cancel Run' },
} as const;

interface RunItem extends vscode.QuickPickItem {
  readonly choice?: RunChoice;
}

/** Lists the runs of a thread, newest first, and lets the person choose one. A run can be cancelled in the list. */
export async function pickRun(
  host: Pick<Host, 'session' | 'connections' | 'log'>,
  thread: ThreadTarget,
  { title, isLive = false }: PickRunOptions,
): Promise<PickedRun | undefined> {
  const pick = vscode.window.createQuickPick<RunItem>();
  const letGo = holdAtFirst(pick);
  const abort = new AbortController();
  const name = titleOf(host, thread);
  pick.title = name === undefined ? title : `${title} · ${name}`;
  pick.placeholder = isLive ? 'Choose a run to follow' : 'Choose a run to inspect';
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;

  async function fill(): Promise<void> {
    pick.busy = true;
    const [names, runs] = await Promise.all([
      agentNames(host, thread.connectionId),
      host.session.runs(thread.connectionId, thread.threadId, abort.signal),
    ]);
    const choices = runs.map((run) => runChoice(run, names, Date.now())).filter((each) => !isLive || each.isLive);
    const activeId = pick.activeItems[0]?.choice?.run.id;
    pick.items = choices.length > 0 ? choices.map(itemOf) : [{ label: emptyWords(isLive), alwaysShow: true }];
    const active = pick.items.find((item) => item.choice !== undefined && item.choice.run.id === activeId);
    if (active) pick.activeItems = [active];
    pick.busy = false;
  }

  /** The list stays as it is where that fails: the run goes on. */
  async function cancel(run: Run): Promise<void> {
    pick.busy = true;
    try {
      await host.session.cancelRun(thread.connectionId, run);
    } catch (error) {
      void showFailure(host, error, 'cancel the run', thread.connectionId);
    }
    await fill();
  }

  try {
    return await new Promise<PickedRun | undefined>((resolve, reject) => {
      pick.onDidAccept(() => {
        const run = pick.selectedItems[0]?.choice?.run;
        if (run) resolve({ run, action: isLive ? 'attach' : 'open' });
      });
      pick.onDidTriggerItemButton(({ item, button }) => {
        const run = item.choice?.run;
        if (!run) return;
        if (button === buttons.cancel) cancel(run).catch(reject);
        else resolve({ run, action: button === buttons.attach ? 'attach' : 'open' });
      });
      pick.onDidHide(() => resolve(undefined));
      pick.show();
      fill().catch(reject);
    });
  } catch (error) {
    pick.hide();
    if (await showFailure(host, error, 'show the runs', thread.connectionId, true)) {
      return await pickRun(host, thread, { title, isLive });
    }
    return undefined;
  } finally {
    abort.abort();
    letGo();
    pick.dispose();
  }
}

function itemOf(choice: RunChoice): RunItem {
  const { label, description, detail, icon, isLive } = choice;
  return {
    choice,
    label,
    description,
    detail,
    iconPath: new vscode.ThemeIcon(icon, choice.run.status === 'failed' ? failedColor : undefined),
    buttons: isLive ? [buttons.open, buttons.attach, buttons.cancel] : [buttons.open],
  };
}

const failedColor = new vscode.ThemeColor('list.errorForeground');

function emptyWords(isLive: boolean): string {
  return isLive ? 'No run is going on in this thread' : 'This thread has no runs yet';
}

/** By id; none where they cannot be read, for then the ids say it. */
async function agentNames(
  host: Pick<Host, 'session' | 'log'>,
  connectionId: string,
): Promise<ReadonlyMap<string, string>> {
  try {
    const agents = await host.session.agents(connectionId);
    return new Map(agents.map((agent) => [agent.id, agent.name]));
  } catch (error) {
    host.log.warn(`the agents could not be read: ${error instanceof Error ? error.message : String(error)}`);
    return new Map();
  }
}
