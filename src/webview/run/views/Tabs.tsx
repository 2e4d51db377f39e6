import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { RunTab } from '../../../model/runPanel.ts';

export interface TabsProps {
  readonly tabs: readonly { readonly id: RunTab; readonly title: string }[];
  readonly selected: RunTab;
  readonly onSelect: (tab: RunTab) => void;
  readonly children: ComponentChildren;
}

/**
 * Tabs with the content of the selected one. Arrow keys, Home and End move the focus; Enter, the space bar or a click
 * opens: to pass over a tab must not start what opening it does.
 */
export function Tabs({ tabs, selected, onSelect, children }: TabsProps): JSX.Element {
  const list = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('[role=tab]') ?? [])];
    const index = buttons.findIndex((button) => button === document.activeElement);
    const last = buttons.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowRight: index === last ? 0 : index + 1,
      ArrowLeft: index <= 0 ? last : index - 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    buttons[target]?.focus();
  }

  return (
    <>
      <div ref={list} class="tabs" role="tablist" aria-label="What to show of the run" onKeyDown={onKeyDown}>
        {tabs.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            id={`tab-${id}`}
            class="tab"
            role="tab"
            aria-selected={id === selected}
            {...(id === selected ? { 'aria-controls': `panel-${id}` } : {})}
            tabIndex={id === selected ? 0 : -1}
            onClick={() => onSelect(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <div
        key={selected}
        class={`tab-panel tab-panel-${selected}`}
        id={`panel-${selected}`}
        role="tabpanel"
        aria-labelledby={`tab-${selected}`}
        tabIndex={0}
      >
        {children}
      </div>
    </>
  );
}
