import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Attribution } from '../../../model/attribution.ts';
import type { Reading } from '../../../model/reading.ts';
import { type WhyScope, whyScopes } from '../../../model/runPanel.ts';
import { runStatusWords } from '../../../model/runWords.ts';
import { type Run, isActive } from '../../../model/thread.ts';
import { durationWords } from '../../words.ts';
import type { RunView } from '../runStore.ts';
import { AttributionView } from './AttributionView.tsx';
import { useRun } from './runContext.ts';
import { RunProblem } from './RunProblem.tsx';

const scopeNames: Readonly<Record<WhyScope, string>> = { passage: 'Selected passage', answer: 'Whole answer' };

export interface WhyTabProps {
  readonly view: RunView;
  readonly run: Run | undefined;
  readonly onScope: (scope: WhyScope) => void;
}

/** What the answer, or a passage of it, rests on. Nothing is asked before the person wants it. */
export function WhyTab({ view, run, onScope }: WhyTabProps): JSX.Element {
  const highlight = view.identity?.highlight;
  const scope = highlight === undefined ? 'answer' : view.scope;
  return (
    <div class="inspector-content why">
      {highlight !== undefined && (
        <>
          <div class="why-scopes" role="group" aria-label="What to ask about">
            {whyScopes.toReversed().map((each) => (
              <button
                key={each}
                type="button"
                class="scope-button"
                aria-pressed={each === scope}
                onClick={() => onScope(each)}
              >
                {scopeNames[each]}
              </button>
            ))}
          </div>
          {scope === 'passage' && (
            <blockquote class="why-passage" dir="auto">
              {highlight}
            </blockquote>
          )}
        </>
      )}
      <Answer key={scope} scope={scope} why={view.why[scope]} atMs={view.whyAtMs[scope]} run={run} />
    </div>
  );
}

interface AnswerProps {
  readonly scope: WhyScope;
  readonly why: Reading<Attribution>;
  /** When `why` was told. */
  readonly atMs: number;
  readonly run: Run | undefined;
}

function Answer({ scope, why, atMs, run }: AnswerProps): JSX.Element {
  const panel = useRun();
  const ask = (): void => panel.post({ type: 'askWhy', scope });
  const value = 'value' in why ? why.value : undefined;
  if (why.step === 'unsupported') {
    return <p class="inspector-hint">This service cannot say what an answer rests on.</p>;
  }
  return (
    <>
      {why.step === 'failed' && <RunProblem problem={why.problem} onRetry={ask} />}
      {why.step === 'reading' ? (
        <Working scope={scope} elapsedMs={why.elapsedMs} atMs={atMs} />
      ) : (
        <Invitation scope={scope} why={why} run={run} onAsk={ask} />
      )}
      {value && <AttributionView attribution={value} scope={scope} />}
    </>
  );
}

/** Why nothing can be asked now; undefined if it can. */
function refusal(run: Run | undefined): string | undefined {
  if (run === undefined || run.status === 'completed') return undefined;
  if (isActive(run.status)) {
    return run.status === 'unknown'
      ? 'The status of this run is not known. If it has completed, you can ask.'
      : 'The run is still going on. You can ask when it has completed.';
  }
  return `This run has not completed (${runStatusWords(run).toLowerCase()}). The service may have nothing to say about it.`;
}

function Invitation({
  scope,
  why,
  run,
  onAsk,
}: {
  readonly scope: WhyScope;
  readonly why: Reading<Attribution>;
  readonly run: Run | undefined;
  readonly onAsk: () => void;
}): JSX.Element | null {
  const button = useRef<HTMLButtonElement>(null);
  const note = why.step === 'not-asked' ? why.note : undefined;
  // Whoever pressed Cancel has lost the button that had the focus.
  useEffect(() => {
    if (note !== undefined && document.activeElement === document.body) button.current?.focus();
  }, [note]);
  if (why.step !== 'not-asked') return null;
  const hint = refusal(run);
  const isImpossible = run?.status === 'queued' || run?.status === 'running';
  return (
    <div class="why-invitation">
      {note !== undefined && <p class="inspector-hint">{note}</p>}
      <p>
        {scope === 'passage'
          ? 'The service can work out what this passage rests on.'
          : 'The service can work out, sentence by sentence, what the answer rests on.'}{' '}
        It takes some 5 to 15 seconds and keeps no result; here it is kept while this panel is open.
      </p>
      {hint !== undefined && <p class="run-note">{hint}</p>}
      <button
        ref={button}
        type="button"
        class="button"
        aria-disabled={isImpossible}
        onClick={() => {
          if (!isImpossible) onAsk();
        }}
      >
        {scope === 'passage' ? 'Ask About the Passage' : 'Ask About the Answer'}
      </button>
    </div>
  );
}

function Working({
  scope,
  elapsedMs,
  atMs,
}: {
  readonly scope: WhyScope;
  readonly elapsedMs: number;
  readonly atMs: number;
}): JSX.Element {
  const panel = useRun();
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div class="why-working">
      <p class="inspector-working">
        <span class="spinner" aria-hidden="true" />
        Asking the service, {durationWords(elapsedMs + panel.nowMs() - atMs)} so far. It usually takes 5 to 15 seconds.
      </p>
      <button type="button" class="button button-secondary" onClick={() => panel.post({ type: 'cancelWhy', scope })}>
        Cancel
      </button>
    </div>
  );
}
