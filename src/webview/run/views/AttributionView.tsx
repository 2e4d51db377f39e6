import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { AttributedPassage, Attribution } from '../../../model/attribution.ts';
import type { WhyScope } from '../../../model/runPanel.ts';
import type { IconName } from '../../icons.ts';
import { Icon } from '../../views/Icon.tsx';
import {
  type Grounding,
  attributionSummary,
  groundingOf,
  groundingWords,
  passageWords,
  spokenPassages,
} from '../grounding.ts';
import { AttributionSources } from './AttributionSources.tsx';

/** What was found out: one passage with its sources, or the sentences of the answer, each with its own. */
export function AttributionView({
  attribution,
  scope,
}: {
  readonly attribution: Attribution;
  readonly scope: WhyScope;
}): JSX.Element {
  const passages = spokenPassages(attribution.passages);
  const [openIndex, open] = useState<number>();
  const [only] = passages;
  return (
    <>
      <p class="why-summary">{attributionSummary(attribution)}</p>
      {scope === 'passage' && only && passages.length === 1 ? (
        <AttributionSources sources={only.sources} />
      ) : (
        <ol class="sentences" aria-label="The answer, sentence by sentence">
          {passages.map((passage, index) => (
            <Sentence
              key={index}
              passage={passage}
              isOpen={index === openIndex}
              onToggle={() => open(index === openIndex ? undefined : index)}
            />
          ))}
        </ol>
      )}
    </>
  );
}

const icons: Readonly<Record<Grounding, IconName>> = {
  grounded: 'success',
  opposed: 'question',
  ungrounded: 'warning',
};

function Sentence({
  passage,
  isOpen,
  onToggle,
}: {
  readonly passage: AttributedPassage;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}): JSX.Element {
  const id = useId();
  const grounding = groundingOf(passage);
  return (
    <li class={`sentence sentence-${grounding}${isOpen ? ' is-open' : ''}`}>
      <button
        type="button"
        class="sentence-button"
        aria-expanded={isOpen}
        {...(isOpen ? { 'aria-controls': id } : {})}
        onClick={onToggle}
      >
        <Icon name={icons[grounding]} className={`grounding-${grounding}`} />
        <span class="sentence-text" dir="auto">
          {passageWords(passage.text)}
        </span>
        <span class="sentence-mark">{groundingWords(passage)}</span>
        <Icon name="chevron" className="chevron" />
      </button>
      {isOpen && (
        <div class="sentence-sources" id={id}>
          <AttributionSources sources={passage.sources} />
        </div>
      )}
    </li>
  );
}
