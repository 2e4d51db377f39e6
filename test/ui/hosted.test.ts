import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

/** Slow enough that a run over the whole workspace is still going on after the window was reloaded. */
const slowPaceMs = 500;

describe('A hosted connection', () => {
  let workbench: Workbench;
  let host: RunningHost;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });

  /** The boxes follow each other in one place, so each is told by what it asks for. */
  async function answerTo(prompt: RegExp, text: string): Promise<void> {
    await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: prompt }).waitFor();
    await workbench.answer(text);
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    host = await startBuiltHost(workbench.product.workspace, slowPaceMs);
  });

  after(async () => {
    await host.stop();
  });

  it('is added by address and key, which are checked, and stands beside the local one in the tree', async () => {
    await workbench.command('Agent Threads: Add Connection…');
    await answerTo(/Address of/, host.url);
    await answerTo(/API key/, host.token);
    await answerTo(/A name for it/, 'Team Server');
    await workbench.showThreads();
    await workbench.treeRow(/^Team Server/).waitFor();
    await workbench.treeRow(/^Local/).waitFor();
  });

  it('runs an agent like the local one does', async () => {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Team Server');
    await box().fill('Where is `add` used?');
    await box().press('Enter');
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
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
    await box().fill('Go through every file of this workspace');
    await box().press('Enter');
    await stop.waitFor();
    await workbench.reload();
    await stop.waitFor();
    await answer.getByText('What the most files import').waitFor();
    await stop.waitFor({ state: 'detached' });
    assert.equal(await workbench.panel().getByRole('article', { name: /^User/ }).count(), 2);
    assert.equal(await answer.getByText('What the most files import').count(), 1);
    assert.equal(await box().inputValue(), '');
  });

  it('goes away with its key when it is removed', async () => {
    await workbench.command('Agent Threads: Remove Connection');
    const choice = workbench.page.locator('.quick-input-widget:visible').getByRole('option', { name: /Team Server/ });
    await choice.or(workbench.dialog()).first().waitFor();
    if (await choice.isVisible()) await choice.click();
    await workbench
      .dialog()
      .getByRole('button', { name: /Remove/ })
      .click();
    await workbench.treeRow(/^Team Server/).waitFor({ state: 'detached' });
  });
});
