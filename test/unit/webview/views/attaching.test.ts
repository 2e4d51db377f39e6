import assert from 'node:assert/strict';
import type { PanelState } from '../../../../src/model/panel.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { hosted, panelState, scenes } from '../../../support/panelScenes.ts';

describe('What goes with a message', () => {
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
  function give(type: 'paste' | 'dragover' | 'drop', files: readonly File[], text = ''): boolean {
    const event = new dom.window.Event(type, { bubbles: true, cancelable: true });
    const data = { files, types: files.length > 0 ? ['Files'] : ['text/plain'], getData: () => text };
    Object.defineProperty(event, type === 'paste' ? 'clipboardData' : 'dataTransfer', { value: data });
    panel.use(() => find(type === 'paste' ? 'textarea' : 'article').dispatchEvent(event));
    return event.defaultPrevented;
  }

  it('is chosen from a menu of what the service takes', () => {
    open(hosted);
    for (const index of [0, 1]) {
      click('[aria-label="Attach"]');
      panel.use(() => root.querySelectorAll<HTMLElement>('[role=menuitem]')[index]?.click());
    }
    assert.deepEqual(said(), [
      { type: 'chooseItem', kind: 'image' },
      { type: 'chooseItem', kind: 'file' },
    ]);
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, canAttach: { images: false, files: true } } });
    click('[aria-label="Attach"]');
    assert.deepEqual(
      [...root.querySelectorAll('[role=menuitem]')].map((each) => each.textContent),
      ['File…'],
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

  it('is an image that is pasted or dropped, and no other file', () => {
    open(hosted);
    const notes = [file('notes.txt', 'text/plain')];
    assert.equal(give('paste', notes), true);
    const words = 'notes.txt was not attached: only PNG, JPEG, GIF and WebP images can be.';
    assert.equal(find('.composer-notice').textContent, words);
    assert.equal(find('[role=status]').textContent, words);
    panel.use(() => panel.store.type('x'));
    assert.equal(root.querySelector('.composer-notice'), null);
    assert.equal(give('drop', notes), true);
    assert.equal(find('.composer-notice').textContent, words);
    assert.deepEqual(
      said().filter((each) => each.type === 'attachImage'),
      [],
    );
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
    assert.ok(root.querySelector('.composer.is-drop-target'));
    give('drop', []);
    assert.equal(root.querySelector('.composer.is-drop-target'), null);
  });

  it('is nothing where the service takes text alone, which is said', () => {
    open(panelState({ messages: hosted.messages }));
    give('drop', [file('a.png', 'image/png')]);
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
