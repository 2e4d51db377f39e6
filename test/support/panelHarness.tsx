import { render } from 'preact';
import { act } from 'preact/test-utils';
import { renderToString } from 'preact-render-to-string';
import type { HostMessage, PanelMessage, PanelState } from '../../src/model/panel.ts';
import { createFileLinks } from '../../src/webview/fileLinks.ts';
import { createPanelActions, openFile } from '../../src/webview/panelActions.ts';
import { createPanelStore, type PanelStore } from '../../src/webview/panelStore.ts';
import { Panel } from '../../src/webview/views/Panel.tsx';

export interface TestPanel {
  readonly store: PanelStore;
  /** What the panel said to the host. */
  readonly posted: PanelMessage[];
  /** What the panel has kept for itself. */
  kept(): unknown;
  /** Takes messages of the host and draws, as one frame would. */
  say(...messages: readonly HostMessage[]): void;
  /** Does what a person would do, and draws what has changed. */
  use(action: () => void): void;
  /** Takes the panel away, and everything that it still had running. */
  close(): void;
}

function createParts(stored: unknown, onChange: () => void) {
  const posted: PanelMessage[] = [];
  let kept = stored;
  const port = {
    post: (message: PanelMessage) => posted.push(message),
    getState: () => kept,
    setState(state: unknown) {
      kept = state;
    },
  };
  const store = createPanelStore({
    port,
    nowMs: () => 0,
    epochMs: () => 1_000,
    setTimer: () => () => undefined,
    createNonce: () => 'nonce',
    onChange,
  });
  let askAboutFiles: (() => void) | undefined;
  const files = createFileLinks({
    post: port.post,
    open: (target) => openFile(port, target),
    schedule: (flush) => () => {
      askAboutFiles = flush;
    },
  });
  const context = createPanelActions(port, store, files, () => 0);
  const askNow = (): void => {
    const ask = askAboutFiles;
    askAboutFiles = undefined;
    ask?.();
  };
  return { store, posted, context, files, askNow, kept: (): unknown => kept };
}

/** The panel in a document (see dom.ts), drawn whenever the test says so. */
export function mountPanel(root: Element, stored?: unknown): TestPanel {
  const { store, posted, context, files, askNow, kept } = createParts(stored, () => undefined);
  const use = (action: () => void): void => {
    void act(action);
    void act(() => render(<Panel view={store.view()} store={store} context={context} />, root));
    store.appended.clear();
    askNow();
  };
  use(() => undefined);
  const receive = (message: HostMessage): void => {
    store.receive(message);
    files.receive(message);
  };
  return {
    store,
    posted,
    kept,
    use,
    say: (...messages) => use(() => messages.forEach(receive)),
    close: () => void act(() => render(null, root)),
  };
}

/** The panel as markup, for tests of what it says. Answers' Markdown needs a document and is not in it. */
export function panelMarkup(state?: PanelState, announcement = ''): string {
  const { store, context } = createParts(undefined, () => undefined);
  if (state) store.receive({ type: 'snapshot', seq: 0, state });
  if (announcement !== '') store.announce(announcement);
  return renderToString(<Panel view={store.view()} store={store} context={context} />);
}

/** What a reader sees of markup: its text, tags as blanks. */
export function readText(markup: string): string {
  return markup
    .replace(/<(?:svg|style)[^>]*>.*?<\/(?:svg|style)>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replaceAll('&lt;', '<')
    .replace(/\s+/g, ' ')
    .trim();
}
