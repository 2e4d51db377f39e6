import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { askInPanel } from './support/askInPanel.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

describe('The run header and what can be taken from a conversation', () => {
  let workbench: Workbench;

  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });
  const run = (): Locator => workbench.panel().getByRole('group', { name: 'Run status' });
  const timeline = (): Locator => workbench.panel().getByRole('list', { name: 'Timeline of the run' });
  const focused = (): Promise<string> =>
    workbench
      .panel()
      .locator(':focus')
      .evaluate((element) => element.textContent ?? '');

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    await box().waitFor();
    await askInPanel(workbench, 'Where is `add` used?');
    await workbench
      .panel()
      .getByRole('article', { name: /^Assistant, \d\d:\d\d$/ })
      .waitFor();
  });

  it('say who worked, how it ended, how long it took and when the first token came', async () => {
    assert.match(await run().innerText(), /Code Lookup\s*Completed\s*[\d.]+ s\s*first token [\d.]+ m?s/);
  });

  it('lead from a segment to its part, opened and focused, by keyboard alone', async () => {
    const tool = timeline()
      .getByRole('button', { name: /^Tool \w+, [\d.]+ m?s, completed$/ })
      .first();
    await timeline().getByRole('button').first().focus();
    await workbench.page.keyboard.press('End');
    await workbench.page.keyboard.press('Enter');
    assert.match(await focused(), /add/);
    await tool.click();
    const line = workbench.panel().locator('.tool-line:focus');
    await line.waitFor();
    assert.equal(await line.getAttribute('aria-expanded'), 'true');
    await workbench.screenshot('timeline');
  });

  it('are still there when the panel was hidden', async () => {
    const names = await timeline()
      .getByRole('button')
      .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel));
    assert.notEqual(names.length, 0);
    await workbench.openFile('src/money.ts');
    await workbench.page.getByRole('tab', { name: /Where is/ }).click();
    await timeline().waitFor();
    assert.deepEqual(
      await timeline()
        .getByRole('button')
        .evaluateAll((buttons) => buttons.map((button) => button.ariaLabel)),
      names,
    );
  });

  it('quote what is selected into the message, where one goes on to write', async () => {
    await workbench
      .panel()
      .getByRole('article', { name: /^User/ })
      .locator('.question-text')
      .evaluate((element) => element.ownerDocument.getSelection()?.selectAllChildren(element));
    await workbench.panel().getByRole('button', { name: 'Quote in Message' }).click();
    await workbench.panel().locator('textarea:focus').waitFor();
    await workbench.page.keyboard.type('And why?');
    assert.equal(await box().inputValue(), '> Where is `add` used?\n\nAnd why?');
    await workbench.screenshot('quote');
    await box().fill('');
  });

  it('follow a run while it goes on, and end it', async () => {
    // Enough files that no machine is through them before the button is pressed.
    const folder = path.join(workbench.product.workspace, 'many');
    mkdirSync(folder);
    for (let file = 0; file < 200; file += 1) {
      writeFileSync(path.join(folder, `file${file}.ts`), `export const value${file} = ${file};\n`);
    }
    await box().fill('Explain the whole workspace, file by file');
    await box().press('Enter');
    const end = run().getByRole('button', { name: 'End Run' });
    await end.waitFor();
    await run()
      .getByText(/^\d\d:\d\d$/)
      .waitFor();
    await timeline().waitFor();
    await workbench.screenshot('timeline-live');
    await end.click();
    await run()
      .getByText(/^Stopped$/)
      .waitFor();
    await end.waitFor({ state: 'detached' });
    rmSync(folder, { recursive: true });
  });

  for (const theme of ['Light Modern', 'Default High Contrast', 'Dark Modern'] as const) {
    it(`have nothing that axe finds wrong in ${theme}`, async () => {
      await workbench.setTheme(theme);
      await timeline().getByRole('button').first().focus();
      assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), []);
      await workbench.screenshot(`timeline-${theme.replaceAll(' ', '')}`);
    });
  }

  it('open as a document beside', async () => {
    await workbench.panel().getByRole('button', { name: 'Thread Actions' }).click();
    await workbench.panel().getByRole('menuitem', { name: 'Open Conversation as Document' }).click();
    await workbench.page.locator('.monaco-editor .view-lines').getByText('## Code Lookup').first().waitFor();
    assert.equal(await workbench.page.getByRole('tab', { name: /^# Where is/ }).count(), 1);
    await workbench.screenshot('conversation-document');
    await workbench.command('View: Revert and Close Editor');
  });
});
