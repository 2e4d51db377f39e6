import assert from 'node:assert/strict';
import type { CheckedFile } from '../../../../src/model/fileCheck.ts';
import { emptyRun } from '../../../../src/model/runState.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { message, panelState, question, runView } from '../../../support/panelScenes.ts';

describe('The code and the files of an answer', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  function open(text: string, before = question): void {
    panel = mountPanel(root);
    const said = message('m2', 'assistant', [{ type: 'text', text }], { runId: 'r1' });
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [before, said] }) });
  }

  const find = (selector: string): HTMLElement => {
    const found = root.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  };
  const more = (): HTMLElement => find('[aria-label="More Code Actions"]');
  const items = (): HTMLElement[] => [...root.querySelectorAll<HTMLElement>('.code-block [role=menuitem]')];
  const labels = (): (string | null)[] => items().map((each) => each.textContent);
  const posted = (type: string) => panel.posted.filter((each) => each.type === type);

  /** The menu is loaded when it is first wanted. */
  async function openMenu(act: () => void = () => more().click()): Promise<void> {
    panel.use(act);
    await loadLater();
    await Promise.resolve();
    panel.use(() => undefined);
  }

  const found = (...files: readonly (readonly [string, string | undefined])[]): CheckedFile[] =>
    files.map(([asked, path]) => (path === undefined ? { asked } : { asked, place: { path } }));

  describe('in a menu of the block', () => {
    it('replaces the code that was asked about, under its name', async () => {
      open('```ts\nconst a = 1;\n```');
      await openMenu();
      assert.deepEqual(labels(), ['Replace src/net/sse.ts:12-16', 'Apply to src/net/sse.ts…', 'New File…']);
      panel.use(() => items()[0]?.click());
      assert.deepEqual(posted('codeAction'), [
        {
          type: 'codeAction',
          action: 'replaceAsked',
          code: 'const a = 1;',
          language: 'ts',
          questionId: 'm1',
          attachment: 0,
        },
      ]);
      assert.deepEqual(items(), [], 'the menu closes');
      assert.equal(dom.document.activeElement, more());
    });

    it('applies it to the file that the block names, which its head shows', async () => {
      open('```ts title=src/new.ts\nconst a = 1;\n```');
      assert.equal(find('.code-path').textContent, 'src/new.ts');
      await openMenu();
      assert.ok(labels().includes('Apply to src/new.ts…'));
      assert.deepEqual(labels(), ['Apply to src/new.ts…', 'New File…'], 'it is not what was asked about');
      panel.use(() => items()[0]?.click());
      const [sent] = posted('codeAction');
      assert.ok(sent?.type === 'codeAction' && sent.path === 'src/new.ts' && sent.action === 'apply');
    });

    it('offers nothing to replace where nothing was asked about, and says why nothing can be applied', async () => {
      open('```ts\nconst a = 1;\n```', message('m1', 'user', [{ type: 'text', text: 'Hi' }], { question: 'Hi' }));
      await openMenu();
      assert.deepEqual(labels(), ['Apply as Change…', 'New File…']);
      assert.equal(items()[0]?.getAttribute('aria-disabled'), 'true');
      assert.match(find('.menu-note').textContent ?? '', /which file/);
      panel.use(() => items()[0]?.click());
      assert.deepEqual(posted('codeAction'), []);
    });

    it('puts commands into a terminal, and only those', async () => {
      open('```sh\nnpm test\n```');
      await openMenu();
      assert.ok(labels().includes('Run in Terminal…'));
    });

    it('says how many files a diff changes', async () => {
      const file = (name: string): string => `--- a/${name}\n+++ b/${name}\n@@ -1 +1 @@\n-a\n+b\n`;
      open(`\`\`\`diff\n${file('x.ts')}${file('y.ts')}\`\`\``);
      await openMenu();
      assert.ok(labels().includes('Apply to 2 Files…'));
    });

    it('waits until the code is whole', async () => {
      panel = mountPanel(root);
      const run = runView({
        state: { ...emptyRun, runId: 'r1', parts: [{ type: 'text', text: '```ts\nconst a', isOpen: true }] },
      });
      panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [question], run }) });
      await openMenu();
      assert.ok(items().every((each) => each.getAttribute('aria-disabled') === 'true'));
      assert.match(find('.menu-note').textContent ?? '', /still being written/);
    });

    it('works with the keyboard alone', async () => {
      open('```ts\nconst a = 1;\n```');
      const press = (key: string): void => {
        const event = new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
        panel.use(() => dom.document.activeElement?.dispatchEvent(event));
      };
      more().focus();
      await openMenu(() => press('ArrowUp'));
      assert.equal(dom.document.activeElement?.textContent, 'New File…');
      press('ArrowDown');
      assert.equal(dom.document.activeElement?.textContent, 'Replace src/net/sse.ts:12-16');
      press('Escape');
      assert.deepEqual(items(), []);
      assert.equal(dom.document.activeElement, more());
      assert.equal(more().getAttribute('aria-expanded'), 'false');
    });

    it('closes when its button is pressed again', async () => {
      open('```ts\nconst a = 1;\n```');
      await openMenu();
      assert.equal(more().getAttribute('aria-expanded'), 'true');
      await openMenu();
      assert.deepEqual(items(), []);
    });
  });

  describe('that are named', () => {
    it('are asked about once, together, and become links if they exist, in place', () => {
      open('See src/a.ts:3, src/b.ts and src/a.ts.\n\nAnd [this](lib/c.ts).');
      assert.deepEqual(posted('checkFiles'), [{ type: 'checkFiles', paths: ['src/a.ts', 'src/b.ts', 'lib/c.ts'] }]);
      assert.equal(root.querySelector('[role=link]'), null);
      const text = find('.markdown').textContent;
      const nodes = [...root.querySelectorAll('.file-mention')].map((each) => each.firstChild);
      panel.say({ type: 'checkedFiles', files: found(['src/a.ts', 'src/a.ts'], ['src/b.ts', undefined]) });
      const links = [...root.querySelectorAll<HTMLElement>('[role=link]')];
      assert.deepEqual(
        links.map((each) => each.textContent),
        ['src/a.ts:3', 'src/a.ts'],
      );
      assert.equal(find('.markdown').textContent, text);
      assert.deepEqual(
        [...root.querySelectorAll('.file-mention')].map((each) => each.firstChild),
        nodes,
        'a selection in the text survives',
      );
      links[0]?.click();
      assert.deepEqual(posted('openFile'), [{ type: 'openFile', path: 'src/a.ts', startLine: 3 }]);
    });

    it('lead to where the host found them', () => {
      open('At `money.ts` and /home/me/project/src/a.ts:7.');
      panel.say({
        type: 'checkedFiles',
        files: [
          { asked: 'money.ts', place: { path: 'src/money.ts', folder: 'app' } },
          { asked: '/home/me/project/src/a.ts', place: { path: 'src/a.ts' } },
        ],
      });
      for (const link of root.querySelectorAll<HTMLElement>('[role=link]')) link.click();
      assert.deepEqual(posted('openFile'), [
        { type: 'openFile', path: 'src/money.ts', folder: 'app' },
        { type: 'openFile', path: 'src/a.ts', startLine: 7 },
      ]);
    });

    it('follow what happens to the files', () => {
      open('See src/a.ts and src/b.ts.');
      panel.say({ type: 'checkedFiles', files: found(['src/a.ts', 'src/a.ts'], ['src/b.ts', undefined]) });
      panel.say({ type: 'filesChanged' });
      assert.equal(posted('checkFiles').length, 2);
      assert.equal(find('[role=link]').textContent, 'src/a.ts', 'until the host says otherwise');
      panel.say({ type: 'checkedFiles', files: found(['src/a.ts', undefined], ['src/b.ts', 'src/b.ts']) });
      assert.deepEqual(
        [...root.querySelectorAll('[role=link]')].map((each) => each.textContent),
        ['src/b.ts'],
      );
    });

    it('are links in stack traces, too, and in no code of a language', () => {
      open('```\nError: no\n    at fn (src/a.ts:12:5)\n```\n\n```ts\n// look at src/a.ts:12\n```');
      panel.say({ type: 'checkedFiles', files: found(['src/a.ts', 'src/a.ts']) });
      assert.deepEqual(
        [...root.querySelectorAll('[role=link]')].map((each) => each.textContent),
        ['src/a.ts:12:5'],
      );
      assert.equal(find('.code-block code').textContent, 'Error: no\n    at fn (src/a.ts:12:5)\n');
    });

    it('are asked about in pieces if there are very many', () => {
      open(Array.from({ length: 450 }, (_, index) => `- src/file${index}.ts`).join('\n'));
      panel.use(() => undefined);
      panel.use(() => undefined);
      const sizes = posted('checkFiles').map((each) => ('paths' in each ? each.paths.length : 0));
      assert.deepEqual(sizes, [200, 200, 50]);
    });

    it('show their lines to whom the focus is on the link', async () => {
      open('See src/a.ts:3.');
      panel.say({ type: 'checkedFiles', files: found(['src/a.ts', 'src/a.ts']) });
      const link = find('[role=link]');
      // This page without a browser does not know which focus is visible.
      Object.defineProperty(link, 'matches', { value: (selector: string) => selector === ':focus-visible' });
      panel.use(() => link.focus());
      await loadLater();
      await Promise.resolve();
      const [request] = posted('previewFile');
      assert.deepEqual(request, { type: 'previewFile', id: 1, path: 'src/a.ts', startLine: 3 });
      panel.say({ type: 'filePreview', id: 1, startLine: 2, lines: ['two', 'three'], lineCount: 9 });
      const box = dom.document.querySelector('#file-preview');
      assert.equal(box?.querySelector('.file-preview-head')?.textContent, 'src/a.ts:3');
      assert.equal(box?.querySelector('.is-meant')?.textContent, 'three');
      assert.equal(link.getAttribute('aria-describedby'), 'file-preview');
      panel.use(() => link.blur());
      assert.equal(link.hasAttribute('aria-describedby'), false);
    });
  });
});
