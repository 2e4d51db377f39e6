import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { temporaryFolder } from '../harness/cleanUp.mjs';
import { type LangGraphServer, startLangGraph } from '../harness/langGraph.mjs';
import { freePort } from '../harness/net.mjs';
import { addLangGraph, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

describe('The state of a thread', () => {
  let workbench: Workbench;
  let server: LangGraphServer;
  let data: ReturnType<typeof temporaryFolder>;

  const panel = () => workbench.panel();
  const button = (name: string | RegExp): Locator => panel().getByRole('button', { name, exact: true });
  const row = (name: RegExp): Locator => workbench.treeRow(name).first();
  const checkpoints = (): Locator => panel().getByRole('list', { name: 'States, newest first' }).getByRole('listitem');
  const diffText = (text: string): Locator =>
    workbench.page.locator('.monaco-diff-editor').getByText(text).filter({ visible: true }).first();

  async function send(text: string): Promise<void> {
    await panel().getByRole('textbox', { name: 'Message' }).fill(text);
    await panel().getByRole('textbox', { name: 'Message' }).press('Enter');
  }

  async function completed(count: number): Promise<void> {
    await panel().getByText(`This is question ${count} of this thread.`).first().waitFor();
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
  }

  /** Of the thread that the tests are about; the editor that is in front decides which thread a command means. */
  async function showHistory(): Promise<void> {
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    await panel().getByRole('tab', { name: 'History' }).click();
    await checkpoints().first().waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    data = temporaryFolder('langgraph-state');
    server = await startLangGraph({ port: (await freePort()) ?? 0, data: data.folder, slowPaceMs: 100 });
    await addLangGraph(workbench, server.url, 'Graphs');
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Graphs');
    await send('Remember the green lamp');
    await completed(1);
    await send('And the red one');
    await completed(2);
  });

  after(async () => {
    await removeConnection(workbench, 'Graphs');
    await server.stop();
    await data.remove();
  });

  it('is shown to be read and folded', async () => {
    await workbench.command('Agent Threads: Show State…');
    await button(/^messages/).waitFor();
    await panel()
      .getByText(/human: Remember the green lamp/)
      .first()
      .waitFor();
    await button(/^messages/).click();
    await panel()
      .getByText(/human: Remember the green lamp/)
      .first()
      .waitFor({ state: 'detached' });
    await button(/^messages/).click();
    assert.deepEqual(await workbench.axe(), []);
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`state-${theme.replaceAll(' ', '')}`);
    }
  });

  it('is opened as JSON', async () => {
    await button('Open as JSON').click();
    await workbench.page.getByRole('tab', { name: /\.json/ }).waitFor();
    await workbench.page.locator('.view-line').getByText('"messages"').first().waitFor();
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
  });

  it('has a history, of which any two states are compared in the diff editor', async () => {
    await showHistory();
    assert.ok((await checkpoints().count()) >= 4);
    const tops = await checkpoints().evaluateAll((all) => all.map((each) => each.getBoundingClientRect().top));
    assert.deepEqual(
      tops,
      [...new Set(tops)].toSorted((a, b) => a - b),
      'the states are one below the other',
    );
    assert.deepEqual(await workbench.axe(), []);
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`history-${theme.replaceAll(' ', '')}`);
    }
    const boxes = panel().getByRole('checkbox');
    await boxes.first().check();
    await boxes.last().check();
    await button('Compare').click();
    await diffText('"human"').waitFor();
    await workbench.screenshot('state-diff');
  });

  it('is shown as it was, and is left again', async () => {
    await showHistory();
    await checkpoints()
      .last()
      .getByRole('button', { name: /^Show: / })
      .click();
    await button('Show State Now').click();
    await panel()
      .getByText(/human: And the red one/)
      .first()
      .waitFor();
  });

  it('is forked from an earlier state into a thread of its own', async () => {
    await showHistory();
    // The newest state whose next step is none and that came before the second question: the end of the first run.
    const ends = checkpoints().filter({ hasText: 'nothing comes next' });
    await ends
      .last()
      .getByRole('button', { name: /^Fork from Here: / })
      .click();
    await row(/\(fork\)/).waitFor();
    await panel().getByText('This is question 1 of this thread.').first().waitFor();
    assert.equal(await panel().getByText('And the red one').count(), 0);
  });

  it('is gone back to, after a question, and the agent works on from there', async () => {
    await showHistory();
    const before = checkpoints().filter({ hasText: 'next: agent' }).last();
    await before.getByRole('button', { name: /^Run Again from Here: / }).click();
    await workbench.dialog().getByRole('button', { name: 'Run Again' }).click();
    await panel().getByText('This is question 1 of this thread.').first().waitFor();
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    assert.equal(await panel().getByText('And the red one').count(), 0);
  });

  it('is added to after a preview, and nothing is sent before', async () => {
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    await panel().getByRole('tab', { name: 'State' }).click();
    await button('Add to State…').click();
    await workbench.page.getByRole('tab', { name: /^Add to / }).waitFor();
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.insertText('{"messages": [{"type": "human", "content": "Put in by hand"}]}');
    await workbench.page.keyboard.press('Control+s');
    await workbench
      .dialog()
      .getByText(/messages: is there/)
      .waitFor();
    await workbench.dialog().getByRole('button', { name: 'Preview' }).click();
    await diffText('"human"').waitFor();
    await workbench.screenshot('state-preview');
    await workbench.notification(/This is what will be added/).waitFor();
    await workbench.page.getByRole('button', { name: 'Add', exact: true }).click();
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    await panel()
      .getByText(/human: Put in by hand/)
      .first()
      .waitFor();
  });

  it('is there again after a reload', async () => {
    await workbench.reload();
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    // VS Code's browser edition writes late what a panel keeps: the panel may come back at the tab it had before.
    await panel().getByRole('tab', { name: 'State' }).click();
    await panel()
      .getByText(/human: Put in by hand/)
      .first()
      .waitFor();
  });
});
