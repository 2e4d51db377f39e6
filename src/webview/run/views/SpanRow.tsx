import type { JSX } from 'preact';
import { usageDetail, usageWords } from '../../../model/amounts.ts';
import { Icon } from '../../views/Icon.tsx';
import { spanDuration } from '../../localTime.ts';
import type { TraceRow } from '../traceLayout.ts';

/** Deeper levels are not moved further to the right, where nothing of them would be left to see. */
const maxIndentLevels = 16;
const indentWidth = 14;

export interface SpanRowProps {
  readonly row: TraceRow;
  /** Among the rows that are not inside a closed one, from 0. */
  readonly index: number;
  readonly top: number;
  readonly isOpen: boolean;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

/** One span: its name, how long it took, its tokens and its bar. */
export function SpanRow(props: SpanRowProps): JSX.Element {
  const { row, index, top, isOpen, isSelected, onSelect, onToggle } = props;
  const { span, depth, descendants } = row;
  const hasChildren = descendants > 0;
  const detail = usageDetail(span.usage);
  return (
    <div
      id={`span-row-${index}`}
      class={`trace-row trace-span${isSelected ? ' is-selected' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-level={depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings}
      aria-selected={isSelected}
      {...(hasChildren ? { 'aria-expanded': isOpen } : {})}
      style={{ top: `${top}px` }}
      onClick={onSelect}
      onDblClick={onToggle}
    >
      <span
        class="trace-name"
        role="gridcell"
        title={span.name}
        style={{ paddingLeft: `${Math.min(depth, maxIndentLevels) * indentWidth}px` }}
      >
        <span
          class={`trace-twisty${isOpen ? ' is-open' : ''}`}
          onClick={(event) => {
            event.stopPropagation();
            onToggle();
          }}
          onDblClick={(event) => event.stopPropagation()}
        >
          {hasChildren && <Icon name="chevron" />}
        </span>
        {span.exception && <Icon name="error" className="failed" />}
        <span class="trace-label" dir="auto">
          {span.name}
        </span>
        <Notes row={row} isOpen={isOpen} />
      </span>
      <span class="trace-number" role="gridcell">
        {durationOf(row)}
      </span>
      <span class="trace-number trace-tokens" role="gridcell" {...(detail === undefined ? {} : { title: detail })}>
        {usageWords(span.usage)?.replace(/ tokens?$/, '') ?? ''}
      </span>
      <span class="trace-track" role="gridcell">
        {row.bar && <Bar row={row} bar={row.bar} />}
      </span>
    </div>
  );
}

function durationOf({ durationMs, isOpenEnded, bar }: TraceRow): string {
  if (durationMs !== undefined) return spanDuration(durationMs);
  return isOpenEnded && bar ? 'not ended' : '';
}

/** What is special about a span, in words: colour and place alone would not tell everybody. */
function Notes({ row, isOpen }: { readonly row: TraceRow; readonly isOpen: boolean }): JSX.Element {
  const { span, failuresBelow, descendants, isOrphan } = row;
  const isClosed = descendants > 0 && !isOpen;
  return (
    <>
      {span.exception && <span class="trace-note trace-failed">{span.exception.type ?? 'exception'}</span>}
      {isClosed && failuresBelow > 0 && (
        <span class="trace-note trace-failed">
          <Icon name="error" className="failed" />
          {`${failuresBelow} inside`}
        </span>
      )}
      {isClosed && <span class="trace-note">{`+${descendants.toLocaleString('en')}`}</span>}
      {span.model !== undefined && !span.name.includes(span.model) && <span class="trace-note">{span.model}</span>}
      {isOrphan && <span class="trace-note">parent missing</span>}
    </>
  );
}

function Bar({ row, bar }: { readonly row: TraceRow; readonly bar: NonNullable<TraceRow['bar']> }): JSX.Element {
  const look = [
    'trace-bar',
    ...(row.span.exception ? ['is-failed'] : []),
    ...(row.isOpenEnded ? ['is-open-ended'] : []),
    ...(bar.width === 0 ? ['is-moment'] : []),
  ];
  // Even the shortest bar at the very end stays inside the track.
  const style = { left: `min(${bar.offset * 100}%, 100% - 3px)`, width: `${bar.width * 100}%` };
  return <span class={look.join(' ')} style={style} />;
}
