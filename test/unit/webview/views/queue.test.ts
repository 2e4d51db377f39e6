import assert from 'node:assert/strict';
import type { PanelState, QueuedMessage } from '../../../../src/model/panel.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { message, panelState, runView } from '../../../support/panelScenes.ts';

const queued = (nonce: string, more: Partial<QueuedMessage> = {}): QueuedMessage => ({
  nonce,
  text: `Message ${nonce}`,
  attached: [],
  isOwn: true,
  ...more,
});

describe('The queue above the composer', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
    panel = mountPanel(root);
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  const show = (state: Partial<PanelState>): void =>
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [message('m1', 'user', [])], ...state }) });

  function find(selector: string): HTMLElement {
    const found = root.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  }

  const click = (label: string): void => panel.use(() => find(`[aria-label="${label}"]`).click());
  const said = () => panel.posted.filter((each) => each.type !== 'ready');
  const spoken = (): string => find('[role=status]').textContent.trim();
  const box = (): HTMLTextAreaElement => root.querySelector('textarea') ?? assert.fail();
  const rows = (): readonly string[] => [...root.querySelectorAll('.queued-body')].map((each) => each.textContent);

  it('is a list of what waits, with what goes along, and says what it waits for', () => {
    show({ run: runView(), queue: [queued('a'), queued('b', { attached: ['src/a.ts:3-9', 'shot.png'] })] });
    assert.deepEqual(rows(), ['Message a', 'Message bWith src/a.ts:3-9, shot.png']);
    assert.equal(find('.queue-note').textContent, 'Sent when the agent has finished');
    assert.equal(root.querySelector('[aria-label="Move Up: Message a"]'), null);
    click('Move Up: Message b');
    click('Remove: Message a');
    assert.deepEqual(said(), [
      { type: 'queueAction', action: 'moveUp', nonce: 'b' },
      { type: 'queueAction', action: 'remove', nonce: 'a' },
    ]);
    assert.equal(dom.document.activeElement, box());
  });

  it('is folded where a message is long', () => {
    const text = 'one\ntwo\nthree\nfour';
    show({ run: runView(), queue: [queued('a', { text })] });
    assert.equal(find('.queued-text').textContent, 'one\ntwo\nthree…');
    panel.use(() => find('.queued .text-button').click());
    assert.equal(find('.queued-text').textContent, text);
  });

  it('says why it waits and lets the next one go', () => {
    show({ queue: [queued('a')], queueWaits: 'The run failed.' });
    assert.equal(find('.queue-note').textContent, 'The run failed. Not sent yet.');
    panel.use(() => find('.queue-head .button').click());
    assert.deepEqual(said(), [{ type: 'queueAction', action: 'sendNext', nonce: 'a' }]);
  });

  it('lets the first one go at once for somebody who would rather not wait, and says what that does', () => {
    show({ run: runView(), queue: [queued('a'), queued('b')] });
    const now = find('.queued .text-button');
    assert.equal(now.textContent, 'Send Now');
    assert.equal(now.title, 'Stops the agent, then sends this message');
    assert.equal(root.querySelectorAll('.queued .text-button').length, 1);
    panel.use(() => now.click());
    assert.deepEqual(said(), [{ type: 'queueAction', action: 'sendNow', nonce: 'a' }]);
    assert.equal(dom.document.activeElement, box());
    show({ run: runView({ activity: 'stopping' }), queue: [queued('a', { isNext: true }), queued('b')] });
    assert.equal(find('.queue-note').textContent, 'The first is sent when the agent has stopped');
    assert.equal(root.querySelector('.queued .text-button'), null);
  });

  it('offers that only where there is a run to be stopped', () => {
    for (const activity of ['sending', 'settling'] as const) {
      show({ run: runView({ activity }), queue: [queued('a')] });
      assert.equal(root.querySelector('.queued .text-button'), null, activity);
    }
  });

  it('leaves messages of another window to that window', () => {
    show({ run: runView(), queue: [queued('a', { isOwn: false })] });
    assert.deepEqual(rows(), ['Message aSent by another window']);
    assert.equal(root.querySelector('.queued button'), null);
  });

  it('is told to a screen reader as it changes', () => {
    show({ run: runView() });
    show({ run: runView(), queue: [queued('a')] });
    assert.equal(spoken(), 'Queued');
    show({ messages: [message('m1', 'user', []), message('m2', 'user', [], { nonce: 'a' })], run: runView() });
    assert.equal(spoken(), 'Queued message sent');
  });

  it('gives a message back into the box, and what was typed there after it was sent', () => {
    show({ run: runView(), queue: [queued('a')] });
    panel.use(() => panel.store.type('half a thought'));
    click('Edit: Message a');
    assert.deepEqual(said(), [
      { type: 'draft', text: 'half a thought', atMs: 1_000 },
      { type: 'queueAction', action: 'edit', nonce: 'a' },
    ]);
    show({ run: runView(), draft: 'Message a', draftAtMs: 1_000 });
    assert.equal(box().value, 'Message a');
    assert.match(find('.composer-hint').textContent, /comes back/);
    const reloaded = structuredClone(panel.kept());
    panel.close();
    panel = mountPanel(root, reloaded);
    show({ run: runView(), draft: 'Message a', draftAtMs: 1_000 });
    panel.use(() => panel.store.type('Message a, better'));
    panel.use(() => panel.store.send());
    assert.partialDeepStrictEqual(said().at(-1), { type: 'send', text: 'Message a, better' });
    assert.equal(box().value, 'half a thought');
    assert.equal(root.querySelector('.composer-hint'), null);
  });

  it('gives a message back also to somebody who types on before it comes', () => {
    show({ run: runView(), queue: [queued('a')] });
    panel.use(() => panel.store.type('half'));
    click('Edit: Message a');
    panel.use(() => panel.store.type('half a thought'));
    panel.use(() => panel.store.flush());
    assert.deepEqual(said().at(-1), { type: 'queueAction', action: 'edit', nonce: 'a' }, 'no draft in its place');
    show({ run: runView(), draft: 'Message a', draftAtMs: 900 });
    assert.equal(box().value, 'Message a');
    panel.use(() => panel.store.send());
    assert.equal(box().value, 'half a thought');
  });

  it('keeps what is typed where a message was sent before it could be edited', () => {
    show({ run: runView(), queue: [queued('a')] });
    panel.use(() => panel.store.type('half a thought'));
    click('Edit: Message a');
    show({ run: runView(), draft: 'half a thought', draftAtMs: 1_000 });
    assert.equal(box().value, 'half a thought');
    assert.equal(root.querySelector('.composer-hint'), null);
  });
});

describe('Earlier prompts', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
    panel = mountPanel(root);
    const messages = ['First', 'Second'].map((question) => message(question, 'user', [], { question }));
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages }) });
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  const box = (): HTMLTextAreaElement => root.querySelector('textarea') ?? assert.fail();

  function press(key: string): string {
    const event = new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    panel.use(() => box().dispatchEvent(event));
    return box().value;
  }

  it('come back with the arrows, those of the thread first, then those of the workspace', () => {
    assert.equal(press('ArrowUp'), 'Second');
    panel.say({ type: 'history', prompts: ['Second', 'Elsewhere\nin two lines'] });
    assert.deepEqual(
      [press('ArrowUp'), press('ArrowUp'), press('ArrowUp')],
      ['First', 'Elsewhere\nin two lines', 'Elsewhere\nin two lines'],
    );
    assert.equal(box().selectionStart, 0);
    assert.deepEqual([press('ArrowDown'), press('ArrowDown'), press('ArrowDown')], ['First', 'Second', '']);
    assert.equal(press('ArrowDown'), '');
  });

  it('never replace what is typed', () => {
    panel.use(() => panel.store.type('Mine'));
    assert.equal(press('ArrowUp'), 'Mine');
    panel.use(() => panel.store.type(''));
    press('ArrowUp');
    panel.use(() => panel.store.type('Second, changed'));
    assert.equal(press('ArrowUp'), 'Second, changed');
    assert.equal(press('ArrowDown'), 'Second, changed');
  });

  it('come as soon as they are known where the thread has none', () => {
    panel.say({ type: 'snapshot', seq: 0, state: panelState() });
    assert.equal(press('ArrowUp'), '');
    panel.say({ type: 'history', prompts: ['Elsewhere'] });
    assert.equal(box().value, 'Elsewhere');
  });
});
