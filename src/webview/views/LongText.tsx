import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

/** More than this is shown only on request: laying out megabytes would block the panel. */
const maxLengthAtFirst = 20_000;

/** Text as it is, under a title, scrolling by itself where it is long. */
export function LongText({ title, text }: { readonly title: string; readonly text: string }): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const isCut = text.length > maxLengthAtFirst && !isWhole;
  return (
    <div class="long-text" role="group" aria-label={title}>
      <div class="long-text-title">{title}</div>
      <pre tabIndex={0}>{isCut ? text.slice(0, maxLengthAtFirst) : text}</pre>
      {isCut && (
        <button type="button" class="text-button" onClick={() => setWhole(true)}>
          {`Show all ${text.length.toLocaleString('en')} characters`}
        </button>
      )}
    </div>
  );
}
