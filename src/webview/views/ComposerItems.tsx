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

/** Everything that goes with the next message besides its words, and nothing else does. */
export function ComposerItems({ items, onRemoved }: ComposerItemsProps): JSX.Element | null {
  if (items.length === 0) return null;
  return (
    <ul class="chips composer-items" aria-label="Goes with the message">
      {items.map((item) => (
        <li key={item.id} class="chip composer-item">
          <Item item={item} onRemoved={onRemoved} />
        </li>
      ))}
    </ul>
  );
}

interface ItemProps {
  readonly item: ComposerItem;
  readonly onRemoved: () => void;
}

function Item({ item, onRemoved }: ItemProps): JSX.Element {
  const panel = usePanel();
  const { id, kind, name, preview, sizeBytes, isChanged } = item;
  const isText = kind === 'code' || kind === 'text';
  return (
    <>
      {preview?.startsWith('data:image/') ? (
        <img class="item-preview" src={preview} alt="" />
      ) : (
        <Icon name={kind === 'image' ? 'image' : 'file'} />
      )}
      {isText ? (
        <button
          type="button"
          class="item-name text-button"
          title={detailOf(item)}
          onClick={() => panel.doWithItem('open', id)}
        >
          <bdi>{labelOf(item)}</bdi>
        </button>
      ) : (
        <span class="item-name" title={name} dir="auto">
          {name}
        </span>
      )}
      {!isText && sizeBytes !== undefined && <span class="item-size">{sizeWords(sizeBytes)}</span>}
      {isChanged && (
        <>
          <span class="item-size">changed since</span>
          <button
            type="button"
            class="text-button"
            title={`Take ${name} as it is now`}
            aria-label={`Refresh ${name}`}
            onClick={() => panel.doWithItem('refresh', id)}
          >
            Refresh
          </button>
        </>
      )}
      {kind === 'text' && (
        <button
          type="button"
          class="icon-button"
          title="Insert as Text"
          aria-label={`Insert ${name} as Text`}
          onClick={() => panel.doWithItem('toText', id)}
        >
          <Icon name="insert" />
        </button>
      )}
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
    </>
  );
}

function labelOf({ kind, name, lineCount = 0 }: ComposerItem): string {
  return kind === 'text' ? `${name}, ${linesWords(lineCount)}` : name;
}

function detailOf({ kind, name, path = name, lineCount = 0, sizeBytes = 0 }: ComposerItem): string {
  const what = kind === 'text' ? 'Open to read or edit it' : 'Show exactly what is sent';
  return `${path}\n${linesWords(lineCount)}, ${sizeWords(sizeBytes)}\n${what}`;
}

function linesWords(count: number): string {
  return count === 1 ? '1 line' : `${count.toLocaleString('en')} lines`;
}
