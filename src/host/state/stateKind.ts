import { type StatePanelIdentity, readStatePanelIdentity } from '../../model/statePanel.ts';
import type { InspectorKind } from '../inspector/inspectorFrame.ts';
import { viewTypes } from '../viewTypes.ts';

/** The panel of a thread's state as VS Code knows it, and how it is found again. */
export const stateKind: InspectorKind<StatePanelIdentity> = {
  name: 'state',
  viewType: viewTypes.state,
  titlePrefix: 'State · ',
  readIdentity: readStatePanelIdentity,
  isSame: (a, b) => a.connectionId === b.connectionId && a.threadId === b.threadId,
  page: { name: 'state', title: 'State of a thread' },
};
