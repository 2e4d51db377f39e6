import type { JSX } from 'preact';
import type { PanelState } from '../../model/panel.ts';
import { Icon } from './Icon.tsx';
import { Menu, type MenuItem } from './Menu.tsx';
import { usePanel } from './panelContext.ts';

/** What may go with a message: code always, the rest where the service takes it. */
export function AttachMenu({ state }: { readonly state: PanelState | undefined }): JSX.Element | null {
  const panel = usePanel();
  if (!state) return null;
  const items: MenuItem[] = [{ id: 'code', label: 'Add Selection or File…', onChoose: () => panel.chooseItem('code') }];
  if (state.canAttach?.images) {
    items.push({ id: 'image', label: 'Image…', onChoose: () => panel.chooseItem('image') });
  }
  if (state.canAttach?.files) {
    items.push({ id: 'file', label: 'File…', onChoose: () => panel.chooseItem('file') });
  }
  const title = 'Attach. Files can also be dropped here while Shift is held.';
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
