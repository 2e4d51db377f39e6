import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { usageDetail, usageWords } from '../../../model/amounts.ts';
import { Icon } from '../../views/Icon.tsx';
import { LongText } from '../../views/LongText.tsx';
import { localTime, spanDuration } from '../../localTime.ts';
import type { TraceRow } from '../traceLayout.ts';
import { useRun } from './runContext.ts';

export interface SpanFactsProps {
  readonly row: TraceRow;
  /** The span as JSON text; undefined until the host has said it. */
  readonly raw: string | undefined;
  /** Whether somebody wants to see it, of whichever span is selected. */
  readonly isRawOpen: boolean;
  readonly onToggleRaw: () => void;
}

/** Everything that is known of one span, and the span as the service has it. */
export function SpanFacts({ row, raw, isRawOpen, onToggleRaw }: SpanFactsProps): JSX.Element {
  const panel = useRun();
  const { span } = row;
  useEffect(() => {
    if (isRawOpen && raw === undefined) panel.post({ type: 'showSpan', index: row.index });
  }, [isRawOpen, raw === undefined, row.index]);
  return (
    <section class="span-facts" aria-label={`Span ${span.name}`} tabIndex={0}>
      <h2 class="run-group-title" dir="auto">
        {span.name}
      </h2>
      {span.exception && (
        <p class="span-exception">
          <Icon name="error" className="failed" />
          <span dir="auto">
            {[span.exception.type ?? 'Exception', span.exception.message].filter(Boolean).join(': ')}
          </span>
        </p>
      )}
      {span.message !== undefined && span.message !== span.name && <LongText title="Message" text={span.message} />}
      <dl class="run-details">
        {factsOf(row).map(([name, value]) => (
          <div key={name} class="run-detail">
            <dt>{name}</dt>
            <dd dir="auto">{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="text-button" aria-expanded={isRawOpen} onClick={onToggleRaw}>
        {isRawOpen ? 'Hide JSON' : 'Show JSON'}
      </button>
      {isRawOpen && (raw === undefined ? <p class="inspector-hint">Reading…</p> : <LongText title="JSON" text={raw} />)}
    </section>
  );
}

function factsOf({ span, durationMs, isOpenEnded, isOrphan }: TraceRow): readonly (readonly [string, string])[] {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['Kind', span.kind],
    ['Operation', span.operation],
    ['Model', span.model],
    ['Started', span.startedAt && withMilliseconds(span.startedAt)],
    ['Ended', span.endedAt === undefined ? (isOpenEnded ? 'not ended' : undefined) : withMilliseconds(span.endedAt)],
    ['Duration', durationMs === undefined ? undefined : spanDuration(durationMs)],
    ['Tokens', tokensOf(span.usage)],
    ['Span id', span.id],
    ['Parent', span.parentId && (isOrphan ? `${span.parentId} (not among the spans of this run)` : span.parentId)],
  ];
  return facts.flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const]));
}

function tokensOf(usage: TraceRow['span']['usage']): string | undefined {
  return usageDetail(usage) ?? usageWords(usage);
}

/** Pieces of work inside a run are told apart by less than a second. */
function withMilliseconds(isoDate: string): string {
  const date = new Date(isoDate);
  return Number.isNaN(date.getTime())
    ? isoDate
    : `${localTime(isoDate)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
