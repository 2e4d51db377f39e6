import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { IconName } from '../icons.ts';
import { readingKey } from '../readingDirection.ts';
import { Icon } from './Icon.tsx';
import { Menu, type MenuItem } from './Menu.tsx';

/** A button of a toolbar; with `items` it opens a menu. */
export interface Tool {
  readonly id: string;
  readonly name: string;
  readonly icon?: IconName;
  /** Shown beside the icon or in its place; without it the name is only a tooltip. */
  readonly isNamed?: boolean;
  readonly whyNot?: string;
  readonly onUse?: () => void;
  readonly items?: readonly MenuItem[];
  readonly note?: string;
}

/** Buttons that are one stop of the Tab key together; arrow keys move between them. */
export function Toolbar({ name, tools }: { readonly name: string; readonly tools: readonly Tool[] }): JSX.Element {
  const bar = useRef<HTMLDivElement>(null);
  const [chosen, choose] = useState<string>();
  const current = tools.some((tool) => tool.id === chosen) ? chosen : tools[0]?.id;

  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(bar.current?.querySelectorAll<HTMLElement>('[data-tool]') ?? [])];
    const at = buttons.indexOf(event.target as HTMLElement);
    const next =
      at < 0
        ? undefined
        : buttons.at(nextIndex(readingKey(event.key, event.target as Element), at, buttons.length) ?? at);
    if (!next || next === event.target) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div
      ref={bar}
      class="toolbar"
      role="toolbar"
      aria-label={name}
      onKeyDown={onKeyDown}
      onFocusIn={(event) => choose((event.target as HTMLElement).dataset['tool'] ?? chosen)}
    >
      {tools.map((tool) => (
        <ToolButton key={tool.id} tool={tool} tabIndex={tool.id === current ? 0 : -1} />
      ))}
    </div>
  );
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return at - 1;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

function ToolButton({ tool, tabIndex }: { readonly tool: Tool; readonly tabIndex: 0 | -1 }): JSX.Element {
  const { id, name, icon, isNamed = false, whyNot, items, note } = tool;
  const className = isNamed ? 'named-tool' : 'icon-button';
  const content = (
    <>
      {icon && <Icon name={icon} />}
      {isNamed && <span>{name}</span>}
    </>
  );
  if (items) {
    return (
      <Menu
        name={name}
        items={items}
        className={className}
        title={name}
        tabIndex={tabIndex}
        toolId={id}
        {...(note === undefined ? {} : { note })}
      >
        {content}
      </Menu>
    );
  }
  return (
    <button
      type="button"
      class={className}
      data-tool={id}
      tabIndex={tabIndex}
      title={whyNot ?? name}
      {...(isNamed ? {} : { 'aria-label': name })}
      {...(whyNot === undefined ? {} : { 'aria-disabled': true })}
      // A press of the mouse would take away what is selected in the answer.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => {
        if (whyNot === undefined) tool.onUse?.();
      }}
    >
      {content}
    </button>
  );
}
