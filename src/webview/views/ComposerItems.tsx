import type { JSX } from 'preact';
import type { ComposerItem } from '../../model/panel.ts';
import { sizeWords } from '../sizeWords.ts';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

export interface ComposerItemsProps {
  readonly items: readonly ComposerItem[];
  /** The button that was pressed goes with its item; the focus should not. */
  readonly onRemoved: () => void;
}

/** Images and files that go with the next message. */
export function ComposerItems({ items, onRemoved }: ComposerItemsProps): JSX.Element | null {
  const panel = usePanel();
  if (items.length === 0) return null;
  return (
    <ul class="chips composer-items" aria-label="Goes with the message">
      {items.map(({ id, kind, name, preview, sizeBytes }) => (
        <li key={id} class="chip composer-item">
          {preview?.startsWith('data:image/') ? (
            <img class="item-preview" src={preview} alt="" />
          ) : (
            <Icon name={kind === 'image' ? 'image' : 'file'} />
          )}
          <span class="item-name" title={name} dir="auto">
            {name}
          </span>
          {sizeBytes !== undefined && <span class="item-size">{sizeWords(sizeBytes)}</span>}
          <button
            type="button"
            class="icon-button"
            aria-label={`Remove ${name}`}
            title={`Remove ${name}`}
            onClick={() => {
              panel.removeItem(id);
              onRemoved();
            }}
          >
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}
