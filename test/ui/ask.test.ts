import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

const question = 'What does this do and who uses it?';

function answerIn(panel: FrameLocator): Locator {
  return panel.getByRole('article', { name: /^Assistant, \d\d:\d\d$/ }).last();
}

async function askAboutMoney(workbench: Workbench): Promise<void> {
  await workbench.openFile('src/money.ts');
  await workbench.selectLines(7, 13);
  await workbench.page.keyboard.press('ControlOrMeta+K');
  await workbench.page.keyboard.press('a');
  await workbench.quickInput().waitFor();
  await workbench.answer(question);
  await workbench
    .panel()
    .getByText(/^Completed/)
    .first()
    .waitFor();
  await answerIn(workbench.panel()).waitFor();
}

describe('Asking about selected code', () => {
  let workbench: Workbench;

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await askAboutMoney(workbench);
  });

  it('shows the question as it was typed, with the code as a chip and not as text', async () => {
    const asked = workbench
      .panel()
      .getByRole('article', { name: /^User, \d\d:\d\d$/ })
      .last();
    await asked.getByText(question).waitFor();
    await asked.getByRole('button', { name: /src\/money\.ts:7-13/ }).waitFor();
    assert.doesNotMatch(await asked.innerText(), /throw new RangeError/);
  });

  it('streams an answer that finds the users of the code and says from where it knows', async () => {
    const answer = answerIn(workbench.panel());
    await answer.getByRole('group', { name: 'Tool search_text' }).first().waitFor();
    await answer.getByRole('button', { name: 'Reasoning' }).first().waitFor();
    const text = await answer.innerText();
    assert.match(text, /ledger\.ts/);
    assert.match(text, /no language model/);
  });

  it('opens a source in the file at its lines', async () => {
    const answer = answerIn(workbench.panel());
    const sources = answer.getByRole('button', { name: 'Sources' }).last();
    if ((await sources.getAttribute('aria-expanded')) !== 'true') await sources.click();
    await answer
      .getByRole('button', { name: /src\/ledger\.ts/ })
      .last()
      .click();
    await workbench.page.getByRole('tab', { name: /ledger\.ts/, selected: true }).waitFor();
    const status = workbench.page.getByRole('button', { name: /^Ln \d+, Col \d+ \(\d+ selected\)/ });
    await status.waitFor();
  });

  it('jumps back to the code from its chip', async () => {
    await workbench
      .panel()
      .getByRole('button', { name: /src\/money\.ts:7-13/ })
      .first()
      .click();
    await workbench.page
      .getByRole('tab', { name: /money\.ts/, selected: true })
      .first()
      .waitFor();
    await workbench.page.getByRole('button', { name: /\(\d+ selected\)/ }).waitFor();
  });

  it('names its thread after the question in the tree, where its messages show the question and not the code', async () => {
    await workbench.showThreads();
    const row = workbench.treeRow(new RegExp(`^${question.replace('?', String.raw`\?`)}`)).first();
    await row.waitFor();
    await row.click();
    await workbench.page.keyboard.press('ArrowRight');
    const message = workbench.page.locator('[role=treeitem][aria-level="2"]').filter({ hasText: question }).first();
    await message.waitFor();
    assert.doesNotMatch((await message.innerText()) ?? '', /```|export function/);
  });

  it('has no accessibility violation in any standard theme', async () => {
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await answerIn(workbench.panel()).waitFor();
      const violations = await workbench.axe({ exclude: ['pre code'] });
      assert.deepEqual(violations, [], theme);
      await workbench.screenshot(`answer-${theme.replaceAll(' ', '-').toLowerCase()}`);
    }
  });

  it('asks for a selection instead of sending nothing', async () => {
    await workbench.openFile('src/report.ts');
    await workbench.command('Agent Threads: Ask About Selection…');
    await workbench.page
      .locator('.notifications-toasts, .monaco-dialog-box, .quick-input-widget:visible')
      .filter({ hasText: /select|whole file|report\.ts/i })
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Escape');
    await workbench.clearNotifications();
  });

  it('can be done with a whole file from the palette', async () => {
    await workbench.openFile('src/report.ts');
    await workbench.command('Agent Threads: Ask About File…');
    await workbench.answer('Which tests cover this?');
    // There is a thread by now, so there is a choice.
    await workbench.pick('New Thread');
    const asked = workbench.panel().getByRole('article', { name: /^User/ }).last();
    await asked.getByRole('button', { name: /src\/report\.ts/ }).waitFor();
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
  });
});
