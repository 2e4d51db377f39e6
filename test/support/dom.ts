import { JSDOM } from 'jsdom';

/** A page without a browser, for tests of what the panel draws. */
export interface TestDom {
  readonly document: Document;
  readonly window: Window & typeof globalThis;
  /** Takes the page and its globals away again. */
  remove(): void;
}

const names = [
  'document',
  'window',
  'navigator',
  'DOMParser',
  'FileReader',
  'HTMLElement',
  'Node',
  'CustomEvent',
  'MutationObserver',
  'requestAnimationFrame',
  'cancelAnimationFrame',
  'ResizeObserver',
  'CSS',
  'Highlight',
  'CSSStyleSheet',
] as const;

/** Nothing has a size here, so nothing is ever resized. */
class StillObserver {
  observe(): void {
    return;
  }

  unobserve(): void {
    return;
  }

  disconnect(): void {
    return;
  }
}

/** Ranges that a browser would paint. */
class RangeSet extends Set<Range> {
  priority = 0;
}

/** Puts a document into the global scope, where the views look for it. */
export function installDom(body = '<div id="root"></div>'): TestDom {
  const { window } = new JSDOM(`<!DOCTYPE html><html lang="en"><body>${body}</body></html>`, {
    pretendToBeVisual: true,
  });
  // Nothing is laid out here, so there is nothing to scroll to.
  Object.defineProperty(window.Element.prototype, 'scrollIntoView', { value: () => undefined });
  const before = new Map<string, PropertyDescriptor | undefined>();
  const values: Record<(typeof names)[number], unknown> = {
    document: window.document,
    window,
    navigator: window.navigator,
    DOMParser: window.DOMParser,
    FileReader: window.FileReader,
    HTMLElement: window.HTMLElement,
    Node: window.Node,
    CustomEvent: window.CustomEvent,
    MutationObserver: window.MutationObserver,
    requestAnimationFrame: window.requestAnimationFrame.bind(window),
    cancelAnimationFrame: window.cancelAnimationFrame.bind(window),
    ResizeObserver: StillObserver,
    CSS: { highlights: new Map() },
    Highlight: RangeSet,
    CSSStyleSheet: window.CSSStyleSheet,
  };
  // Chromium has it, jsdom not yet.
  window.document.adoptedStyleSheets = [];
  for (const name of names) {
    before.set(name, Object.getOwnPropertyDescriptor(globalThis, name));
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value: values[name] });
  }
  return {
    document: window.document,
    window: window as unknown as Window & typeof globalThis,
    remove() {
      for (const [name, descriptor] of before) {
        if (descriptor) Object.defineProperty(globalThis, name, descriptor);
        else Reflect.deleteProperty(globalThis, name);
      }
      window.close();
    },
  };
}
