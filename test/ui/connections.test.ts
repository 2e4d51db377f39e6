import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { askInPanel } from './support/askInPanel.ts';
import { answerTo, pickKind } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

describe('Connections', () => {
  let workbench: Workbench;
  let host: RunningHost | undefined;

  const box = (): Locator => workbench.page.locator('.quick-input-widget:visible');
  const notification = (text: RegExp): Locator => workbench.page.getByRole('dialog', { name: text });
  const row = (name: string | RegExp): Locator =>
    workbench.page.getByRole('treeitem', { name, exact: typeof name === 'string' });

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.showThreads();
    host = await startBuiltHost(workbench.product.workspace, 0);
  });

  async function stopHost(): Promise<void> {
    await host?.stop();
    host = undefined;
  }

  after(stopHost);

  it('refuse an address to which a key would go unprotected', async () => {
    await workbench.command('Agent Threads: Add Connection…');
    await pickKind(workbench, 'SeekrFlow');
    await answerTo(workbench, /Address of/, 'http://flow.example.com');
    await box().filter({ hasText: 'http:// would send the key unprotected' }).waitFor();
    await workbench.quickInput().fill('user:secret@example.com');
    await workbench.page.keyboard.press('Enter');
    await box().filter({ hasText: 'Enter a full address' }).waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('are tried before anything is saved, and keep what was typed until they work', async () => {
    await workbench.command('Agent Threads: Add Connection…');
    await pickKind(workbench, 'SeekrFlow');
    await answerTo(workbench, /Address of/, `${host?.url}/v1/`);
    await answerTo(workbench, /API key/, 'not-the-key');
    await answerTo(workbench, /A name for it/, 'Second');
    const failure = notification(/Not connected, nothing was saved\. Second did not accept the API key/);
    await failure.waitFor();
    assert.equal(await row('Second').count(), 0);
    await failure.getByRole('button', { name: 'Edit…' }).click();
    await pickKind(workbench, 'SeekrFlow');
    await box()
      .filter({ hasText: /Address of/ })
      .waitFor();
    assert.equal(await workbench.quickInput().inputValue(), `${host?.url}/v1`);
    await workbench.page.keyboard.press('Enter');
    await answerTo(workbench, /API key/, host?.token ?? '');
    await box()
      .filter({ hasText: /A name for it/ })
      .waitFor();
    assert.equal(await workbench.quickInput().inputValue(), 'Second');
    await workbench.page.keyboard.press('Enter');
    await row('Second').waitFor();
    await row('Local').waitFor();
  });

  it('say so when their key is gone, and work again with a new one', async () => {
    await workbench.command('Agent Threads: Remove API Key');
    await workbench.pick('Second');
    await workbench.dialog().getByRole('button', { name: 'Remove' }).click();
    await row('Retry').waitFor();
    await workbench.command('Agent Threads: Set API Key…');
    await workbench.pick('Second');
    await answerTo(workbench, /API key/, host?.token ?? '');
    await row('Retry').waitFor({ state: 'detached' });
  });

  it('keep their last list when the service is gone', async () => {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Second');
    await askInPanel(workbench, 'Where is `report` defined?');
    await workbench.closeEditors();
    const rows = workbench.page.locator('[role=treeitem][aria-level="2"]');
    await rows.filter({ hasText: 'Where is `report` defined?' }).first().waitFor();
    await stopHost();
    await workbench.command('Agent Threads: Refresh');
    await row('Retry').waitFor();
    await row(/^Could not load the threads/).waitFor();
    await rows.filter({ hasText: 'Where is `report` defined?' }).first().waitFor();
  });

  it('leave the local one alone on top when they are removed', async () => {
    await workbench.command('Agent Threads: Remove Connection');
    await workbench.pick('Second');
    await workbench.dialog().getByRole('button', { name: 'Remove' }).click();
    await row('Second').waitFor({ state: 'detached' });
    await row('Local').waitFor({ state: 'detached' });
  });

  it('that are wrong in the settings are named, and the others shown', async () => {
    await workbench.changeSettings({
      'agentThreads.connections': [
        { id: 'right', name: 'Right', kind: 'epsimo', url: 'https://epsimo.example.com' },
        { id: 'wrong', kind: 'seekrflow', url: 'http://flow.example.com' },
      ],
    });
    await row('Right').waitFor();
    await row(/^Could not load the threads\. Right: nobody is signed in/).waitFor();
    await notification(/Entry 2 \(wrong\): `url`/).waitFor();
    await workbench.changeSettings({ 'agentThreads.connections': undefined });
    await row('Right').waitFor({ state: 'detached' });
    await workbench.clearNotifications();
  });
});
