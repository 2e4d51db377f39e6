import assert from 'node:assert/strict';
import type { JSX } from 'preact';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { createFrame } from '../../../src/webview/frame.ts';
import { installDom, type TestDom } from '../../support/dom.ts';

describe('A frame of the panel', () => {
  let dom: TestDom;
  beforeEach(() => {
    dom = installDom();
  });
  afterEach(() => dom.remove());

  it('is the only one that is asked for, also where a view does something after it was drawn', async () => {
    let frames = 0;
    const request = globalThis.requestAnimationFrame;
    globalThis.requestAnimationFrame = (callback) => {
      frames += 1;
      return request(callback);
    };
    await new Promise<void>((done) => {
      function View(): JSX.Element {
        useEffect(done);
        return <p>drawn</p>;
      }
      const ask = createFrame(() => render(<View />, dom.document.body));
      ask();
      ask();
    });
    assert.equal(frames, 1);
    render(null, dom.document.body);
  });
});
