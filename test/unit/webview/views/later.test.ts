import assert from 'node:assert/strict';
import { loadLater, laterParts } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel } from '../../../support/panelHarness.tsx';
import { message, panelState, question } from '../../../support/panelScenes.ts';

describe('What is loaded after the first drawing', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  it('is not waited for by who looks for words: what is typed before it is there is looked for', async () => {
    assert.equal(laterParts(), undefined);
    Object.defineProperty(dom.window.Element.prototype, 'checkVisibility', { value: () => true });
    Object.defineProperty(dom.window.Range.prototype, 'getBoundingClientRect', {
      value: () => new dom.window.DOMRect(),
    });
    const panel = mountPanel(dom.document.querySelector('#root') ?? assert.fail());
    const answer = message('m2', 'assistant', [{ type: 'text', text: 'One stream, another stream.' }]);
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [question, answer] }) });

    // The keys come at once, before anything can have been loaded.
    panel.use(() =>
      dom.document.body.dispatchEvent(
        new dom.window.KeyboardEvent('keydown', { bubbles: true, key: 'f', ctrlKey: true }),
      ),
    );
    const input = dom.document.querySelector<HTMLInputElement>('.find-input') ?? assert.fail();
    assert.equal(dom.document.activeElement, input);
    panel.use(() => {
      input.value = 'stream';
      input.dispatchEvent(new dom.window.Event('input', { bubbles: true }));
    });
    const count = (): string => dom.document.querySelector('.find-count')?.textContent ?? '';
    assert.equal(count(), 'Searching…');

    await loadLater();
    for (let turn = 0; turn < 4; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      panel.use(() => undefined);
    }
    assert.equal(dom.document.activeElement, input, 'the same box');
    assert.equal(input.value, 'stream');
    assert.equal(count(), '1 of 2');
    panel.close();
  });
});
