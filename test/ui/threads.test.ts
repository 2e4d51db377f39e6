import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { openSecondWindow, sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

describe('The Threads view', () => {
  let workbench: Workbench;
  const row = (): Locator => workbench.treeRow(/^Where is `Money` used/);

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    const box = workbench.panel().getByRole('textbox', { name: 'Message' });
    await box.fill('Where is `Money` used?');
    await box.press('Enter');
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    await workbench.showThreads();
    await row().first().waitFor();
  });

  it('opens the panel of a thread that is clicked', async () => {
    await workbench.closeEditors();
    await row().first().click();
    await workbench
      .panel()
      .getByRole('article', { name: /^Assistant/ })
      .first()
      .waitFor();
    assert.equal(await workbench.page.getByRole('tab', { name: /Where is `Money` used/ }).count(), 1);
  });

  it('renames with F2, on this machine, and keeps the name after a reload', async () => {
    await row().first().click();
    await workbench.page.keyboard.press('F2');
    await workbench.answer('Money everywhere');
    await workbench
      .treeRow(/^Money everywhere/)
      .first()
      .waitFor();
    await workbench.page.getByRole('tab', { name: /Money everywhere/ }).waitFor();
    await workbench.reload();
    await workbench.showThreads();
    await workbench
      .treeRow(/^Money everywhere/)
      .first()
      .waitFor();
  });

  it('has the same name in another window', async () => {
    const other = await openSecondWindow();
    await other.showThreads();
    await other
      .treeRow(/^Money everywhere/)
      .first()
      .waitFor();
    await other.close();
  });

  it('deletes with Delete, after a dialog that names what goes', async () => {
    await workbench
      .treeRow(/^Money everywhere/)
      .first()
      .click();
    await workbench.page.keyboard.press('Delete');
    await workbench.dialog().getByText('Money everywhere').first().waitFor();
    await workbench.dialog().getByRole('button', { name: 'Delete' }).click();
    await workbench
      .treeRow(/^Money everywhere/)
      .first()
      .waitFor({ state: 'detached' });
  });
});
