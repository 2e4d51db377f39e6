import type { JSX } from 'preact';
import type { CheckpointAction, CheckpointRow, StateFacts } from '../../../model/statePanel.ts';
import { localTime } from '../../localTime.ts';
import { branchWords, checkpointWords } from '../checkpointWords.ts';
import { checkpointsOf } from '../stateStore.ts';
import { useStatePanel } from './stateContext.ts';
import { StateProblem } from './StateProblem.tsx';

export interface HistoryListProps {
  readonly facts: StateFacts;
  readonly chosen: readonly string[];
}

/** The states that the thread went through on a line, newest first, each comparable with any other. */
export function HistoryList({ facts, chosen }: HistoryListProps): JSX.Element {
  const panel = useStatePanel();
  const { history } = facts;
  const rows = checkpointsOf(facts);
  const hasMore = 'value' in history && (history.value?.hasMore ?? false);
  const isReading = history.step === 'reading';
  return (
    <>
      <div class="inspector-actions state-history-actions">
        <CompareButton rows={rows} chosen={chosen} />
        <button
          type="button"
          class="button button-secondary"
          onClick={() => panel.post({ type: 'command', command: 'refresh' })}
        >
          {isReading ? 'Reading…' : 'Refresh'}
        </button>
      </div>
      {history.step === 'failed' && <StateProblem problem={history.problem} />}
      {history.step === 'unsupported' && (
        <p class="inspector-hint">{facts.connectionName} keeps no history of a thread.</p>
      )}
      {rows.length === 0 && isReading && <p class="inspector-hint">Reading the history…</p>}
      {rows.length === 0 && history.step === 'ready' && (
        <p class="inspector-hint">There is no history yet: no run has worked on this thread.</p>
      )}
      {rows.length > 0 && (
        <ol class="checkpoints" aria-label="States, newest first">
          {rows.map((row, place) => (
            <li key={row.key} class="checkpoint">
              <Checkpoint facts={facts} rows={rows} row={row} place={place} isChosen={chosen.includes(row.key)} />
            </li>
          ))}
        </ol>
      )}
      {hasMore && (
        <button
          type="button"
          class="button button-secondary"
          aria-disabled={isReading}
          onClick={() => {
            if (!isReading) panel.post({ type: 'command', command: 'loadMore' });
          }}
        >
          {isReading ? 'Reading…' : 'Load More'}
        </button>
      )}
    </>
  );
}

function CompareButton({
  rows,
  chosen,
}: {
  readonly rows: readonly CheckpointRow[];
  readonly chosen: readonly string[];
}): JSX.Element {
  const panel = useStatePanel();
  // Newest first in the list, the older one on the left of the comparison.
  const [newer, older] = rows.map(({ key }) => key).filter((key) => chosen.includes(key));
  const canCompare = newer !== undefined && older !== undefined;
  return (
    <button
      type="button"
      class="button"
      aria-disabled={!canCompare}
      title={canCompare ? undefined : 'Choose two states to compare'}
      onClick={() => {
        if (canCompare) panel.post({ type: 'compare', keys: [older, newer] });
        else panel.announce('Choose two states to compare');
      }}
    >
      Compare
    </button>
  );
}

interface CheckpointProps {
  readonly facts: StateFacts;
  readonly rows: readonly CheckpointRow[];
  readonly row: CheckpointRow;
  readonly place: number;
  readonly isChosen: boolean;
}

function Checkpoint({ facts, rows, row, place, isChosen }: CheckpointProps): JSX.Element {
  const panel = useStatePanel();
  const before = rows[place + 1];
  const name = rowName(row);
  const branch = branchWords(row, rows);
  const act = (action: CheckpointAction, label: string): JSX.Element => (
    <button
      type="button"
      class="text-button"
      aria-label={`${label}: ${name}`}
      onClick={() => panel.post({ type: 'checkpoint', action, key: row.key })}
    >
      {label}
    </button>
  );
  return (
    <>
      <label class="checkpoint-head">
        <input
          type="checkbox"
          aria-label={`Compare ${name}`}
          checked={isChosen}
          onChange={(event) => panel.choose(row.key, event.currentTarget.checked)}
        />
        <span class="checkpoint-name">{row.name}</span>
        {row.createdAt !== undefined && (
          <time dateTime={row.createdAt} title={row.createdAt}>
            {localTime(row.createdAt)}
          </time>
        )}
      </label>
      <p class="checkpoint-words" dir="auto">
        {[...checkpointWords(row), ...(branch === undefined ? [] : [branch])].join(' · ')}
      </p>
      {row.errorText !== undefined && (
        <p class="state-error" dir="auto">
          {row.errorText}
        </p>
      )}
      <div class="checkpoint-actions">
        {act('show', 'Show')}
        {act('json', 'Open as JSON')}
        {before && (
          <button
            type="button"
            class="text-button"
            aria-label={`Compare with the State Before: ${name}`}
            onClick={() => panel.post({ type: 'compare', keys: [before.key, row.key] })}
          >
            Compare with the State Before
          </button>
        )}
        {row.checkpointId !== undefined && facts.offers.includes('fork') && act('fork', 'Fork from Here')}
        {row.checkpointId !== undefined && facts.offers.includes('rerun') && act('rerun', 'Run Again from Here')}
      </div>
    </>
  );
}

/** Steps are counted anew after going back, so that a name alone may be another one's too. */
function rowName({ name, createdAt }: CheckpointRow): string {
  return createdAt === undefined ? name : `${name}, ${localTime(createdAt)}`;
}
