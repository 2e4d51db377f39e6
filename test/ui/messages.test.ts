import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { addConnection, answerTo, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

const paceMs = 10;

/** One dot. */
const dotPng = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

describe('Messages and runs of a hosted thread', () => {
  let workbench: Workbench;
  let host: RunningHost;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });
  const articles = (role: string): Locator =>
    workbench.panel().getByRole('article', { name: new RegExp(`^${role}, \\d\\d:\\d\\d$`) });
  const stop = (): Locator => workbench.panel().getByRole('button', { name: 'Stop', exact: true });
  /** The editor with the focus, once it shows the document with this name. */
  const editor = (name: string): Locator =>
    workbench.page
      .locator('.editor-group-container.active')
      .filter({ has: workbench.page.getByRole('tab', { name, selected: true }) })
      .locator('.monaco-editor.focused');

  async function pickFrom(placeholder: RegExp, label: string): Promise<void> {
    await workbench.page
      .locator('.quick-input-widget:visible')
      .filter({ has: workbench.page.getByPlaceholder(placeholder) })
      .waitFor();
    await workbench.pick(label);
  }

  async function leaveQuickInput(): Promise<void> {
    await workbench.page.keyboard.press('Escape');
    await workbench.quickInput().waitFor({ state: 'hidden' });
  }

  /** Chooses an action of a message as a person does with the keyboard. */
  async function choose(article: Locator, action: string): Promise<void> {
    const toolbar = article.getByRole('toolbar', { name: 'Message actions' });
    const direct = toolbar.getByRole('button', { name: action, exact: true });
    await article.hover();
    if ((await direct.count()) > 0) {
      await direct.click();
      return;
    }
    await toolbar.getByRole('button', { name: 'More Actions' }).click();
    await workbench.panel().getByRole('menuitem', { name: action, exact: true }).click();
  }

  async function attach(kind: string): Promise<void> {
    await workbench.panel().getByRole('button', { name: 'Attach', exact: true }).click();
    await workbench.panel().getByRole('menuitem', { name: kind, exact: true }).click();
  }

  async function replaceText(name: string, text: string): Promise<void> {
    await editor(name).waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.keyboard.insertText(text);
  }

  async function ask(question: string): Promise<void> {
    const before = await articles('Assistant').count();
    await box().fill(question);
    await box().press('Enter');
    await articles('Assistant').nth(before).waitFor();
    await stop().waitFor({ state: 'detached' });
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    host = await startBuiltHost(workbench.product.workspace, paceMs);
    await addConnection(workbench, host, 'Message Server');
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Message Server');
    await box().waitFor();
    await ask('Where is `add` used?');
  });

  after(async () => {
    await removeConnection(workbench, 'Message Server');
    await workbench.closeEditors();
    await host.stop();
  });

  it('edits a message in an editor, and Save writes it back', async () => {
    await choose(articles('User').first(), 'Edit');
    await replaceText('Where is add used.md', 'Where is `add` from money.ts used?');
    await workbench.page.keyboard.press('ControlOrMeta+S');
    await articles('User').first().getByText('from money.ts used?').waitFor();
    assert.equal(await articles('User').count(), 1);
    assert.equal(await articles('Assistant').count(), 1);
  });

  it('edits a message and runs again, after saying what is deleted', async () => {
    await choose(articles('User').first(), 'Edit and Run Again');
    await replaceText('Where is add from money.ts used.md', 'Where is `format` defined?');
    await workbench.page.keyboard.press('ControlOrMeta+S');
    await workbench
      .dialog()
      .getByText(/Run again from “Where is `format` defined\?”/)
      .waitFor();
    await workbench
      .dialog()
      .getByText(/message.* deleted from Message Server/)
      .waitFor();
    await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
    assert.match(await articles('Assistant').first().innerText(), /ledger\.ts/);
    await editor('Where is add from money.ts used.md').waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+S');
    await workbench.dialog().getByRole('button', { name: 'Run Again' }).click();
    await articles('Assistant')
      .first()
      .getByRole('heading', { name: /format/ })
      .first()
      .waitFor();
    await stop().waitFor({ state: 'detached' });
    assert.equal(await articles('User').count(), 1);
    assert.equal(await articles('Assistant').count(), 1);
  });

  it('adds a message without running, in another role', async () => {
    await workbench.command('Agent Threads: Add Message Without Running…');
    await pickFrom(/Whose message/, 'System');
    await answerTo(workbench, /no agent is asked/, 'Answer briefly from now on.');
    await articles('System').getByText('Answer briefly from now on.').waitFor();
    assert.equal(await articles('Assistant').count(), 1);
    assert.equal(await stop().count(), 0);
  });

  it('shows the raw message as JSON', async () => {
    await choose(articles('System').first(), 'Show as JSON');
    await workbench.page
      .locator('.editor-group-container .monaco-editor .view-lines')
      .getByText('"role": "system"')
      .waitFor();
  });

  it('copies a message as Markdown from the palette', async () => {
    await workbench.command('Agent Threads: Copy Message');
    await pickFrom(/Choose a message/, 'Where is `format` defined?');
    await workbench.page.locator('.statusbar-item').filter({ hasText: 'Message copied' }).waitFor();
    await box().focus();
    await box().press('ControlOrMeta+V');
    assert.equal(await box().inputValue(), 'Where is `format` defined?');
    await box().fill('');
  });

  it('deletes a message after naming it', async () => {
    await choose(articles('System').first(), 'Delete');
    await workbench
      .dialog()
      .getByText(/Answer briefly from now on\./)
      .waitFor();
    await workbench.dialog().getByRole('button', { name: 'Delete' }).click();
    await articles('System').first().waitFor({ state: 'detached' });
    assert.equal(await articles('User').count(), 1);
  });

  it('changes the settings of runs, refuses what makes no sense, and resets them', async () => {
    await workbench.command('Agent Threads: Change Run Settings…');
    await pickFrom(/Choose what to change/, 'Temperature');
    await answerTo(workbench, /from 0 to 2/, '5');
    await workbench.page.locator('.quick-input-widget:visible').getByText('A number from 0 to 2.').waitFor();
    await workbench.answer('0.2');
    await pickFrom(/Choose what to change/, 'Maximum Tokens');
    await answerTo(workbench, /whole number/, '500');
    await workbench.panel().getByText('temperature 0.2, at most 500 tokens').first().waitFor();
    await leaveQuickInput();
    await ask('Where is `Ledger` defined?');
    await workbench.command('Agent Threads: Change Run Settings…');
    await pickFrom(/Choose what to change/, 'Reset');
    await workbench.panel().getByText('temperature 0.2').first().waitFor({ state: 'detached' });
    await leaveQuickInput();
  });

  it('runs the thread once more as it is', async () => {
    const before = await articles('Assistant').count();
    await workbench.command('Agent Threads: Retry Run');
    await articles('Assistant').nth(before).waitFor();
    await stop().waitFor({ state: 'detached' });
    assert.equal(await articles('User').count(), 2);
  });

  it('opens a source that has changed since as it was cited, with where it is from, and the original file', async () => {
    await ask('Where is `add` used?');
    const file = path.join(workbench.product.workspace, 'src', 'money.ts');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, '// Something else by now\n');
    try {
      const answer = articles('Assistant').last();
      await answer.getByRole('button', { name: /^Sources/ }).click();
      await answer.locator('.source').filter({ hasText: 'money.ts' }).first().click();
      const lines = workbench.page.locator('.editor-group-container.active .monaco-editor .view-lines');
      await lines.getByText(/Database:\sWorkspace/).waitFor();
      await workbench.page.locator('.codelens-decoration').getByText('Open Original File').click();
      await lines.getByText('Something else by now').waitFor();
    } finally {
      writeFileSync(file, text);
    }
  });

  it('attaches an image from disk and a file that the service has, and takes them off again', async () => {
    const image = path.join(workbench.product.workspace, 'dot.png');
    writeFileSync(image, Buffer.from(dotPng, 'base64'));
    const chips = workbench.panel().getByRole('list', { name: 'Goes with the message' }).getByRole('listitem');
    await attach('Image…');
    // The dialog begins in the folder of the last editor, and overwrites what is typed before it is there.
    const entries = workbench.page.locator('.quick-input-widget:visible').getByRole('option');
    await entries.filter({ hasText: '..' }).first().waitFor();
    await workbench.quickInput().fill(`${workbench.product.workspace}/`);
    await workbench.pick('dot.png');
    await chips.filter({ hasText: 'dot.png' }).waitFor();
    await attach('File…');
    await pickFrom(/Choose a file that Message Server has/, 'src/money.ts');
    await chips.filter({ hasText: 'money.ts' }).waitFor();
    await workbench.panel().getByRole('button', { name: 'Remove dot.png' }).click();
    await workbench.panel().getByRole('button', { name: 'Remove src/money.ts' }).click();
    await chips.first().waitFor({ state: 'detached' });
    rmSync(image);
  });

  it('copies diagnostics that hold shapes and no content', async () => {
    await workbench.command('Agent Threads: Copy Diagnostics');
    await workbench
      .notification(/Diagnostics copied/)
      .getByRole('button', { name: 'Show What Was Copied' })
      .click();
    const lines = workbench.page.locator('.editor-group-container.active .monaco-editor .view-lines');
    await lines.getByText('Agent Threads diagnostics').waitFor();
    await workbench.clearNotifications();
    await workbench.page.getByRole('tab', { name: /Where is `add` used\?/ }).click();
    await box().focus();
    await box().press('ControlOrMeta+V');
    // It is long, so that it becomes a chip.
    await workbench
      .panel()
      .getByRole('button', { name: /^Insert .* as Text$/ })
      .click();
    await workbench
      .panel()
      .getByRole('button', { name: /^Insert .* as Text$/ })
      .waitFor({ state: 'detached' });
    const text = await box().inputValue();
    await box().fill('');
    assert.match(text, /"kind":"seekrflow"|"kind": "seekrflow"/);
    assert.match(text, /"route":"\/v1\/threads\/\{(thread_)?id\}/);
    assert.doesNotMatch(text, /Message Server|Ledger|money/);
    assert.ok(!text.includes(host.token));
  });
});
