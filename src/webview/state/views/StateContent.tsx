import type { JSX } from 'preact';
import type { ShownState, StateCommand, StateFacts } from '../../../model/statePanel.ts';
import { localTime } from '../../localTime.ts';
import { entriesOf, excerptOf } from '../valueTree.ts';
import { checkpointWords } from '../checkpointWords.ts';
import { useStatePanel } from './stateContext.ts';
import { StateProblem } from './StateProblem.tsx';
import { ValueTree } from './ValueTree.tsx';

/** The state that is looked at: when and how it came about, and everything in it. */
export function StateContent({ facts }: { readonly facts: StateFacts }): JSX.Element {
  const { state } = facts;
  const value = 'value' in state ? state.value : undefined;
  return (
    <>
      <Actions facts={facts} shown={value} />
      {state.step === 'failed' && <StateProblem problem={state.problem} />}
      {state.step === 'unsupported' && <p class="inspector-hint">{facts.connectionName} keeps no state of a thread.</p>}
      {value ? <Shown shown={value} /> : state.step === 'reading' && <p class="inspector-hint">Reading the state…</p>}
    </>
  );
}

function Actions({
  facts,
  shown,
}: {
  readonly facts: StateFacts;
  readonly shown: ShownState | undefined;
}): JSX.Element {
  const panel = useStatePanel();
  const isReading = facts.state.step === 'reading';
  const command = (name: StateCommand, label: string, className = 'button button-secondary'): JSX.Element => (
    <button type="button" class={className} onClick={() => panel.post({ type: 'command', command: name })}>
      {label}
    </button>
  );
  return (
    <div class="inspector-actions">
      {shown && !shown.isNewest && command('showNewest', 'Show State Now', 'button')}
      {facts.offers.includes('add') && command('add', 'Add to State…')}
      {shown && (
        <button
          type="button"
          class="button button-secondary"
          onClick={() => panel.post({ type: 'checkpoint', action: 'json', key: shown.checkpoint.key })}
        >
          Open as JSON
        </button>
      )}
      {command('openThread', 'Open Thread')}
      {command('refresh', isReading ? 'Reading…' : 'Refresh')}
    </div>
  );
}

function Shown({ shown: { checkpoint, values, isNewest } }: { readonly shown: ShownState }): JSX.Element {
  const inside = entriesOf(values);
  const words = checkpointWords(checkpoint);
  return (
    <section aria-label={isNewest ? 'State now' : `State at ${checkpoint.name}`}>
      <p class="state-place">
        <strong>{isNewest ? 'State now' : checkpoint.name}</strong>
        {checkpoint.createdAt !== undefined && (
          <time dateTime={checkpoint.createdAt} title={checkpoint.createdAt}>
            {localTime(checkpoint.createdAt)}
          </time>
        )}
        {words.map((each) => (
          <span key={each}>{each}</span>
        ))}
      </p>
      {checkpoint.errorText !== undefined && (
        <p class="state-error" dir="auto">
          The next step failed: {checkpoint.errorText}
        </p>
      )}
      {inside && inside.length > 0 ? (
        // The names of a state and what is in each; of a list its items in a line each, as they are messages mostly.
        <ValueTree value={values} isUnfolded={!Array.isArray(values)} />
      ) : (
        <p class="inspector-hint">
          {inside || values === null || values === undefined ? 'There is nothing in it yet.' : excerptOf(values)}
        </p>
      )}
    </section>
  );
}
