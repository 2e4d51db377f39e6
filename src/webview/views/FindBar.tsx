import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { FindStore, FindView } from '../find/findStore.ts';
import { Icon } from './Icon.tsx';

export interface FindBarProps {
  readonly view: FindView;
  readonly store: FindStore;
  /** What is known of messages that are not there yet. */
  readonly note: string | undefined;
  /** A new object asks for the cursor. */
  readonly focusRequest: object | undefined;
  readonly onClose: () => void;
}

/** The box in which one looks for words in the whole conversation. */
export function FindBar({ view, store, note, focusRequest, onClose }: FindBarProps): JSX.Element {
  const input = useRef<HTMLInputElement>(null);
  const countId = useId();
  const { query } = view;

  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.select();
  }, [focusRequest]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.isComposing) return;
    const act = actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  function actionOf({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): (() => void) | undefined {
    if (key === 'Escape') return onClose;
    if (altKey && !ctrlKey && !metaKey && key.toLowerCase() === 'c') return toggleCase;
    if (altKey && !ctrlKey && !metaKey && key.toLowerCase() === 'w') return toggleWord;
    if (key === 'Enter' && document.activeElement === input.current) return shiftKey ? store.previous : store.next;
    return undefined;
  }

  const toggleCase = (): void => store.look({ ...query, isCaseSensitive: !query.isCaseSensitive });
  const toggleWord = (): void => store.look({ ...query, isWholeWord: !query.isWholeWord });

  return (
    <div class="find" role="search" aria-label="Find in conversation" onKeyDown={onKeyDown}>
      <div class="find-line">
        <input
          ref={input}
          class="find-input"
          type="text"
          aria-label="Find"
          aria-describedby={countId}
          placeholder="Find"
          spellcheck={false}
          dir="auto"
          value={query.text}
          onInput={(event) => store.look({ ...query, text: event.currentTarget.value })}
        />
        <span class={`find-count${query.text !== '' && view.count === 0 ? ' is-empty' : ''}`} id={countId}>
          {countWords(view)}
        </span>
        <Toggle name="Match Case (Alt+C)" sign="Aa" isOn={query.isCaseSensitive} onToggle={toggleCase} />
        <Toggle name="Match Whole Word (Alt+W)" sign="ab" isOn={query.isWholeWord} onToggle={toggleWord} />
        <Step
          name="Previous Match (Shift+Enter)"
          className="icon-up"
          isOff={view.count === 0}
          onStep={store.previous}
        />
        <Step name="Next Match (Enter)" isOff={view.count === 0} onStep={store.next} />
        <button type="button" class="icon-button" title="Close (Escape)" aria-label="Close Find" onClick={onClose}>
          <Icon name="close" />
        </button>
      </div>
      {note !== undefined && <div class="find-note">{note}</div>}
    </div>
  );
}

/** How many there are, in words that fit into the box. */
export function countWords({ query, count, place, isSearching, isCut }: FindView): string {
  if (query.text === '') return '';
  const total = `${count.toLocaleString('en')}${isCut ? '+' : ''}`;
  if (count > 0) return `${place.toLocaleString('en')} of ${total}${isSearching ? '…' : ''}`;
  return isSearching ? 'Searching…' : 'No results';
}

function Toggle(props: {
  readonly name: string;
  readonly sign: string;
  readonly isOn: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const { name, sign, isOn, onToggle } = props;
  return (
    <button
      type="button"
      class="icon-button find-toggle"
      title={name}
      aria-label={name}
      aria-pressed={isOn}
      data-sign={sign}
      onClick={onToggle}
    />
  );
}

function Step(props: {
  readonly name: string;
  readonly className?: string;
  readonly isOff: boolean;
  readonly onStep: () => void;
}): JSX.Element {
  const { name, className = '', isOff, onStep } = props;
  return (
    <button
      type="button"
      class="icon-button"
      title={name}
      aria-label={name}
      aria-disabled={isOff}
      onClick={() => isOff || onStep()}
    >
      <Icon name="arrowDown" className={className} />
    </button>
  );
}
