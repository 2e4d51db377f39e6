import assert from 'node:assert/strict';
import { type JSX, render } from 'preact';
import { loadLater, useLater } from '../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../support/dom.ts';

describe('What is loaded after the first drawing', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  it('is shown also where it came between the drawing of a view and what the view does after it', async () => {
    const root = dom.document.querySelector('#root') ?? assert.fail();
    const View = (): JSX.Element => <p>{useLater(true) ? 'there' : 'not yet'}</p>;
    const shown = new Promise<void>((resolve) => {
      const look = (): void => {
        if (root.textContent === 'there') resolve();
      };
      new dom.window.MutationObserver(look).observe(root, { subtree: true, characterData: true, childList: true });
    });
    render(<View />, root);
    assert.equal(root.textContent, 'not yet');
    await loadLater();
    await shown;
    render(null, root);
  });
});
