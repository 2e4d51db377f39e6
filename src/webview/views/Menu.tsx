import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { optional } from '../../model/parse.ts';
import { useLater } from '../laterParts.ts';
import type { MenuBoxProps } from './MenuBox.tsx';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  /** Why it cannot be chosen now. */
  readonly whyNot?: string;
  readonly onChoose: () => void;
}

export interface MenuProps {
  /** The button's whole accessible name. */
  readonly name: string;
  readonly items: readonly MenuItem[];
  readonly className: string;
  readonly title?: string;
  /** Which edge of the button the menu is aligned with. */
  readonly side?: 'start' | 'end';
  /** Something that all items have in common and a person should know. */
  readonly note?: string;
  /** For buttons that share a tab stop with others. */
  readonly tabIndex?: 0 | -1;
  readonly toolId?: string;
  /** What the button shows. */
  readonly children: ComponentChildren;
}

/** A button that opens a menu, above everything else, so that no scrolling part of the panel can cut it off. */
export function Menu(props: MenuProps): JSX.Element {
  const { name, items, className, title, side, note, tabIndex, toolId, children } = props;
  /** Which item gets the focus when the menu opens. */
  const [opening, setOpening] = useState<MenuBoxProps['opening']>();
  const button = useRef<HTMLButtonElement>(null);
  const isOpen = opening !== undefined;
  const later = useLater(isOpen);

  const onButtonKey = (event: KeyboardEvent): void => {
    const wanted = openingKeys[event.key];
    if (!wanted) return;
    event.preventDefault();
    setOpening(wanted);
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        class={className}
        aria-label={name}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        {...(title === undefined ? {} : { title })}
        {...(tabIndex === undefined ? {} : { tabIndex })}
        {...(toolId === undefined ? {} : { 'data-tool': toolId })}
        onClick={() => setOpening(isOpen ? undefined : 'first')}
        onKeyDown={onButtonKey}
      >
        {children}
      </button>
      {opening !== undefined && later && (
        <later.MenuBox
          name={name}
          items={items}
          opening={opening}
          button={() => button.current}
          onClose={() => setOpening(undefined)}
          {...optional({ side, note })}
        />
      )}
    </>
  );
}

/** Keys that open a menu from its button, and the item that then gets the focus. */
export const openingKeys: Readonly<Record<string, MenuBoxProps['opening'] | undefined>> = {
  ArrowDown: 'first',
  ArrowUp: 'last',
};
