import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

describe('The thread panel', () => {
  let workbench: Workbench;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });
  const stop = (): Locator => workbench.panel().getByRole('button', { name: 'Stop', exact: true });
  const send = (): Locator => workbench.panel().getByRole('button', { name: 'Send', exact: true });
  const answer = (): Locator =>
    workbench
      .panel()
      .getByRole('article', { name: /^Assistant/ })
      .last();

  /** VS Code writes its layout every few seconds: after a reload the panel's tab may stand behind another one. */
  async function reloadAndShow(): Promise<void> {
    await workbench.reload();
    await workbench.page.getByRole('tab', { name: /Where is/ }).click();
    await answer().waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    await box().waitFor();
  });

  it('breaks the line with Shift+Enter and sends with Enter', async () => {
    await box().focus();
    await box().pressSequentially('Where is `add` used?');
    await box().press('Shift+Enter');
    await box().pressSequentially('Thanks.');
    assert.equal(await box().inputValue(), 'Where is `add` used?\nThanks.');
    await box().press('Enter');
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    assert.equal(await box().inputValue(), '');
    assert.match(await answer().innerText(), /ledger\.ts/);
  });

  it('continues the conversation in the same thread', async () => {
    await box().fill('Where is `format` defined?');
    await send().click();
    await workbench.panel().getByRole('article', { name: /^User/ }).nth(1).waitFor();
    await workbench
      .panel()
      .getByRole('article', { name: /^Assistant, \d\d:\d\d$/ })
      .nth(1)
      .waitFor();
    await stop().waitFor({ state: 'detached' });
    assert.match(await answer().innerText(), /money\.ts/);
  });

  it('says what it is doing in one polite region only', async () => {
    assert.equal(await workbench.panel().locator('[aria-live], [role=status], [role=log], [role=alert]').count(), 1);
    await workbench.panel().getByRole('status').filter({ hasText: /\S/ }).waitFor();
    await workbench.panel().getByRole('region', { name: 'Conversation' }).waitFor();
  });

  it('is back after a reload with the same text', async () => {
    const before = await answer().locator('.markdown').allInnerTexts();
    assert.notEqual(before.join(''), '');
    await reloadAndShow();
    assert.deepEqual(await answer().locator('.markdown').allInnerTexts(), before);
    await workbench
      .panel()
      .getByText(/^Completed/)
      .last()
      .waitFor();
    assert.equal(await box().inputValue(), '');
  });

  it('keeps what is typed through hiding and reload', async () => {
    await box().fill('Not sent yet');
    await workbench.openFile('src/money.ts');
    await workbench.page.getByRole('tab', { name: /Where is/ }).click();
    await workbench.panel().getByRole('textbox', { name: 'Message' }).waitFor();
    assert.equal(await box().inputValue(), 'Not sent yet');
    await reloadAndShow();
    assert.equal(await box().inputValue(), 'Not sent yet');
    await box().fill('');
  });

  it('copies code and inserts it at the cursor', async () => {
    await box().fill('What does `add` in src/money.ts do?');
    await box().press('Enter');
    await workbench
      .panel()
      .getByRole('article', { name: /^Assistant, \d\d:\d\d$/ })
      .nth(2)
      .waitFor();
    await stop().waitFor({ state: 'detached' });
    const copy = answer().getByRole('button', { name: 'Copy', exact: true }).first();
    await copy.focus();
    await copy.press('Enter');
    await workbench.openFile('README.md');
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    await workbench.page.getByRole('tab', { name: /Where is/ }).click();
    const code = await answer().locator('.code-block code').first().innerText();
    await answer().getByRole('button', { name: 'Insert at Cursor' }).first().click();
    const line = code.split('\n').find((each) => each.trim() !== '') ?? '';
    await workbench.page.locator('.monaco-editor .view-lines').getByText(line.trim()).first().waitFor();
    await workbench.page.getByRole('tab', { name: 'README.md' }).click();
    await workbench.command('File: Revert File');
  });

  it('stops a run within its work and says so', async () => {
    // Enough files that no machine is through them before Stop is pressed.
    const folder = path.join(workbench.product.workspace, 'many');
    mkdirSync(folder);
    for (let file = 0; file < 200; file += 1) {
      writeFileSync(path.join(folder, `file${file}.ts`), `export const value${file} = ${file};\n`);
    }
    await workbench.page.getByRole('tab', { name: /Where is/ }).click();
    await box().fill('Explain the whole workspace, file by file');
    await box().press('Enter');
    await stop().waitFor();
    assert.notEqual(await stop().evaluate((button) => button.getAttribute('aria-describedby')), null);
    await stop().click();
    await workbench
      .panel()
      .getByText(/^Stopped/)
      .first()
      .waitFor();
    await stop().waitFor({ state: 'detached' });
    rmSync(folder, { recursive: true });
  });
});
