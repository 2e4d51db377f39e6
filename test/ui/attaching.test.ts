import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { askInPanel } from './support/askInPanel.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

const command = 'Agent Threads: Ask About Selection…';

const cell = { cell_type: 'code', metadata: {}, source: ['x = 1\n', 'y = x + 1'], outputs: [], execution_count: null };

describe('The code that goes with a question', () => {
  let workbench: Workbench;

  const asked = (): Locator => workbench.panel().getByRole('article', { name: /^User/ }).last();
  const box = (): Locator => workbench.page.locator('.quick-input-widget:visible');
  const notification = (text: RegExp): Locator => workbench.page.getByRole('dialog', { name: text });

  function write(name: string, content: string | Uint8Array): void {
    writeFileSync(path.join(workbench.product.workspace, name), content);
  }

  /** Answers the question and, where there are threads already, asks in a new one. */
  async function answer(question: string): Promise<void> {
    await workbench.answer(question);
    await workbench.pick('New Thread');
    await workbench.panel().getByRole('heading', { name: question, level: 1 }).waitFor();
  }

  /** What the service got, word for word. */
  async function sentText(): Promise<string> {
    await asked().getByRole('button', { name: 'Sent text' }).click();
    const shown = asked().locator('pre').last();
    await shown.waitFor();
    return shown.innerText();
  }

  async function explorerRow(name: string): Promise<Locator> {
    await workbench.page.keyboard.press('ControlOrMeta+Shift+E');
    const row = workbench.treeRow(name);
    await row.waitFor();
    return row;
  }

  /** By keyboard from the pointer on: VS Code takes a click that follows the menu too closely for the one that opened it. */
  async function chooseFromMenu(name: string): Promise<void> {
    await (await explorerRow(name)).click({ button: 'right' });
    await workbench.page.getByRole('menuitem', { name: 'Ask About File…' }).hover();
    await workbench.page.keyboard.press('Enter');
  }

  async function openFromExplorer(name: string): Promise<void> {
    await (await explorerRow(name)).dblclick();
    await workbench.page.getByRole('tab', { name, exact: true }).waitFor();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.showThreads();
    await workbench.closeEditors();
    write('picture.dat', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 0]));
    write('large.txt', 'a line of a large file\n'.repeat(10_000));
    write('huge.txt', 'a line of a huge file\n'.repeat(60_000));
    write('numbers.ipynb', JSON.stringify({ cells: [cell, cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    // From now on there is a thread, so that every test is asked the same.
    await workbench.command('Agent Threads: New Thread');
    await askInPanel(workbench, 'Where is `report` defined?');
  });

  beforeEach(() => workbench.closeEditors());

  it('is exactly what is selected, in one fence that names file, lines and language', async () => {
    await workbench.openFile('src/report.ts');
    await workbench.selectLines(5, 7);
    await workbench.command(command);
    await box().getByText('Ask about src/report.ts:5-7').waitFor();
    await answer('What does this function do?');
    const sent = await sentText();
    const [, ...rest] = sent.split('\n');
    assert.match(
      rest.join('\n'),
      /^\nsrc\/report\.ts, lines 5 to 7:\n```typescript\nexport function report[\s\S]*\}\n```$/,
    );
    assert.doesNotMatch(sent, /import/);
  });

  it('is every selection, in the order of the file', async () => {
    await workbench.openFile('src/money.ts');
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    for (let line = 0; line < 6; line++) await workbench.page.keyboard.press('ArrowDown');
    await workbench.page.keyboard.press('Shift+End');
    // A second cursor above: the older selection is the lower one.
    await workbench.page.keyboard.press('Control+Alt+ArrowUp');
    await workbench.command(command);
    await box()
      .getByText(/^Ask about src\/money\.ts:\d/)
      .waitFor();
    await answer('What are these lines?');
    const lines = [...(await sentText()).matchAll(/money\.ts, lines? (\d+)/g)].map((match) => Number(match[1]));
    assert.deepEqual(
      lines,
      [...lines].toSorted((a, b) => a - b),
    );
    assert.ok(lines.length > 0);
  });

  it('may be what the editor has and the disk has not, which the box says', async () => {
    await workbench.openFile('src/money.ts');
    await workbench.page.keyboard.press('ControlOrMeta+Home');
    await workbench.page.keyboard.type('// only typed\n');
    await workbench.selectLines(1, 1);
    await workbench.command(command);
    await box().getByText('Ask about src/money.ts:1 (unsaved changes)').waitFor();
    await answer('What was typed here?');
    assert.match(await sentText(), /```typescript\n\/\/ only typed\n```/);
    await workbench.focusEditor();
    await workbench.command('File: Revert File');
  });

  it('comes from the context menu of the editor too', async () => {
    await workbench.openFile('src/ledger.ts');
    await workbench.selectLines(1, 2);
    await workbench.page.keyboard.press('Shift+F10');
    await workbench.page.getByRole('menuitem', { name: 'Ask About Selection…' }).hover();
    await workbench.page.keyboard.press('Enter');
    await box().getByText('Ask about src/ledger.ts:1-2').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('can be a file that is chosen in the Explorer', async () => {
    await chooseFromMenu('package.json');
    await box().getByText('Ask about package.json:1').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('is never a binary file', async () => {
    await chooseFromMenu('picture.dat');
    await notification(/picture\.dat is a binary file/).waitFor();
    await workbench.clearNotifications();
  });

  it('is sent only after asking where it is large, and never where it is huge', async () => {
    await openFromExplorer('large.txt');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.command(command);
    await workbench.dialog().getByText('Send 225 KB of code?').waitFor();
    await workbench.dialog().getByRole('button', { name: 'Cancel' }).click();
    await openFromExplorer('huge.txt');
    await workbench.focusEditor();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.command(command);
    await notification(/huge\.txt:1-60000 has 1\.3 MB; a question can carry at most 1 MB/).waitFor();
    await workbench.clearNotifications();
  });

  it('can be a cell of a notebook, by its number', async () => {
    await openFromExplorer('numbers.ipynb');
    const second = workbench.page.locator('.notebookOverlay .code-cell-row').nth(1);
    await second.locator('.monaco-editor').click();
    await workbench.page.keyboard.press('ControlOrMeta+A');
    await workbench.page.locator('.notebookOverlay .monaco-editor .selected-text').first().waitFor();
    await workbench.command(command);
    await box().getByText('Ask about numbers.ipynb (cell 2):1-2').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('keeps the question that was typed when its box was left', async () => {
    await workbench.openFile('src/money.ts');
    await workbench.selectLines(1, 2);
    await workbench.command(command);
    await workbench.quickInput().fill('Half a question');
    await workbench.page.keyboard.press('Escape');
    await workbench.command(command);
    await box().getByText('Ask about src/money.ts:1-2').waitFor();
    assert.equal(await workbench.quickInput().inputValue(), 'Half a question');
    await workbench.page.keyboard.press('Escape');
  });

  it('goes where the last one went, if that is not changed', async () => {
    await workbench.openFile('src/money.ts');
    await workbench.selectLines(1, 5);
    await workbench.command(command);
    await workbench.answer('What is this?');
    await workbench.pick('What does this function do?');
    await workbench.panel().getByRole('heading', { name: 'What does this function do?', level: 1 }).waitFor();
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    await workbench.openFile('src/money.ts');
    await workbench.selectLines(7, 9);
    await workbench.command(command);
    await workbench.answer('And this?');
    await box()
      .getByRole('option', { name: /What does this function do/ })
      .and(workbench.page.locator('.focused, [aria-selected=true]'))
      .first()
      .waitFor();
    await workbench.page.keyboard.press('Escape');
  });
});
