import assert from 'node:assert/strict';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { message, panelState, question } from '../../../support/panelScenes.ts';

describe('The box in which one looks for words', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  /** Where in the window every hit is. */
  let hitTop = 0;
  const said = (): string => dom.document.querySelector('[role=status]')?.textContent?.trim() ?? '';
  const input = (): HTMLInputElement => dom.document.querySelector<HTMLInputElement>('.find-input') ?? assert.fail();

  beforeEach(() => {
    dom = installDom();
    // Nothing is laid out here: all of it is where one looks.
    Object.defineProperty(dom.window.Element.prototype, 'checkVisibility', { value: () => true });
    hitTop = 0;
    Object.defineProperty(dom.window.Range.prototype, 'getBoundingClientRect', {
      value: () => new dom.window.DOMRect(0, hitTop, 0, 0),
    });
    panel = mountPanel(dom.document.querySelector('#root') ?? assert.fail());
    show('One stream, another stream.');
    panel.use(() => press(dom.document.body, { key: 'f', ctrlKey: true }));
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  function show(text: string): void {
    const answer = message('m2', 'assistant', [{ type: 'text', text }]);
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [question, answer] }) });
  }

  function press(target: Element, key: KeyboardEventInit): void {
    target.dispatchEvent(new dom.window.KeyboardEvent('keydown', { bubbles: true, ...key }));
  }

  async function lookFor(text: string): Promise<void> {
    panel.use(() => {
      input().value = text;
      input().dispatchEvent(new dom.window.Event('input', { bubbles: true }));
    });
    await searched();
  }

  /** Messages are looked through in turns of the event loop. */
  async function searched(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 0));
    drawAgain();
  }

  /** What is drawn may have something to say, and that is drawn next. */
  function drawAgain(): void {
    panel.use(() => undefined);
    panel.use(() => undefined);
  }

  it('opens by its key also where the letters are locked in capitals, but not by the key of another search', () => {
    panel.use(() => press(input(), { key: 'Escape' }));
    assert.equal(dom.document.querySelector('.find-input'), null);
    panel.use(() => press(dom.document.body, { key: 'F', ctrlKey: true, shiftKey: true }));
    assert.equal(dom.document.querySelector('.find-input'), null);
    panel.use(() => press(dom.document.body, { key: 'F', ctrlKey: true }));
    assert.ok(input());
  });

  it('tells a screen reader how many there are, and at which one it is', async () => {
    await lookFor('stream');
    assert.equal(said(), '1 of 2');
    panel.use(() => press(input(), { key: 'Enter' }));
    drawAgain();
    assert.equal(said(), '2 of 2');
    await lookFor('nowhere to be found');
    assert.equal(said(), 'No results');
  });

  it('stays where it was found while the end, where one was reading, goes on', async () => {
    const scroller = dom.document.querySelector('.conversation') ?? assert.fail();
    Object.defineProperty(scroller, 'scrollHeight', { value: 3000 });
    hitTop = -900;
    show('One stream, another stream, and more.');
    assert.equal(scroller.scrollTop, 3000);
    await lookFor('one stream');
    assert.equal(scroller.scrollTop, 2100);
  });

  it('says nothing of what streams in meanwhile', async () => {
    await lookFor('stream');
    show('One stream, another stream, and a third stream.');
    await searched();
    assert.match(dom.document.querySelector('.find-count')?.textContent ?? '', /of 3/);
    assert.equal(said(), '1 of 2');
  });
});
