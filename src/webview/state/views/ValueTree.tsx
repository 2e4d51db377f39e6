import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { Icon } from '../../views/Icon.tsx';
import { LongText } from '../../views/LongText.tsx';
import { entriesOf, excerptOf } from '../valueTree.ts';

/** How many entries are shown before the person asks for more: a state may hold thousands. */
const entriesAtOnce = 100;

/** Longer texts get a box of their own. */
const maxInlineLength = 120;

export interface ValueTreeProps {
  readonly value: unknown;
  /** Whether the entries begin opened; else each is folded until somebody wants to know. */
  readonly isUnfolded?: boolean;
}

/** What is inside a value. */
export function ValueTree({ value, isUnfolded = false }: ValueTreeProps): JSX.Element {
  const [count, setCount] = useState(entriesAtOnce);
  const entries = entriesOf(value) ?? [];
  const left = entries.length - count;
  return (
    <ul class="value-list">
      {entries.slice(0, count).map((entry) => (
        <li key={entry.name}>
          <Entry name={entry.name} value={entry.value} isUnfolded={isUnfolded} />
        </li>
      ))}
      {left > 0 && (
        <li>
          <button type="button" class="text-button" onClick={() => setCount(count + entriesAtOnce)}>
            {left === 1 ? 'Show 1 more' : `Show ${Math.min(left, entriesAtOnce)} of ${left} more`}
          </button>
        </li>
      )}
    </ul>
  );
}

interface EntryProps {
  readonly name: string;
  readonly value: unknown;
  readonly isUnfolded: boolean;
}

function Entry({ name, value, isUnfolded }: EntryProps): JSX.Element {
  const isLong = typeof value === 'string' && (value.length > maxInlineLength || value.includes('\n'));
  const hasInside = (entriesOf(value)?.length ?? 0) > 0;
  const [chosen, choose] = useState<boolean>();
  const isOpen = chosen ?? (hasInside && isUnfolded);
  const id = useId();
  if (!hasInside && !isLong) {
    return (
      <div class="value-line value-leaf">
        <span class="value-name">{name}</span>
        <span class={`value-excerpt value-${typeof value}`} dir="auto">
          {excerptOf(value)}
        </span>
      </div>
    );
  }
  return (
    <>
      <button
        type="button"
        class="value-line value-button"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': id } : {})}
        onClick={() => choose(!isOpen)}
      >
        <Icon name="chevron" className="chevron" />
        <span class="value-name">{name}</span>
        <span class="value-excerpt" dir="auto">
          {excerptOf(value)}
        </span>
      </button>
      {isOpen && (
        <div id={id} class="value-inside">
          {typeof value === 'string' ? <LongText title={name} text={value} /> : <ValueTree value={value} />}
        </div>
      )}
    </>
  );
}
