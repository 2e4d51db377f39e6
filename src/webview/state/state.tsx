import { render } from 'preact';
import { optional, parseJson } from '../../model/parse.ts';
import { type StatePanelMessage, readStatePanelIdentity } from '../../model/statePanel.ts';
import { createFrame } from '../frame.ts';
import { openHostPort } from '../hostPort.ts';
import { createStateStore } from './stateStore.ts';
import { StatePanel } from './views/StatePanel.tsx';

const root = document.querySelector('#root') ?? document.body;

const requestFrame = createFrame(() => render(<StatePanel view={store.view()} store={store} />, root));

const store = createStateStore({
  port: openHostPort<StatePanelMessage>(),
  // The identity that the host wrote into the page.
  ...optional({ identity: readStatePanelIdentity(parseJson(document.body.dataset['panel'] ?? '')) }),
  onChange: requestFrame,
});

window.addEventListener('message', (event: MessageEvent<unknown>) => store.receive(event.data));
requestFrame();
store.start();
