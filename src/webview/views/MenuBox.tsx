import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { MenuItem, MenuProps } from './Menu.tsx';

export interface MenuBoxProps extends Pick<MenuProps, 'name' | 'items' | 'side' | 'note'> {
  /** Which item gets the focus. */
  readonly opening: 'first' | 'last';
  /** What the menu is placed at, and what gets the focus when it closes. */
  readonly button: () => HTMLElement | null;
  /** The menu is to be taken away. */
  readonly onClose: () => void;
}

/** An open menu. */
export function MenuBox({ name, items, opening, side = 'end', note, button, onClose }: MenuBoxProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const id = useId();

  const leave = (): void => {
    onClose();
    button()?.focus();
  };

  useLayoutEffect(() => {
    if (!box.current) return;
    showAbove(box.current, button());
    itemsIn(box.current)
      .at(opening === 'first' ? 0 : -1)
      ?.focus();
  }, [opening]);

  useEffect(() => {
    const onPointerDown = (event: Event): void => {
      const target = event.target as Node | null;
      if (!box.current?.contains(target) && !button()?.contains(target)) onClose();
    };
    document.addEventListener('pointerdown', onPointerDown, true);
    return () => document.removeEventListener('pointerdown', onPointerDown, true);
  }, []);

  const onMenuKey = (event: KeyboardEvent): void => {
    const all = itemsIn(box.current);
    const next = nextItem(event, all);
    if (next) next.focus();
    else if (event.key === 'Escape') leave();
    else if (event.key === 'Tab') {
      // The browser moves on from the button: the focused item is about to go.
      leave();
      return;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  const choose = (item: MenuItem): void => {
    if (item.whyNot !== undefined) return;
    leave();
    item.onChoose();
  };

  const reasons = [...new Set(items.flatMap((item) => item.whyNot ?? []))];
  return (
    <div
      ref={box}
      class={`menu-box menu-${side}`}
      popover="manual"
      onFocusOut={(event) => {
        const to = event.relatedTarget as Node | null;
        if (to !== button() && !box.current?.contains(to)) onClose();
      }}
    >
      <div role="menu" aria-label={name} class="menu" onKeyDown={onMenuKey}>
        {items.map((item) => (
          <button
            key={item.id}
            type="button"
            role="menuitem"
            class="menu-item"
            tabIndex={-1}
            {...(item.whyNot === undefined
              ? {}
              : { 'aria-disabled': true, 'aria-describedby': `${id}${reasons.indexOf(item.whyNot)}` })}
            onClick={() => choose(item)}
          >
            {item.label}
          </button>
        ))}
      </div>
      {reasons.map((reason, index) => (
        <p key={reason} class="menu-note" id={`${id}${index}`}>
          {reason}
        </p>
      ))}
      {note !== undefined && <p class="menu-note">{note}</p>}
    </div>
  );
}

function itemsIn(box: HTMLElement | null): readonly HTMLElement[] {
  return [...(box?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
}

/** Puts the box into the browser's top layer; the button is what it is placed at. */
function showAbove(box: HTMLElement, button: HTMLElement | null): void {
  if ('showPopover' in box) box.showPopover(button ? { source: button } : {});
}

/** The item that a key leads to, if it does: arrows go round, Home and End jump, letters find. */
function nextItem(event: KeyboardEvent, items: readonly HTMLElement[]): HTMLElement | undefined {
  const current = items.indexOf(event.target as HTMLElement);
  switch (event.key) {
    case 'ArrowDown':
      return items[(current + 1) % items.length];
    case 'ArrowUp':
      return items.at(current <= 0 ? -1 : current - 1);
    case 'Home':
      return items[0];
    case 'End':
      return items.at(-1);
  }
  if (event.key.length !== 1 || event.key === ' ' || event.ctrlKey || event.altKey || event.metaKey) return undefined;
  const letter = event.key.toLowerCase();
  const following = [...items.slice(current + 1), ...items.slice(0, current + 1)];
  return following.find((item) => item.textContent?.toLowerCase().startsWith(letter));
}
