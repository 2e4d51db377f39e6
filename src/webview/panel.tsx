import { render } from 'preact';
import { optional } from '../model/parse.ts';
import { createFrame } from './frame.ts';
import { createFileLinks } from './fileLinks.ts';
import { createColoursLater } from './highlight/coloursLater.ts';
import { loadLater } from './laterParts.ts';
import { createPanelActions, openFile } from './panelActions.ts';
import { createPanelStore } from './panelStore.ts';
import { Panel } from './views/Panel.tsx';
import { openHostPort } from './hostPort.ts';
import { identityOf } from './keptState.ts';

const port = openHostPort();
const root = document.querySelector('#root') ?? document.body;

const requestFrame = createFrame(() => {
  store.drawing();
  render(<Panel view={store.view()} store={store} context={context} />, root);
  store.appended.clear();
});

const store = createPanelStore({
  port,
  ...optional({ identity: identityOf(document.body) }),
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
  setTimer(callback, delayMs) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  createNonce,
  onChange: requestFrame,
});

/** How long names are collected before the host is asked whether there are such files. */
const collectMs = 100;

const files = createFileLinks({
  post: (message) => port.post(message),
  open: (target) => openFile(port, target),
  schedule(flush) {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const run = (): void => {
      timer = undefined;
      flush();
    };
    return () => {
      timer ??= setTimeout(run, collectMs);
    };
  },
});

const codeColours = createColoursLater(async () => {
  const [{ createCodeColours }, { createHighlighter }, { loadGrammar }] = await Promise.all([
    loadLater(),
    import('./highlight/highlighter.ts'),
    import('./highlight/grammars.ts'),
  ]);
  return createCodeColours({
    document,
    load: async () => createHighlighter(document, () => performance.now(), loadGrammar),
    askForTheme: (id) => port.post({ type: 'colorTheme', id }),
    nowMs: () => performance.now(),
    runSoon: (task) => setTimeout(task),
  });
});

const context = createPanelActions(port, store, files, () => performance.now(), codeColours);

/** `crypto.randomUUID` exists in secure contexts only, which a server without a certificate is not. */
function createNonce(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  // A frame in which hostile text is read has no origin: it must not be taken for the host.
  if (event.origin !== window.origin) return;
  store.receive(event.data);
  codeColours.receive(event.data);
  files.receive(event.data);
});
document.addEventListener('visibilitychange', () => {
  if (document.hidden) store.flush();
});
window.addEventListener('pagehide', () => store.flush());

requestFrame();
store.start();
// Before anybody can want it, but not in the way of the first drawing.
requestIdleCallback(() => void loadLater());
