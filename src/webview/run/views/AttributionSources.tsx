import type { JSX } from 'preact';
import type { AttributionSource } from '../../../model/attribution.ts';
import { LongText } from '../../views/LongText.tsx';
import { scoreWords, sourceKind, sourceOrigin } from '../grounding.ts';
import { useRun } from './runContext.ts';

/** Sources with their scores, the strongest first as the service has them. */
export function AttributionSources({ sources }: { readonly sources: readonly AttributionSource[] }): JSX.Element {
  if (sources.length === 0) {
    return (
      <p class="inspector-hint">
        Ungrounded: the service found nothing in tool results or instructions that this rests on. It may be the model’s
        own knowledge, a conclusion, or made up.
      </p>
    );
  }
  return (
    <ol class="why-sources" aria-label="Sources">
      {sources.map((source, index) => (
        <li key={`${source.id}:${index}`} class="why-source">
          <Source source={source} />
        </li>
      ))}
    </ol>
  );
}

function Source({ source }: { readonly source: AttributionSource }): JSX.Element {
  const panel = useRun();
  const { score, url, text } = source;
  const origin = sourceOrigin(source);
  return (
    <>
      <div class="why-source-head">
        <span class="why-source-kind">{sourceKind(source)}</span>
        <Score score={score} />
      </div>
      {origin !== undefined && (
        <p class="why-origin" dir="auto">
          {url === undefined ? (
            origin
          ) : (
            <button type="button" class="text-button" onClick={() => panel.post({ type: 'openLink', url })}>
              {origin}
            </button>
          )}
        </p>
      )}
      {text.trim() !== '' && <LongText title="Text" text={text} />}
    </>
  );
}

/** A bar from the middle, to the right for what speaks for the passage and to the left for what speaks against it. */
function Score({ score }: { readonly score: number }): JSX.Element {
  const part = Math.min(1, Math.abs(score)) * 50;
  const isNegative = score < 0;
  return (
    <span class="score">
      {isNegative && <span class="score-note">speaks against</span>}
      <span class="score-track" aria-hidden="true">
        <span
          class={`score-bar${isNegative ? ' is-negative' : ''}`}
          style={{ left: `${isNegative ? 50 - part : 50}%`, width: `${part}%` }}
        />
      </span>
      <span class="score-number">
        <span class="hidden-text"> Score </span>
        {scoreWords(score)}
      </span>
    </span>
  );
}
