import assert from 'node:assert/strict';
import * as vscode from 'vscode';

/** A connection that is not in the settings: the panels open all the same, and nothing is started or sent. */
const run = { connection: 'gone', thread: 'thread-1', run: 'run-1' };

function runTabs(): readonly vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('agentThreads.run'));
}

async function show(more: object): Promise<void> {
  await vscode.commands.executeCommand('agentThreads.showRuns', { ...run, ...more });
}

/** Resolves when the window has as many panels of runs as said. */
async function untilOpen(count: number): Promise<void> {
  while (runTabs().length !== count) {
    await new Promise<void>((resolve) => {
      const listener = vscode.window.tabGroups.onDidChangeTabs(() => {
        listener.dispose();
        resolve();
      });
    });
  }
}

describe('Show Runs with the id of a run', () => {
  afterEach(async () => {
    await vscode.window.tabGroups.close(runTabs());
  });

  it('asks nothing and opens a panel that is named after the thread', async () => {
    await show({});
    await untilOpen(1);
    assert.deepEqual(
      runTabs().map((tab) => tab.label),
      ['Run · thread-1'],
    );
  });

  it('comes back to the panel that shows the run already, whatever of it is asked for', async () => {
    await show({});
    await untilOpen(1);
    await show({ tab: 'trace' });
    await show({ tab: 'why', highlight: 'a passage' });
    await show({ run: 'run-2' });
    await untilOpen(2);
  });
});
