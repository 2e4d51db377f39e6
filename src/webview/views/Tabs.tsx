import type { ComponentChildren, JSX } from 'preact';
import { useRef } from 'preact/hooks';

export interface TabsProps<Tab extends string> {
  /** What they are for, for screen readers. */
  readonly name: string;
  readonly tabs: readonly { readonly id: Tab; readonly title: string }[];
  readonly selected: Tab;
  readonly onSelect: (tab: Tab) => void;
  readonly contentOf: (tab: Tab) => ComponentChildren;
}

/**
 * Tabs with the content of those that were opened: what is selected, open or scrolled in one is still so when somebody
 * comes back. Arrow keys, Home and End move the focus; Enter, the space bar or a click opens: to pass over a tab must
 * not start what opening it does.
 */
export function Tabs<Tab extends string>({ name, tabs, selected, onSelect, contentOf }: TabsProps<Tab>): JSX.Element {
  const list = useRef<HTMLDivElement>(null);
  const opened = useRef(new Set<Tab>());
  opened.current.add(selected);

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
      <div ref={list} class="tabs" role="tablist" aria-label={name} onKeyDown={onKeyDown}>
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
      {tabs
        .filter(({ id }) => opened.current.has(id))
        .map(({ id }) => (
          <div
            key={id}
            class={`tab-panel tab-panel-${id}`}
            id={`panel-${id}`}
            role="tabpanel"
            aria-labelledby={`tab-${id}`}
            tabIndex={0}
            hidden={id !== selected}
          >
            {contentOf(id)}
          </div>
        ))}
    </>
  );
}
