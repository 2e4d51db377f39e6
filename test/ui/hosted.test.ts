import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { askInPanel } from './support/askInPanel.ts';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

/** Slow enough that a run over the whole workspace is still going on after the window was reloaded. */
const slowPaceMs = 500;

describe('A hosted connection', () => {
  let workbench: Workbench;
  let host: RunningHost;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    host = await startBuiltHost(workbench.product.workspace, slowPaceMs);
  });

  after(async () => {
    await host.stop();
  });

  it('is added by address and key, which are checked, and stands beside the local one in the tree', async () => {
    await addConnection(workbench, host, 'Team Server');
    await workbench.treeRow(/^Local/).waitFor();
  });

  it('runs an agent like the local one does', async () => {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Team Server');
    await askInPanel(workbench, 'Where is `add` used?');
    assert.match(
      await workbench
        .panel()
        .getByRole('article', { name: /^Assistant/ })
        .last()
        .innerText(),
      /ledger\.ts/,
    );
    await workbench.panel().getByText('Team Server').first().waitFor();
  });

  it('keeps its key through a reload', async () => {
    await workbench.reload();
    await workbench.showThreads();
    await workbench
      .treeRow(/^Where is `add` used/)
      .first()
      .waitFor();
  });

  it('attaches again to a run that goes on while the window reloads', async () => {
    const stop = workbench.panel().getByRole('button', { name: 'Stop', exact: true });
    const answer = workbench
      .panel()
      .getByRole('article', { name: /^Assistant/ })
      .last();
    await workbench
      .treeRow(/^Where is `add` used/)
      .first()
      .click();
    // On a slow machine a reload takes as long as a run over the few files of the workspace.
    const folder = path.join(workbench.product.workspace, 'many');
    mkdirSync(folder);
    for (let file = 0; file < 25; file += 1) {
      writeFileSync(path.join(folder, `file${file}.ts`), `export const value${file} = ${file};\n`);
    }
    await box().fill('Go through every file of this workspace');
    await box().press('Enter');
    await stop.waitFor();
    await workbench.reload();
    await stop.waitFor();
    await answer.getByText('What the most files import').waitFor({ timeout: 90_000 });
    rmSync(folder, { recursive: true });
    await stop.waitFor({ state: 'detached' });
    assert.equal(await workbench.panel().getByRole('article', { name: /^User/ }).count(), 2);
    assert.equal(await answer.getByText('What the most files import').count(), 1);
    assert.equal(await box().inputValue(), '');
  });

  it('goes away with its key when it is removed', async () => {
    await removeConnection(workbench, 'Team Server');
  });
});
