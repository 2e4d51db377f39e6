import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

export interface DisclosureProps {
  /** Under which the person's choice is remembered. */
  readonly id: string;
  /** The button's whole accessible name. */
  readonly name: string;
  /** Shown beside the button, not part of its name. */
  readonly detail?: ComponentChildren;
  /** What it is as long as the person has not decided. */
  readonly isOpenAtFirst?: boolean;
  readonly className?: string;
  /** Made only while it is open. */
  readonly children: () => ComponentChildren;
}

/** A button that shows and hides what follows it. */
export function Disclosure(props: DisclosureProps): JSX.Element {
  const { id, name, detail, isOpenAtFirst = false, className = '' } = props;
  const panel = usePanel();
  const [chosen, choose] = useState(() => panel.isOpen(id));
  const contentId = useId();
  const isOpen = chosen ?? isOpenAtFirst;
  const toggle = (): void => {
    choose(!isOpen);
    panel.setOpen(id, !isOpen);
  };
  return (
    <div class={`disclosure ${className}`} data-part={id}>
      <div class="disclosure-head">
        <button
          type="button"
          class="disclosure-button"
          aria-expanded={isOpen}
          data-unfolds={id}
          {...(isOpen ? { 'aria-controls': contentId } : {})}
          onClick={toggle}
        >
          <Icon name="chevron" className="chevron" />
          <span>{name}</span>
        </button>
        {detail !== undefined && <span class="disclosure-detail">{detail}</span>}
      </div>
      {isOpen && (
        <div class="disclosure-content" id={contentId}>
          {props.children()}
        </div>
      )}
    </div>
  );
}
