import { type RunPanelIdentity, readRunPanelIdentity } from '../../model/runPanel.ts';
import type { InspectorKind } from '../inspector/inspectorFrame.ts';
import { viewTypes } from '../viewTypes.ts';

/** The run panel as VS Code knows it, and how it is found again. */
export const runKind: InspectorKind<RunPanelIdentity> = {
  name: 'run',
  viewType: viewTypes.run,
  titlePrefix: 'Run · ',
  readIdentity: readRunPanelIdentity,
  isSame: (a, b) => a.connectionId === b.connectionId && a.threadId === b.threadId && a.runId === b.runId,
  page: { name: 'run', title: 'Run' },
};
