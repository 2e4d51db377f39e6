import { render } from 'preact';
import { optional, parseJson } from '../../model/parse.ts';
import { type RunPanelMessage, readRunPanelIdentity } from '../../model/runPanel.ts';
import { createFrame } from '../frame.ts';
import { openHostPort } from '../hostPort.ts';
import { createRunStore } from './runStore.ts';
import { RunPanel } from './views/RunPanel.tsx';

const root = document.querySelector('#root') ?? document.body;

const requestFrame = createFrame(() => render(<RunPanel view={store.view()} store={store} clock={clock} />, root));

const clock = { nowMs: () => performance.now(), epochNow: () => Date.now() };

const store = createRunStore({
  port: openHostPort<RunPanelMessage>(),
  // The identity that the host wrote into the page.
  ...optional({ identity: readRunPanelIdentity(parseJson(document.body.dataset['panel'] ?? '')) }),
  ...clock,
  onChange: requestFrame,
});

window.addEventListener('message', (event: MessageEvent<unknown>) => store.receive(event.data));
requestFrame();
store.start();
