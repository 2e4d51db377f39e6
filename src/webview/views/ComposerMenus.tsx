import type { JSX } from 'preact';
import type { PanelState } from '../../model/panel.ts';
import { Icon } from './Icon.tsx';
import { Menu, type MenuItem } from './Menu.tsx';
import { usePanel } from './panelContext.ts';

/** What may go with a message on this service; nothing is offered where it takes text alone. */
export function AttachMenu({ state }: { readonly state: PanelState | undefined }): JSX.Element | null {
  const panel = usePanel();
  const items: MenuItem[] = [];
  if (state?.canAttach?.images) {
    items.push({ id: 'image', label: 'Image…', onChoose: () => panel.chooseItem('image') });
  }
  if (state?.canAttach?.files) {
    items.push({ id: 'file', label: 'File…', onChoose: () => panel.chooseItem('file') });
  }
  if (items.length === 0) return null;
  const title = state?.canAttach?.images ? 'Attach. Images can also be pasted into the message.' : 'Attach';
  return (
    <Menu name="Attach" items={items} className="icon-button" title={title} side="start">
      <Icon name="attach" />
    </Menu>
  );
}

/** In sight once something is changed, because it changes the answer; before that in a menu. */
export function RunSettings({ state }: { readonly state: PanelState | undefined }): JSX.Element | null {
  const panel = usePanel();
  if (!state || state.hasRunSettings === false) return null;
  if (state.runSettings) {
    return (
      <button
        type="button"
        class="run-settings"
        aria-label={`Run settings: ${state.runSettings}`}
        title={`Run settings: ${state.runSettings}`}
        onClick={() => panel.changeRunSettings()}
      >
        <Icon name="settings" />
        <span>{state.runSettings}</span>
      </button>
    );
  }
  const items = [{ id: 'settings', label: 'Run Settings…', onChoose: () => panel.changeRunSettings() }];
  return (
    <Menu name="More" items={items} className="icon-button" title="More" side="start">
      <Icon name="more" />
    </Menu>
  );
}
