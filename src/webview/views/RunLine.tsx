import type { JSX } from 'preact';
import type { RunView } from '../../model/panel.ts';
import type { RunOutcome } from '../../model/runEvent.ts';
import type { IconName } from '../icons.ts';
import { readable } from '../toolSummary.ts';
import { activityWords, outcomeWords, takenWords } from '../words.ts';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';

const outcomeIcons: Readonly<Record<RunOutcome, IconName>> = {
  completed: 'success',
  failed: 'error',
  cancelled: 'stopped',
  'needs-input': 'question',
  unknown: 'question',
};

export interface RunLineProps {
  readonly run: RunView;
  readonly elapsedMs: number;
  /** False where what the agent asks for is shown elsewhere, to be answered. */
  readonly showsRequests: boolean;
}

/** What the run is doing now, or how it ended, below its answer. */
export function RunLine({ run, elapsedMs, showsRequests }: RunLineProps): JSX.Element {
  const isEnded = run.activity === 'ended';
  const outcome = run.state.outcome ?? 'unknown';
  return (
    <div class={`run-line ${isEnded ? `run-${outcome}` : 'run-active'}`}>
      <div class="run-state">
        {isEnded ? (
          <Icon name={outcomeIcons[outcome]} />
        ) : (
          <span class={isWriting(run) ? 'writing' : 'spinner'} aria-hidden="true" />
        )}
        <span>{isEnded ? `${outcomeWords[outcome]}${endedAfter(run, elapsedMs)}` : `${activityWords(run)}…`}</span>
      </div>
      {isEnded && run.state.reason !== undefined && (
        <p class="run-reason" dir="auto">
          {run.state.reason}
        </p>
      )}
      {run.note !== undefined && <p class="run-note">{run.note}</p>}
      {showsRequests &&
        run.state.inputRequests?.map(({ value }) => (
          <LongText title="What the agent asks for" text={readable(value)} />
        ))}
    </div>
  );
}

/**
 * Whether an answer grows before one's eyes, so that nothing has to turn to show that the agent works: what turns makes
 * every frame wait for the beat of the next, which is 10 ms for each token.
 */
function isWriting({ activity, state }: RunView): boolean {
  const last = state.parts.at(-1);
  return activity === 'streaming' && last?.type === 'text' && last.isOpen === true && last.text !== '';
}

/** ` in 12 s`, ` after 12 s`; nothing for a run whose time is not known. */
function endedAfter(run: RunView, elapsedMs: number): string {
  if (elapsedMs < 1 || run.state.outcome === undefined || run.state.outcome === 'unknown') return '';
  return `${run.state.outcome === 'completed' ? ' in' : ' after'} ${takenWords(elapsedMs)}`;
}
