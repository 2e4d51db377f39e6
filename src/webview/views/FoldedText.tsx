import type { JSX } from 'preact';
import { useState } from 'preact/hooks';

export interface FoldedTextProps {
  readonly text: string;
  /** More is shown only on request. */
  readonly maxLines: number;
  readonly maxLength: number;
  readonly className: string;
  /** By which the text is found; left out: it is not. */
  readonly id?: string;
}

/** A text that a person wrote, folded where it is long. */
export function FoldedText({ text, maxLines, maxLength, className, id }: FoldedTextProps): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const lines = text.split('\n');
  const isLong = lines.length > maxLines || text.length > maxLength;
  const shown = isLong && !isWhole ? `${lines.slice(0, maxLines).join('\n').slice(0, maxLength)}…` : text;
  return (
    <>
      <div class={className} dir="auto" data-find={id}>
        {shown}
      </div>
      {isLong && (
        <button
          type="button"
          class="text-button"
          aria-expanded={isWhole}
          data-unfolds={id}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? 'Show less' : 'Show all'}
        </button>
      )}
    </>
  );
}
