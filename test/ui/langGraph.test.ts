import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { temporaryFolder } from '../harness/cleanUp.mjs';
import { type LangGraphServer, startLangGraph } from '../harness/langGraph.mjs';
import { freePort } from '../harness/net.mjs';
import { addLangGraph, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

/** 60 words at this pace outlast the reload of a window on a slow machine. */
const slowPaceMs = 700;

describe('A LangGraph server', () => {
  let workbench: Workbench;
  let server: LangGraphServer;
  let data: ReturnType<typeof temporaryFolder>;

  const panel = () => workbench.panel();
  const box = (): Locator => panel().getByRole('textbox', { name: 'Message' });
  const button = (name: string): Locator => panel().getByRole('button', { name, exact: true });
  const articles = (role: string): Locator => panel().getByRole('article', { name: new RegExp(`^${role}`) });
  const requests = (): Locator => panel().getByRole('group', { name: 'Needs input' });
  const row = (name: RegExp): Locator => workbench.treeRow(name).first();

  /** Asks in a new thread of the server. */
  async function ask(question: string): Promise<void> {
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Graphs');
    await box().fill(question);
    await box().press('Enter');
    await articles('User').first().waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    data = temporaryFolder('langgraph');
    server = await startLangGraph({ port: (await freePort()) ?? 0, data: data.folder, slowPaceMs });
  });

  after(async () => {
    await server.stop();
    await data.remove();
  });

  it('is added by its address alone where it wants no key', async () => {
    await addLangGraph(workbench, server.url, 'Graphs');
  });

  it('answers, and shows what its tools did', async () => {
    await ask('Please use a tool');
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    await panel().getByRole('group', { name: 'Tool look_up' }).waitFor();
    await articles('Assistant').last().getByText('The tool said').waitFor();
    assert.equal(await articles('Assistant').count(), 1);
    await row(/^Please use a tool/).waitFor();
  });

  it('says in the tree and in the panel that it needs input', async () => {
    await ask('Do it, but ask me first');
    await requests().getByText('Shall I go on?', { exact: true }).waitFor();
    await row(/^Do it, but ask me first, needs input/).waitFor();
    assert.deepEqual(await workbench.axe(), []);
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`needs-input-${theme.replaceAll(' ', '')}`);
    }
  });

  it('still waits after a reload, with the answer that was being typed, and goes on with it', async () => {
    await requests().getByRole('textbox', { name: 'Answer' }).fill('Yes, but carefully');
    // A panel that is hidden hands over at once what is typed.
    await workbench.openFile('src/money.ts');
    await workbench.page.getByRole('tab', { name: /Do it, but ask me/ }).click();
    await requests().getByText('Shall I go on?', { exact: true }).waitFor();
    assert.equal(await requests().getByRole('textbox', { name: 'Answer' }).inputValue(), 'Yes, but carefully');
    await workbench.reload();
    await workbench.page.getByRole('tab', { name: /Do it, but ask me/ }).click();
    await requests().getByText('Shall I go on?', { exact: true }).waitFor();
    assert.equal(await requests().getByRole('textbox', { name: 'Answer' }).inputValue(), 'Yes, but carefully');
    await button('Send Answer').click();
    await requests().waitFor({ state: 'detached' });
    await panel().getByText('The person said: "Yes, but carefully"').first().waitFor();
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
  });

  it('is stopped, says so, and goes on without a new message', async () => {
    await ask('A slow one please');
    await articles('Assistant').last().getByText('You asked').waitFor();
    await button('Stop').click();
    await panel()
      .getByText(/^Stopped/)
      .first()
      .waitFor();
    await panel().getByRole('group', { name: 'Unfinished' }).getByText('agent').first().waitFor();
    await button('Continue').waitFor();
  });

  it('has its run attached to after a reload', async () => {
    await button('Continue').click();
    await button('Stop').waitFor();
    await articles('Assistant').last().getByText('You asked').waitFor();
    await workbench.reload();
    await workbench.page.getByRole('tab', { name: /A slow one/ }).click();
    await button('Stop').waitFor();
    await articles('Assistant').last().getByText('You asked').waitFor();
    await button('Stop').click();
    await panel()
      .getByText(/^Stopped/)
      .first()
      .waitFor();
  });

  it('renames a thread itself, and deletes it', async () => {
    await row(/^A slow one please/).click();
    await box().waitFor();
    await row(/^A slow one please/).click();
    await workbench.page.keyboard.press('F2');
    await workbench.answer('Named by hand');
    await row(/^Named by hand/).waitFor();
    const found = await fetch(`${server.url}/threads/search`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"limit":20}',
    });
    assert.match(await found.text(), /"title":\s*"Named by hand"/);
    await row(/^Named by hand/).click();
    await workbench.page.keyboard.press('Delete');
    await workbench.dialog().getByRole('button', { name: 'Delete' }).click();
    await row(/^Named by hand/).waitFor({ state: 'detached' });
  });

  it('goes away when its connection is removed', async () => {
    await removeConnection(workbench, 'Graphs');
  });
});
