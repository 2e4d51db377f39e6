import assert from 'node:assert/strict';
import type { PanelState } from '../../../../src/model/panel.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { hosted, panelState, scenes } from '../../../support/panelScenes.ts';

describe('What goes with a message', () => {
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

  function open(state: PanelState): void {
    panel = mountPanel(root);
    panel.say({ type: 'snapshot', seq: 0, state });
  }

  function find(selector: string): HTMLElement {
    const found = root.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  }

  const click = (selector: string): void => panel.use(() => find(selector).click());
  const said = () => panel.posted.filter((each) => each.type !== 'ready');
  const file = (name: string, type: string): File => new dom.window.File(['x'], name, { type });

  /** Hands over what a browser does with a paste or a drop; returns whether the panel took it. */
  function give(
    type: 'paste' | 'dragover' | 'drop',
    files: readonly File[],
    text = '',
    types: readonly string[] = files.length > 0 ? ['Files'] : ['text/plain'],
    shiftKey = false,
  ): boolean {
    const event = Object.assign(new dom.window.Event(type, { bubbles: true, cancelable: true }), { shiftKey });
    const data = { files, types, getData: (wanted: string) => ([...types, 'text/plain'].includes(wanted) ? text : '') };
    Object.defineProperty(event, type === 'paste' ? 'clipboardData' : 'dataTransfer', { value: data });
    panel.use(() => find(type === 'paste' ? 'textarea' : 'article').dispatchEvent(event));
    return event.defaultPrevented;
  }

  function press(key: string, more: KeyboardEventInit = {}): void {
    const event = new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    panel.use(() => find('textarea').dispatchEvent(event));
  }

  /** Files are read at their own pace. */
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      panel.use(() => undefined);
    }
  }

  it('is chosen from a menu of what the service takes', () => {
    open(hosted);
    for (const index of [0, 1, 2]) {
      click('[aria-label="Attach"]');
      panel.use(() => root.querySelectorAll<HTMLElement>('[role=menuitem]')[index]?.click());
    }
    assert.deepEqual(said(), [
      { type: 'chooseItem', kind: 'code' },
      { type: 'chooseItem', kind: 'image' },
      { type: 'chooseItem', kind: 'file' },
    ]);
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, canAttach: { images: false, files: true } } });
    click('[aria-label="Attach"]');
    assert.deepEqual(
      [...root.querySelectorAll('[role=menuitem]')].map((each) => each.textContent),
      ['Add Selection or File…', 'File…'],
    );
  });

  it('can be taken away again, and the box has the focus', () => {
    open(scenes['attaching'] ?? hosted);
    click('[aria-label="Remove Handbook 2026.pdf"]');
    assert.deepEqual(said(), [{ type: 'removeItem', id: 'i2' }]);
    assert.equal(dom.document.activeElement, find('textarea'));
  });

  it('is not sent without a text', () => {
    open(scenes['attaching'] ?? hosted);
    panel.use(() => find('form').dispatchEvent(new dom.window.Event('submit', { bubbles: true, cancelable: true })));
    assert.deepEqual(said(), []);
  });

  it('is a text file that is pasted or dropped, and no other file', async () => {
    open(hosted);
    assert.equal(give('paste', [file('notes.txt', 'text/plain')]), true);
    await until(() => said().length === 1);
    assert.partialDeepStrictEqual(said(), [{ type: 'attachText', name: 'notes.txt', text: 'x' }]);
    assert.equal(give('drop', [new dom.window.File(['a\0b'], 'a.zip', { type: '' })]), true);
    await until(() => root.querySelector('.composer-notice') !== null);
    const words = 'a.zip was not attached: only text files and images can be.';
    assert.equal(find('.composer-notice').textContent, words);
    assert.equal(find('[role=status]').textContent, words);
    panel.use(() => panel.store.type('x'));
    assert.equal(root.querySelector('.composer-notice'), null);
  });

  it('is a file of the editor that is dropped, by its address alone', () => {
    open(hosted);
    const uris = 'file:///work/a.ts\r\nfile:///work/b.ts\r\nfile:///work/a.ts';
    assert.equal(give('drop', [], uris, ['text/uri-list']), true);
    assert.deepEqual(said(), [{ type: 'attachFiles', uris: ['file:///work/a.ts', 'file:///work/b.ts'] }]);
  });

  it('is a long text that is pasted, which can be undone', () => {
    open(hosted);
    const long = 'line\n'.repeat(41);
    assert.equal(give('paste', [], 'short\n'.repeat(3)), false);
    assert.equal(give('paste', [], long), true);
    assert.deepEqual(said(), [{ type: 'attachText', id: 'nonce', text: long }]);
    press('z', { ctrlKey: true });
    assert.deepEqual(said().at(-1), { type: 'removeItem', id: 'nonce' });
    press('z', { ctrlKey: true });
    assert.equal(said().length, 2);
    assert.equal(give('paste', [], 'x'.repeat(1_000_001)), true);
    assert.match(find('.composer-notice').textContent, /^What you pasted is too long \(977 KB\)/);
  });

  it('is shown with what can be done with it', () => {
    open({
      ...hosted,
      items: [
        {
          id: 'c',
          kind: 'code',
          name: 'a.ts:3-9',
          path: 'src/a.ts:3-9',
          lineCount: 7,
          sizeBytes: 120,
          isChanged: true,
        },
        { id: 't', kind: 'text', name: 'Pasted text', lineCount: 52, sizeBytes: 4_000 },
      ],
    });
    assert.deepEqual(
      [...root.querySelectorAll('.composer-item')].map((each) => each.textContent),
      ['a.ts:3-9changed sinceRefresh', 'Pasted text, 52 lines'],
    );
    assert.equal(find('.item-name').title, 'src/a.ts:3-9\n7 lines, 120 bytes\nShow exactly what is sent');
    click('.item-name');
    click('[aria-label="Refresh a.ts:3-9"]');
    click('[aria-label="Insert Pasted text as Text"]');
    assert.deepEqual(said(), [
      { type: 'itemAction', action: 'open', id: 'c' },
      { type: 'itemAction', action: 'refresh', id: 'c' },
      { type: 'itemAction', action: 'toText', id: 't' },
    ]);
    panel.say({ type: 'itemText', id: 't', text: 'all of it' });
    panel.use(() => undefined);
    assert.equal(root.querySelector('textarea')?.value, 'all of it');
    assert.deepEqual(said().at(-1), { type: 'removeItem', id: 't' });
  });

  it('may be a pasted text without a word', () => {
    open({ ...hosted, items: [{ id: 't', kind: 'text', name: 'Pasted text', lineCount: 52 }] });
    press('Enter');
    assert.partialDeepStrictEqual(said(), [{ type: 'send', text: '' }]);
  });

  it('is left to the box where text was copied, also with a picture of it', () => {
    open(hosted);
    assert.equal(give('paste', []), false);
    assert.equal(give('paste', [file('table.png', 'image/png')], 'a\tb'), false);
    assert.equal(give('drop', []), false);
  });

  it('shows where a dragged file would go, and only while it is there', () => {
    open(hosted);
    assert.equal(give('dragover', [file('a.png', 'image/png')]), true);
    assert.equal(find('.composer-hint').textContent, 'Hold Shift to drop');
    assert.equal(give('dragover', [], '', ['text/uri-list'], true), true);
    assert.ok(root.querySelector('.composer.is-drop-target'));
    assert.equal(find('.composer-hint').textContent, 'Drop to attach');
    give('drop', []);
    assert.equal(root.querySelector('.composer.is-drop-target'), null);
  });

  it('is no image where the service takes none, which is said', async () => {
    open(panelState({ messages: hosted.messages }));
    give('drop', [file('a.png', 'image/png')]);
    await until(() => root.querySelector('.composer-notice') !== null);
    assert.equal(find('.composer-notice').textContent, 'Images cannot go with a message here.');
  });

  it('leads to the settings of the run, changed or not', () => {
    open(hosted);
    click('.composer-tools [aria-label="More"]');
    click('[role=menuitem]');
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, runSettings: 'temperature 0.2' } });
    click('.run-settings');
    assert.deepEqual(said(), [{ type: 'runSettings' }, { type: 'runSettings' }]);
  });
});
