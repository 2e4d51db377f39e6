import assert from 'node:assert/strict';
import { createScrollKeeper } from '../../../src/webview/scrollKeeper.ts';
import { installDom, type TestDom } from '../../support/dom.ts';

describe('The reader’s place', () => {
  let dom: TestDom;
  let resized: () => void;
  beforeEach(() => {
    dom = installDom();
    Object.defineProperty(globalThis, 'ResizeObserver', {
      configurable: true,
      value: class {
        constructor(callback: () => void) {
          resized = callback;
        }

        observe(): void {
          return;
        }

        disconnect(): void {
          return;
        }
      },
    });
  });
  afterEach(() => dom.remove());

  function create() {
    const scroller = dom.document.createElement('section');
    const layout = { top: 70, height: 500, contentHeight: 4_000 };
    Object.defineProperties(scroller, {
      scrollHeight: { get: () => layout.contentHeight },
      clientHeight: { get: () => layout.height },
      getBoundingClientRect: { value: () => new dom.window.DOMRect(0, layout.top, 600, layout.height) },
    });
    dom.document.body.append(scroller);
    const keeper = createScrollKeeper(
      scroller,
      () => [],
      () => true,
      () => undefined,
    );
    const scrollTo = (top: number): void => {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new dom.window.Event('scroll'));
    };
    return { scroller, layout, keeper, scrollTo };
  }

  it('stays when the facts of the run above the conversation need another line, and one less', () => {
    const { scroller, layout, scrollTo } = create();
    scrollTo(3_500);
    scrollTo(1_000);

    Object.assign(layout, { top: 90, height: 480 });
    resized();
    assert.equal(scroller.scrollTop, 1_020);

    Object.assign(layout, { top: 70, height: 500 });
    resized();
    assert.equal(scroller.scrollTop, 1_000);
  });

  it('is the end for somebody who reads there, whatever changes above', () => {
    const { scroller, layout, scrollTo } = create();
    scrollTo(3_500);

    Object.assign(layout, { top: 90, height: 480 });
    resized();
    assert.equal(scroller.scrollTop, layout.contentHeight);
  });
});
