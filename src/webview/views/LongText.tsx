import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** More than this is shown only on request: laying out megabytes would block the panel. */
const maxLengthAtFirst = 20_000;

/** Text as it is, under a title, scrolling by itself where it is long. */
export function LongText(props: {
  readonly title: string;
  readonly text: string;
  /** By which it is found. */
  readonly id?: string;
}): JSX.Element {
  const { title, text, id } = props;
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > maxLengthAtFirst && !isWhole;
  return (
    <div class="long-text" role="group" aria-label={title}>
      <div class="long-text-title">{title}</div>
      <pre tabIndex={0} data-find={id}>
        {isCut ? text.slice(0, maxLengthAtFirst) : text}
      </pre>
      {isCut && (
        <button type="button" class="text-button" data-unfolds={id} onClick={() => setWhole(true)}>
          {`Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </div>
  );
}
