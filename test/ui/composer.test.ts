import assert from 'node:assert/strict';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type RunningHost, startBuiltHost } from './support/builtHost.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

/** Slow enough that the server can be held in the middle of a run. */
const slowPaceMs = 400;
const connection = 'Slow Server';

describe('The composer', () => {
  let workbench: Workbench;
  let host: RunningHost;

  const panel = () => workbench.panel();
  const box = (): Locator => panel().getByRole('textbox', { name: 'Message' });
  const queue = (): Locator => panel().getByRole('region', { name: 'Queued messages' }).getByRole('listitem');
  const chips = (): Locator => panel().getByRole('list', { name: 'Goes with the message' }).getByRole('listitem');
  const asked = (): Locator => panel().getByRole('article', { name: /^User/ });
  const stop = (): Locator => panel().getByRole('button', { name: 'Stop', exact: true });

  async function send(text: string): Promise<void> {
    await box().fill(text);
    await box().press('Enter');
  }

  /** Resolves when the box holds exactly this. */
  async function boxHas(text: string): Promise<void> {
    await box().evaluate(
      (element, wanted) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            if ((element as HTMLTextAreaElement).value === wanted) resolve();
            else requestAnimationFrame(look);
          };
          look();
        }),
      text,
    );
  }

  /** What a browser does when a person pastes; the clipboard itself is not there for a page of a test. */
  async function paste(text: string): Promise<void> {
    await box().evaluate((element, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  /** The same for files of the editor that are dropped while Shift is held. */
  async function dropUris(...uris: readonly string[]): Promise<void> {
    await box().evaluate((element, dropped) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData('application/vnd.code.uri-list', dropped.join('\r\n'));
      for (const type of ['dragover', 'drop']) {
        element.dispatchEvent(new DragEvent(type, { dataTransfer, shiftKey: true, bubbles: true, cancelable: true }));
      }
    }, uris);
  }

  async function newThread(): Promise<void> {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick(connection);
    await box().waitFor();
  }

  /** Asks in a new thread; once the run is on its way it goes on only when the server does, however long that takes. */
  async function askAndHold(question: string): Promise<void> {
    await newThread();
    await send(question);
    await panel()
      .getByRole('article', { name: /^Assistant/ })
      .waitFor();
    host.pause();
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.showThreads();
    await workbench.closeEditors();
    host = await startBuiltHost(workbench.product.workspace, slowPaceMs);
    await addConnection(workbench, host, connection);
  });

  after(async () => {
    await removeConnection(workbench, connection);
    await host.stop();
  });

  beforeEach(() => workbench.closeEditors());

  it('queues what is sent while the agent works, also through a reload, and sends it in order', async function () {
    // Three slow runs, one after the other.
    this.timeout(300_000);
    await askAndHold('Where is `report` defined?');
    await send('Where is `add` used?');
    await queue().first().waitFor();
    await send('Where is `money` used?');
    await queue().nth(1).waitFor();
    await queue().nth(1).getByRole('button', { name: /^Edit/ }).click();
    await boxHas('Where is `money` used?');
    await queue().nth(1).waitFor({ state: 'detached' });
    await send('Where is `format` used?');
    await queue().nth(1).waitFor();
    assert.deepEqual(await queue().locator('.queued-text').allInnerTexts(), [
      'Where is `add` used?',
      'Where is `format` used?',
    ]);
    await workbench.screenshot('queue');
    assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), []);
    await workbench.reload();
    await queue().nth(1).waitFor();
    host.resume();
    await asked().nth(2).waitFor({ timeout: 120_000 });
    await stop().waitFor({ state: 'detached', timeout: 60_000 });
    for (const [index, question] of [
      'Where is `report` defined?',
      'Where is `add` used?',
      'Where is `format` used?',
    ].entries()) {
      // What is far from the view has no text.
      await asked().nth(index).scrollIntoViewIfNeeded();
      assert.equal(await asked().nth(index).locator('.question-text').innerText(), question);
    }
    assert.equal(await asked().count(), 3);
    assert.equal(await queue().count(), 0);
  });

  it('stops the agent for a queued message that is to go now', async function () {
    this.timeout(180_000);
    await askAndHold('Where is `report` defined?');
    await send('Where is `add` used?');
    await queue()
      .first()
      .getByRole('button', { name: /^Send Now/ })
      .press('Enter');
    await panel().getByText('The first is sent when the agent has stopped').waitFor();
    host.resume();
    await asked().nth(1).waitFor({ timeout: 60_000 });
    assert.equal(await queue().count(), 0);
    await stop().waitFor({ state: 'detached', timeout: 60_000 });
    assert.equal(await asked().count(), 2);
  });

  it('takes code of the editor along, as it was chosen, and says when the file has changed', async function () {
    this.timeout(240_000);
    await newThread();
    await workbench.openFile('src/report.ts');
    await workbench.selectLines(5, 7);
    await workbench.command('Agent Threads: Add Selection to Message');
    await chips().getByRole('button', { name: 'report.ts:5-7', exact: true }).waitFor();
    assert.equal(await asked().count(), 0);
    await dropUris(`file://${path.join(workbench.product.workspace, 'src/money.ts')}`, 'file:///etc/hostname');
    await chips()
      .nth(1)
      .getByText(/^money\.ts:1-/)
      .waitFor();
    await workbench.notification(/hostname was not added: it is not in this workspace/).waitFor();
    await workbench.clearNotifications();
    await chips()
      .nth(1)
      .getByRole('button', { name: /^Remove/ })
      .click();
    await chips().nth(1).waitFor({ state: 'detached' });
    await workbench.focusEditor();
    await workbench.selectLines(6, 6);
    await workbench.page.keyboard.type('// changed');
    await chips().getByText('changed since').waitFor();
    await chips().getByRole('button', { name: 'report.ts:5-7', exact: true }).click();
    await workbench.page.getByRole('tab', { name: /^As chosen - report\.ts/ }).waitFor();
    await workbench.command('View: Close Editor');
    await workbench.page.getByRole('tab', { name: /^report\.ts/, selected: true }).waitFor();
    await workbench.command('File: Revert File');
    await chips().getByText('changed since').waitFor({ state: 'detached' });
    await workbench.reload();
    await chips().getByRole('button', { name: 'report.ts:5-7', exact: true }).waitFor({ timeout: 90_000 });
    assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), []);
    await workbench.screenshot('chips');
    await send('What does this do?');
    await asked().getByRole('button', { name: 'Sent text' }).click();
    assert.match(
      await asked().locator('pre').last().innerText(),
      /^What does this do\?\n\nsrc\/report\.ts, lines 5 to 7:/,
    );
    assert.equal(await chips().count(), 0);
  });

  it('makes a chip of a long text, which can be read, put into the box, and sent', async () => {
    await newThread();
    const long = Array.from({ length: 60 }, (_, index) => `line ${index + 1}`).join('\n');
    await paste(long);
    await chips().getByRole('button', { name: 'Pasted text, 60 lines' }).click();
    await workbench.page.getByRole('tab', { name: /^Pasted text/ }).waitFor();
    await workbench.page.locator('.view-line', { hasText: 'line 3' }).first().waitFor();
    await workbench.command('View: Close Editor');
    await chips().getByRole('button', { name: 'Insert Pasted text as Text' }).click();
    await chips().first().waitFor({ state: 'detached' });
    await boxHas(long);
    await box().fill('');
    await paste(long);
    await chips().first().waitFor();
    await send('Where is `add` used?');
    await asked().getByRole('button', { name: 'Sent text' }).click();
    const sent = await asked().locator('pre').last().innerText();
    assert.equal(sent.trimEnd(), `Where is \`add\` used?\n\nPasted text:\n\`\`\`\n${long}\n\`\`\``);
  });

  it('brings earlier prompts back with the arrow keys', async () => {
    await newThread();
    await box().press('ArrowUp');
    await boxHas('Where is `add` used?');
    await box().press('ArrowUp');
    await boxHas('What does this do?');
    await box().press('ArrowDown');
    await box().press('ArrowDown');
    await boxHas('');
  });

  it('takes a text file that is dropped', async () => {
    await newThread();
    await box().evaluate((element) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['one\ntwo'], 'notes.txt', { type: 'text/plain' }));
      element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
    });
    await chips().getByRole('button', { name: 'notes.txt, 2 lines' }).waitFor();
  });
});
