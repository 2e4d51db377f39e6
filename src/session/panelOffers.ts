import type { Backend } from '../backends/backend.ts';
import { type MessageAction, type PanelState, type RunAction, messageActions, runActions } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { type RunSettings, describeRunSettings, onlySettings } from '../model/runSettings.ts';

/** What a panel may offer on this service, as far as it is known before the connection is opened. */
export function panelOffers(
  backend: Backend | undefined,
  settings: RunSettings,
): Pick<PanelState, 'canAttach' | 'hasRunSettings' | 'messageActions' | 'runActions' | 'runSettings'> {
  if (!backend) return {};
  const { messageItems = [], runSettings = [] } = backend.capabilities;
  const images = messageItems.includes('image');
  const files = messageItems.includes('file') && backend.listFiles !== undefined;
  const onMessages = messageActions.filter((action) => canDo(backend, action));
  const onRuns = runActions.filter((action) => canShow(backend, action));
  return optional({
    hasRunSettings: runSettings.length > 0,
    canAttach: images || files ? { images, files } : undefined,
    messageActions: onMessages.length > 0 ? onMessages : undefined,
    runActions: onRuns.length > 0 ? onRuns : undefined,
    runSettings: describeRunSettings(onlySettings(settings, runSettings)) || undefined,
  });
}

function canDo(backend: Backend, action: MessageAction): boolean {
  const canDelete = backend.deleteMessage !== undefined;
  const canChange = backend.updateMessage !== undefined;
  switch (action) {
    case 'edit':
      return canChange;
    case 'editAndRun':
      return canChange && canDelete;
    case 'runAgain':
    case 'delete':
      return canDelete;
    case 'raw':
      return backend.getRawMessage !== undefined;
  }
}

function canShow(backend: Backend, action: RunAction): boolean {
  switch (action) {
    case 'details':
      return backend.getRun !== undefined;
    case 'trace':
      return backend.getRun !== undefined && backend.listSpans !== undefined;
    case 'attribute':
      return backend.attribute !== undefined;
  }
}
