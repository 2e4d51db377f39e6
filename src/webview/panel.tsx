import { render } from 'preact';
import { optional } from '../model/parse.ts';
import { createFrame } from './frame.ts';
import type { LinkTarget } from './markdown/linkTarget.ts';
import { createPanelStore } from './panelStore.ts';
import { Panel } from './views/Panel.tsx';
import type { PanelContext } from './views/panelContext.ts';
import { openHostPort } from './hostPort.ts';
import { identityOf } from './keptState.ts';

const port = openHostPort();
const root = document.querySelector('#root') ?? document.body;

const requestFrame = createFrame(() => {
  render(<Panel view={store.view()} store={store} context={context} />, root);
  store.appended.clear();
});

const store = createPanelStore({
  port,
  ...optional({ identity: identityOf(document.body) }),
  nowMs: () => performance.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  createNonce,
  onChange: requestFrame,
});

const context: PanelContext = {
  open,
  copy(text) {
    port.post({ type: 'copy', text });
    store.announce('Copied');
  },
  insert: (text) => port.post({ type: 'insert', text }),
  send: () => store.send(),
  stop: () => port.post({ type: 'stop' }),
  type: (text) => store.type(text),
  leaveComposer: () => store.flush(),
  selectAgent: (agentId) => port.post({ type: 'selectAgent', agentId }),
  openSource: (sourceId) => port.post({ type: 'openSource', sourceId }),
  loadOlder: () => port.post({ type: 'loadOlder' }),
  act: (action) => port.post({ type: 'act', action }),
  isOpen: (key) => store.isOpen(key),
  setOpen: (key, isOpen) => store.setOpen(key, isOpen),
  appendedTo: (part) => store.appended.of(part),
  nowMs: () => performance.now(),
};

/** The host confirms addresses and checks that files exist. */
function open(target: LinkTarget): void {
  if (target.kind === 'web') {
    port.post({ type: 'openLink', url: target.url });
  } else {
    const { kind: _, ...place } = target;
    port.post({ type: 'openFile', ...place });
  }
}

/** `crypto.randomUUID` exists in secure contexts only, which a server without a certificate is not. */
function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

window.addEventListener('message', (event: MessageEvent<unknown>) => store.receive(event.data));
document.addEventListener('visibilitychange', () => {
  if (document.hidden) store.flush();
});
window.addEventListener('pagehide', () => store.flush());

requestFrame();
store.start();
