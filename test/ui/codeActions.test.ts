import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { promptMetadata, promptText } from '../../src/model/prompt.ts';
import { type FakeSeekrFlow, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { everyTheme, type Workbench } from './support/workbench.ts';

const asked = `export function add(left: Money, right: Money): Money {
  if (left.currency !== right.currency) {
    throw new RangeError(\`Cannot add \${right.currency} to \${left.currency}\`);
  }
  return { cents: left.cents + right.cents, currency: left.currency };
}`;

const answer = `The check in \`src/money.ts:9\` is fine; see also [the ledger](src/ledger.ts#L1-L4) and src/missing.ts:3.
By its whole path it is [the report](WORKSPACE/src/report.ts#L1-L3), and [not this](/etc/hostname).

\`\`\`ts
${asked.replace('export function add', '/** Replaced. */\nexport function add')}
\`\`\`

As a diff:

\`\`\`diff
--- a/src/money.ts
+++ b/src/money.ts
@@ -1,2 +1,2 @@
-/** An amount in the smallest unit of its currency, so that sums are exact. */
+/** An amount, applied. */
 export interface Money {
\`\`\`

A test of it:

\`\`\`ts title=test/money.test.ts
export const isNew = true;
\`\`\`

Then, which makes src/ran.txt:

\`\`\`console
$ touch src/ran.txt
\`\`\`

\`\`\`
Error: no
    at add (src/money.ts:9:11)
\`\`\`
`;

describe('Code and files of an answer', () => {
  let workbench: Workbench;
  let fake: FakeSeekrFlow;

  const block = (index: number): Locator => workbench.panel().locator('.code-block').nth(index);
  const link = (name: string): Locator => workbench.panel().getByRole('link', { name, exact: true });
  const editorText = (text: string): Locator =>
    workbench.page.locator('.monaco-editor .view-lines').getByText(text).first();
  const inWorkspace = (file: string): string => path.join(workbench.product.workspace, file);

  async function showThread(): Promise<void> {
    await workbench.page.getByRole('tab', { name: /Money talk/ }).click();
  }

  async function choose(index: number, label: string | RegExp): Promise<void> {
    await showThread();
    await block(index).hover();
    await block(index).getByRole('button', { name: 'More Code Actions' }).click();
    await workbench.panel().getByRole('menuitem', { name: label }).click();
  }

  /** Agrees to all changes of the first file in VS Code's preview. */
  async function check(): Promise<void> {
    await workbench.page.locator('.bulk-edit-panel .edit-checkbox').first().click();
  }

  async function apply(): Promise<void> {
    await workbench.page.locator('.bulk-edit-panel').getByRole('button', { name: 'Apply' }).click();
  }

  /** Takes changes back without a word. */
  async function revertAndClose(tab: RegExp): Promise<void> {
    await workbench.page.getByRole('tab', { name: tab }).last().click();
    await workbench.command('View: Revert and Close Editor');
  }

  before(async () => {
    fake = await startFakeSeekrFlow();
    fake.addThread({ meta_data: { title: 'Money talk' } });
    const reference = { path: 'src/money.ts', startLine: 8, endLine: 13, language: 'typescript' };
    const question = 'Is this right?';
    fake.addMessage({
      role: 'user',
      content: promptText(question, [{ reference, code: asked }]),
      meta_data: promptMetadata({ nonce: 'nonce-1', question, attachments: [reference] }),
    });
    workbench = await sharedWorkbench();
    const content = answer.replace('WORKSPACE', workbench.product.workspace);
    fake.addMessage({ role: 'assistant', content, run_id: 'run-1' });
    await workbench.closeEditors();
    await addConnection(workbench, { url: fake.url, token: 'key' }, 'Code Server');
    await workbench.openFile('src/money.ts');
    await workbench.treeRow(/^Money talk/).click();
    await block(0).waitFor();
  });

  after(async () => {
    await workbench.closeEditors();
    await removeConnection(workbench, 'Code Server');
    await fake.close();
  });

  it('become links only where the file exists, in stack traces, too', async () => {
    await link('src/money.ts:9').waitFor();
    await link('the ledger').waitFor();
    await link('the report').waitFor();
    await link('src/money.ts:9:11').waitFor();
    assert.equal(await link('not this').count(), 0);
    assert.equal(await link('src/missing.ts:3').count(), 0);
    await workbench.panel().getByText('src/missing.ts:3').waitFor();
  });

  it('show the lines of a file to pointer and keyboard, until Escape', async () => {
    const preview = workbench.panel().getByRole('tooltip');
    await link('src/money.ts:9').hover();
    await preview.getByText('if (left.currency !== right.currency) {').waitFor();
    await workbench.screenshot('file-preview');
    await workbench.panel().getByRole('heading', { name: 'You' }).first().hover();
    await preview.waitFor({ state: 'hidden' });
    await link('src/money.ts:9').focus();
    await workbench.page.keyboard.press('Tab');
    await preview.getByText('src/ledger.ts:1-4').waitFor();
    await workbench.page.keyboard.press('Escape');
    await preview.waitFor({ state: 'hidden' });
    await workbench.page.keyboard.press('Enter');
    await workbench.page.getByRole('tab', { name: /ledger\.ts/, selected: true }).waitFor();
  });

  it('replace what was asked about in one step', async () => {
    await choose(0, 'Replace src/money.ts:8-13');
    await editorText('/** Replaced. */').waitFor();
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await editorText('/** Replaced. */').waitFor({ state: 'detached' });
    await revertAndClose(/money\.ts/);
  });

  it('are applied as a change that is looked at first, and undone in one step', async () => {
    await choose(1, 'Apply to src/money.ts…');
    await check();
    await workbench.screenshot('apply-preview');
    await apply();
    await editorText('/** An amount, applied. */').waitFor();
    assert.doesNotMatch(readFileSync(inWorkspace('src/money.ts'), 'utf8'), /applied/);
    await workbench.page
      .getByRole('tab', { name: /money\.ts/ })
      .first()
      .click();
    await workbench.focusEditor();
    await workbench.page.keyboard.press('ControlOrMeta+Z');
    await editorText('/** An amount, applied. */').waitFor({ state: 'detached' });
    await revertAndClose(/money\.ts/);
  });

  it('are not applied to a file that changed while the change was looked at', async () => {
    await choose(1, 'Apply to src/money.ts…');
    await check();
    await workbench.openFile('src/money.ts');
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    await workbench.page.keyboard.insertText('// mine\n');
    await apply();
    // VS Code's own words, then ours.
    await workbench.dialog().getByText('has changed in the meantime').waitFor();
    await workbench.dialog().getByRole('button', { name: 'OK' }).click();
    await workbench.notification(/src\/money\.ts has changed meanwhile; nothing was written/).waitFor();
    await editorText('// mine').waitFor();
    assert.equal(await editorText('/** An amount, applied. */').count(), 0);
    await workbench.clearNotifications();
    await revertAndClose(/money\.ts/);
  });

  it('create the file that a block names, shown in its head', async () => {
    await showThread();
    assert.equal(await block(2).locator('.code-path').innerText(), 'test/money.test.ts');
    await choose(2, 'Apply to test/money.test.ts…');
    await check();
    assert.equal(existsSync(inWorkspace('test/money.test.ts')), false);
    await apply();
    await editorText('export const isNew = true;').waitFor();
    await revertAndClose(/money\.test\.ts/);
  });

  it('become a new file that is not saved', async () => {
    await choose(0, 'New File…');
    await editorText('/** Replaced. */').waitFor();
    assert.equal(existsSync(inWorkspace('add.ts')), false);
    await revertAndClose(/add\.ts/);
  });

  it('are put into a terminal and run only when somebody presses Enter there', async () => {
    await choose(3, 'Run in Terminal…');
    const terminal = workbench.page.locator('.terminal-wrapper.active .xterm-helper-textarea');
    await terminal.waitFor();
    await workbench.page.getByText('Agent Threads', { exact: true }).first().waitFor();
    await workbench.page.locator('.terminal-wrapper.active .xterm-rows').getByText('touch src/ran.txt').waitFor();
    await workbench.screenshot('run-in-terminal');
    assert.equal(existsSync(inWorkspace('src/ran.txt')), false);
    await workbench.command('Terminal: Focus Terminal');
    await workbench.page.keyboard.press('Enter');
    // The file is there now, which the answer that names it is told.
    await link('src/ran.txt').first().waitFor();
    await workbench.command('Terminal: Kill the Active Terminal Instance');
  });

  it('have no accessibility violation in any standard theme', async () => {
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await showThread();
      // Of what is scrolled out of view it cannot judge the contrast.
      await link('src/money.ts:9').scrollIntoViewIfNeeded();
      assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), [], `${theme}, links`);
      await block(2).hover();
      await block(2).getByRole('button', { name: 'More Code Actions' }).click();
      await workbench.panel().getByRole('menu').waitFor();
      assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), [], theme);
      await workbench.screenshot(`code-actions-${theme.replaceAll(' ', '-').toLowerCase()}`);
      await workbench.page.keyboard.press('Escape');
    }
  });
});
