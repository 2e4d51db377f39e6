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
    const items: HTMLElement[] = [];
    Object.defineProperties(scroller, {
      scrollHeight: { get: () => layout.contentHeight },
      clientHeight: { get: () => layout.height },
      getBoundingClientRect: { value: () => new dom.window.DOMRect(0, layout.top, 600, layout.height) },
    });
    dom.document.body.append(scroller);
    const keeper = createScrollKeeper(
      scroller,
      () => items,
      () => true,
      () => undefined,
    );
    const scrollTo = (top: number): void => {
      scroller.scrollTop = top;
      scroller.dispatchEvent(new dom.window.Event('scroll'));
    };
    /** Something in the conversation that begins and ends so many pixels from its beginning. */
    const add = (key: string, place: { from: number; to: number }): HTMLElement => {
      const element = dom.document.createElement('article');
      element.dataset['key'] = key;
      element.getBoundingClientRect = () =>
        new dom.window.DOMRect(0, layout.top - scroller.scrollTop + place.from, 600, place.to - place.from);
      scroller.append(element);
      items.push(element);
      return element;
    };
    return { scroller, layout, keeper, scrollTo, add };
  }

  /** Where somebody reads who was at 500 of 4,000 when a picture got 240 higher, with text right below it. */
  function placeAfterGrowthOf(picture: { readonly from: number; to: number }): number {
    const { scroller, keeper, scrollTo, add } = create();
    const text = { from: picture.to, to: 4_000 };
    const element = add('picture', picture);
    add('text', text);
    scrollTo(3_500);
    scrollTo(500);

    keeper.resize(element, () => {
      picture.to += 240;
      text.from += 240;
    });
    return scroller.scrollTop;
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

  it('is found again where the run’s facts came above the conversation meanwhile', () => {
    const { scroller, layout, keeper, add } = create();
    add('first', { from: 0, to: 600 });
    add('second', { from: 600, to: 4_000 });
    layout.top = 88;

    keeper.restore({ isAtEnd: false, key: 'second', offset: 100 });
    resized();
    assert.equal(scroller.scrollTop, 700);
  });

  it('stays when an answer loses something above what is read of it', () => {
    const { scroller, keeper, scrollTo, add } = create();
    const text = { from: 100, to: 4_000 };
    const answer = add('answer', { from: 0, to: 4_000 });
    answer.append(add('reasoning', { from: 0, to: 100 }), add('text', text));
    scrollTo(3_500);
    scrollTo(500);

    keeper.beforeInsertion();
    text.from -= 60;
    keeper.afterChange();
    assert.equal(scroller.scrollTop, 440);
  });

  it('stays when something gets higher that begins above what is seen, and ends in it', () => {
    assert.equal(placeAfterGrowthOf({ from: 0, to: 600 }), 740);
  });

  it('stays when something in sight gets higher, which moves what is below it', () => {
    assert.equal(placeAfterGrowthOf({ from: 600, to: 700 }), 500);
  });

  it('is the end for somebody who reads there, whatever changes above', () => {
    const { scroller, layout, scrollTo } = create();
    scrollTo(3_500);

    Object.assign(layout, { top: 90, height: 480 });
    resized();
    assert.equal(scroller.scrollTop, layout.contentHeight);
  });
});
