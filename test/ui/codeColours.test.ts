import type { Frame } from 'playwright-core';
import { sharedWorkbench } from './support/session.ts';
import { everyTheme, type Theme, type Workbench } from './support/workbench.ts';

/** Words of a method that the answer quotes: for control, a declaration, a variable of the language, and a number. */
const words = ['return', 'const', 'this', '0'];

interface Look {
  readonly selector: string;
  readonly words: readonly string[];
  readonly expected?: readonly (string | undefined)[];
}

/**
 * Runs in a page: the colours of the words in what is below `selector`, `undefined` for a word that is not there; false
 * if they are not those that are expected.
 */
function colorsOf({ selector, words, expected }: Look): (string | undefined)[] | false {
  const colors = new Map<string, string>();
  for (const element of document.querySelectorAll(selector)) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? '').replaceAll('\u00a0', ' ');
      const word = words.find((each) => text.trim() === each);
      if (word !== undefined && node.parentElement) colors.set(word, getComputedStyle(node.parentElement).color);
    }
  }
  const found = words.map((word) => colors.get(word));
  return expected === undefined || found.join() === expected.join() ? found : false;
}

describe('Code in an answer', () => {
  let workbench: Workbench;
  let panel: Frame;

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await workbench.openFile('src/money.ts');
    await workbench.selectLines(1, 18);
    await workbench.page.keyboard.press('ControlOrMeta+K');
    await workbench.page.keyboard.press('a');
    await workbench.answer('What does this do?');
    // Asked where there are threads already, of other tests.
    const destination = workbench.page.getByPlaceholder(/Ask in a new thread/);
    await destination.or(workbench.page.locator('iframe.webview.ready')).first().waitFor();
    if (await destination.isVisible()) await workbench.pick('New Thread');
    await workbench
      .panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    await workbench.panel().getByRole('group', { name: 'Code, TypeScript' }).first().waitFor();
    await workbench.openFile('src/ledger.ts');
    const frame = await (await workbench.panel().locator('body').elementHandle())?.ownerFrame();
    if (!frame) throw new Error('No webview is open.');
    panel = frame;
  });

  after(() => workbench.setTheme('Dark Modern'));

  /** Resolves when the words have the same colours in the panel as in the editor beside it. */
  async function untilLikeEditor(): Promise<void> {
    const expected = await workbench.page.evaluate(colorsOf, { selector: '.monaco-editor .view-line', words });
    if (!expected || expected.includes(undefined)) throw new Error(`The editor does not show all of ${words.join()}.`);
    if (new Set(expected).size < 3) throw new Error(`The editor shows too few colours: ${expected.join()}`);
    const place = { selector: '.code-block code', words };
    try {
      await panel.waitForFunction(colorsOf, { ...place, expected });
    } catch (error) {
      const found = await panel.evaluate(colorsOf, place);
      throw new Error(`${words.join()} are\n${String(found)} and not\n${expected.join()}`, { cause: error });
    }
  }

  it('has the colours that the editor gives to it', untilLikeEditor);

  for (const theme of ['Monokai', ...everyTheme] satisfies readonly Theme[]) {
    it(`follows a change to ${theme}`, async () => {
      await workbench.setTheme(theme);
      await workbench.panel().locator(`body[data-vscode-theme-id="${theme}"]`).waitFor();
      await untilLikeEditor();
      await workbench.screenshot(`code-colours-${theme.replaceAll(' ', '-')}`);
    });
  }
});
