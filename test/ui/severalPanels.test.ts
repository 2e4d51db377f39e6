import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

/** Slow enough that the runs go on at the same time. */
const paceMs = 300;
const connection = 'Server of Several';

describe('Several panels at once', () => {
  let workbench: Workbench;
  let host: RunningHost;

  const frames = (): Locator => workbench.page.locator('iframe.webview.ready');
  /** The panel that shows this text. */
  async function panelWith(text: string): Promise<FrameLocator> {
    for (let index = 0; index < (await frames().count()); index++) {
      const panel = frames().nth(index).contentFrame().frameLocator('iframe#active-frame');
      if ((await panel.getByRole('heading', { name: text }).count()) > 0) return panel;
    }
    return assert.fail(`no panel shows ${text}`);
  }
  const answerIn = (panel: FrameLocator): Locator => panel.getByRole('article', { name: /^Assistant/ }).last();
  const stopIn = (panel: FrameLocator): Locator => panel.getByRole('button', { name: 'Stop', exact: true });

  /** Asks in a new thread, whose panel comes in front, and returns once the run is on its way. */
  async function ask(question: string): Promise<void> {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick(connection);
    await workbench.panel().getByRole('heading', { name: 'New Thread' }).waitFor();
    const box = workbench.panel().getByRole('textbox', { name: 'Message' });
    await box.waitFor();
    await box.fill(question);
    await box.press('Enter');
    await stopIn(workbench.panel()).waitFor();
    await workbench.page.getByRole('tab', { name: question }).waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    host = await startBuiltHost(workbench.product.workspace, paceMs);
    await addConnection(workbench, host, connection);
  });

  after(async () => {
    await workbench.closeEditors();
    await removeConnection(workbench, connection);
    await host.stop();
  });

  it('show their runs side by side while both go on, and each its own', async () => {
    await ask('Where is `add` used?');
    await ask('Where is `format` defined?');
    await workbench.command('View: Move Editor into Right Group');
    await frames().nth(1).waitFor();
    for (const index of [0, 1]) {
      await stopIn(frames().nth(index).contentFrame().frameLocator('iframe#active-frame')).waitFor();
    }
    const first = await panelWith('Where is `add` used?');
    const second = await panelWith('Where is `format` defined?');
    assert.deepEqual([await stopIn(first).count(), await stopIn(second).count()], [1, 1]);
    await stopIn(first).waitFor({ state: 'detached' });
    await stopIn(second).waitFor({ state: 'detached' });
    assert.match(await answerIn(first).innerText(), /ledger\.ts/);
    assert.match(await answerIn(second).innerText(), /money\.ts/);
    assert.doesNotMatch(await answerIn(second).innerText(), /`?add`? is used/);
  });

  it('are right when they are shown again after their run went on unseen', async () => {
    await workbench.closeEditors();
    await ask('Where is `report` defined?');
    await ask('Where is `Ledger` defined?');
    // The first one has lost its document behind the second one.
    assert.equal(await frames().count(), 1);
    await stopIn(workbench.panel()).waitFor({ state: 'detached' });
    await workbench.page.getByRole('tab', { name: 'Where is `report` defined?' }).click();
    await workbench.panel().getByRole('heading', { name: 'Where is `report` defined?' }).waitFor();
    await stopIn(workbench.panel()).waitFor({ state: 'detached' });
    assert.match(await answerIn(workbench.panel()).innerText(), /report\.ts/);
  });
});
