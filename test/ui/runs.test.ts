import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { askInPanel } from './support/askInPanel.ts';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

/** Slow enough that a run over the whole workspace goes on until it is cancelled. */
const slowPaceMs = 400;

describe('The runs of a thread', () => {
  let workbench: Workbench;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });
  const tab = (name: string): Locator => workbench.panel().getByRole('tab', { name });
  const entries = (): Locator => workbench.page.locator('.quick-input-widget:visible').getByRole('option');
  const editorTab = (name: RegExp): Locator => workbench.page.getByRole('tab', { name }).first();

  async function ask(question: string): Promise<void> {
    await box().fill(question);
    await box().press('Enter');
  }

  async function openPanel(title: RegExp): Promise<void> {
    await editorTab(title).click();
    await workbench.page.getByRole('tab', { name: title, selected: true }).first().waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    await box().waitFor();
    await askInPanel(workbench, 'What imports src/money.ts?');
  });

  it('are listed with what each is, and lead to the panel of one', async () => {
    await workbench.command('Agent Threads: Show Runs…');
    const entry = entries().filter({ hasText: 'Completed' });
    await entry.waitFor();
    assert.match(await entry.innerText(), /Code Lookup/);
    await workbench.screenshot('runs-list');
    await workbench.pick('Completed');
    await editorTab(/^Run · What imports/).waitFor();
    await tab('Details').waitFor();
  });

  it('show their details', async () => {
    const details = workbench.panel().getByRole('tabpanel', { name: 'Details' });
    await details.getByText('Code Lookup').first().waitFor();
    const facts = await details.innerText();
    assert.match(facts, /Status\s+Completed/);
    assert.match(facts, /Duration\s+[\d.]+ s/);
    assert.match(facts, /Run id\s+run-/);
    await details.getByRole('button', { name: 'Copy Run Id' }).click();
    await workbench.panel().getByRole('status').filter({ hasText: 'Copied' }).waitFor();
  });

  it('show their trace by keyboard alone', async () => {
    await tab('Details').focus();
    await tab('Details').press('ArrowRight');
    await tab('Trace').press('Enter');
    const grid = workbench.panel().getByRole('treegrid', { name: 'Spans' });
    await grid.waitFor();
    await grid.focus();
    await grid.press('ArrowDown');
    await grid.press('ArrowUp');
    const facts = workbench.panel().getByRole('region', { name: /^Span / });
    await facts.waitFor();
    await facts.getByRole('button', { name: 'Show JSON' }).press('Enter');
    await facts.getByText('span_id').waitFor();
    assert.ok((await grid.getByRole('row').count()) > 2);
  });

  it('say what the answer rests on, once that tab is opened', async () => {
    await tab('Why').click();
    const why = workbench.panel().getByRole('tabpanel', { name: 'Why' });
    await why
      .getByText(/sentences? rests?|Ungrounded|has only|found what this rests on/)
      .first()
      .waitFor();
    const sentence = why
      .getByRole('button', { name: /sources?, strongest/ })
      .or(why.getByRole('button', { name: /Ungrounded/ }))
      .first();
    await sentence.click();
    assert.equal(await sentence.getAttribute('aria-expanded'), 'true');
    await why
      .getByRole('list', { name: 'Sources' })
      .or(why.getByText(/^Ungrounded: the service/))
      .first()
      .waitFor();
  });

  it('are led to by the answer that they gave, and so are the words that are selected in it', async () => {
    await openPanel(/^What imports/);
    const answer = workbench
      .panel()
      .getByRole('article', { name: /^Assistant/ })
      .last();
    await answer.getByRole('button', { name: 'Run', exact: true }).click();
    await workbench.panel().getByRole('menuitem', { name: 'Trace' }).click();
    await workbench.panel().getByRole('tab', { name: 'Trace', selected: true }).waitFor();
    await openPanel(/^What imports/);
    await answer
      .getByText(/imported by/)
      .first()
      .click({ clickCount: 3 });
    await answer.getByRole('button', { name: 'Why this passage?' }).click();
    const why = workbench.panel().getByRole('tabpanel', { name: 'Why' });
    await why.getByRole('button', { name: 'Selected passage', pressed: true }).waitFor();
    await why.locator('blockquote').filter({ hasText: 'imported by' }).waitFor();
    await why.locator('.why-summary').waitFor();
    await workbench.screenshot('run-passage');
  });

  for (const theme of everyTheme) {
    it(`have nothing that axe finds wrong in ${theme}`, async () => {
      await workbench.setTheme(theme);
      for (const name of ['Details', 'Trace', 'Why']) {
        await tab(name).click();
        await workbench.panel().getByRole('tabpanel', { name }).waitFor();
        assert.deepEqual(await workbench.axe(), [], `${name} in ${theme}`);
        await workbench.screenshot(`run-${name.toLowerCase()}-${theme.replaceAll(' ', '')}`);
      }
    });
  }

  it('are back after a reload', async () => {
    await workbench.reload();
    await openPanel(/^Run · What imports/);
    await tab('Details').click();
    await workbench.panel().getByText('Code Lookup').first().waitFor();
    assert.equal(await workbench.panel().getByRole('tab', { selected: true }).count(), 1);
  });

  it('can be run again, which shows in the thread', async () => {
    await workbench.panel().getByRole('button', { name: 'Run Again' }).click();
    await workbench.page
      .getByRole('tab', { name: /^What imports/, selected: true })
      .first()
      .waitFor();
    await workbench
      .panel()
      .getByRole('article', { name: /^Assistant, / })
      .nth(1)
      .waitFor();
    await workbench.panel().getByRole('button', { name: 'Stop', exact: true }).waitFor({ state: 'detached' });
    await workbench.command('Agent Threads: Show Runs…');
    await entries().filter({ hasText: 'Completed' }).nth(1).waitFor();
    assert.equal(await entries().filter({ hasText: 'Completed' }).count(), 2);
    await workbench.page.keyboard.press('Escape');
  });

  describe('on a hosted connection', () => {
    let host: RunningHost;

    before(async () => {
      host = await startBuiltHost(workbench.product.workspace, slowPaceMs);
      await workbench.closeEditors();
      await addConnection(workbench, host, 'Slow Server');
      await workbench.command('Agent Threads: New Thread');
      await workbench.pick('Slow Server');
      await box().waitFor();
      await ask('Go through every file of this workspace');
      await workbench.panel().getByRole('button', { name: 'Stop', exact: true }).waitFor();
    });

    after(async () => {
      await host.stop();
      await removeConnection(workbench, 'Slow Server');
    });

    it('can be attached to while they go on', async () => {
      await workbench.closeEditors();
      await workbench.treeRow(/^Slow Server/).waitFor();
      await workbench.treeRow(/^Go through every file/).click({ button: 'right' });
      await workbench.page.getByRole('menuitem', { name: 'Attach Run…' }).hover();
      await workbench.page.keyboard.press('Enter');
      await workbench.pick('Running');
      await workbench.page.getByRole('tab', { name: /^Go through every file/, selected: true }).waitFor();
      await workbench.panel().getByRole('button', { name: 'Stop', exact: true }).waitFor();
    });

    it('can be looked at while they go on', async () => {
      await workbench.command('Agent Threads: Show Runs…');
      await workbench.pick('Running');
      const details = workbench.panel().getByRole('tabpanel', { name: 'Details' });
      await details.getByText('Duration so far').waitFor();
      await details.getByRole('button', { name: 'Attach' }).waitFor();
      await details.getByRole('button', { name: 'Cancel Run' }).waitFor();
      await workbench.screenshot('run-live');
      await tab('Why').click();
      await workbench
        .panel()
        .getByText(/still going on/)
        .waitFor();
      await tab('Details').click();
    });

    it('can be cancelled in the list, which then says so, and so does the panel', async () => {
      await workbench.command('Agent Threads: Show Runs…');
      const entry = entries().filter({ hasText: 'Running' });
      await entry.hover();
      await entry.getByRole('button', { name: 'Cancel Run' }).click();
      await entries().filter({ hasText: 'Stopped' }).waitFor();
      await workbench.page.keyboard.press('Escape');
      const details = workbench.panel().getByRole('tabpanel', { name: 'Details' });
      await details.getByText('Stopped').first().waitFor();
      await details.getByRole('button', { name: 'Run Again' }).waitFor();
    });
  });
});
