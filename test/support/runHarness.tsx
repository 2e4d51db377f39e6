import { render } from 'preact';
import { act } from 'preact/test-utils';
import type { RunHostMessage, RunPanelIdentity, RunPanelMessage } from '../../src/model/runPanel.ts';
import { type RunStore, createRunStore } from '../../src/webview/run/runStore.ts';
import { RunPanel } from '../../src/webview/run/views/RunPanel.tsx';

export interface TestRunPanel {
  readonly store: RunStore;
  /** What the panel said to the host. */
  readonly posted: RunPanelMessage[];
  /** What VS Code would give back after a reload. */
  readonly kept: () => unknown;
  /** Takes messages of the host and draws, as one frame would. */
  say(...messages: readonly RunHostMessage[]): void;
  /** Does what a person would do, and draws what has changed. */
  use(action: () => void): void;
  close(): void;
}

/** The panel of a run in a document (see dom.ts), drawn whenever the test says so. Its clock stands still. */
export function mountRunPanel(root: Element, identity?: RunPanelIdentity, stored?: unknown): TestRunPanel {
  const posted: RunPanelMessage[] = [];
  let kept = stored;
  const clock = { nowMs: () => 0, epochNow: () => Date.parse('2026-11-20T10:42:00Z') };
  const store = createRunStore({
    port: {
      post: (message) => posted.push(message),
      getState: () => kept,
      setState(state) {
        kept = state;
      },
    },
    ...(identity && { identity }),
    ...clock,
    onChange: () => undefined,
  });
  const use = (action: () => void): void => {
    void act(action);
    void act(() => render(<RunPanel view={store.view()} store={store} clock={clock} />, root));
  };
  use(() => undefined);
  return {
    store,
    posted,
    kept: () => kept,
    use,
    say: (...messages) => use(() => messages.forEach((message) => store.receive(message))),
    close: () => void act(() => render(null, root)),
  };
}
