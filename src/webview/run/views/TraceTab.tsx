import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { type Run, isActive } from '../../../model/thread.ts';
import { maxSpans } from '../../../model/trace.ts';
import { spanDuration } from '../../localTime.ts';
import type { RunView } from '../runStore.ts';
import { type TraceLayout, layoutTrace } from '../traceLayout.ts';
import { useRun } from './runContext.ts';
import { RunProblem } from './RunProblem.tsx';
import { SpanFacts } from './SpanFacts.tsx';
import { SpanTree } from './SpanTree.tsx';

/** The spans of the run as a tree on a time axis, and what is known of the one that is selected. */
export function TraceTab({ view, run }: { readonly view: RunView; readonly run: Run | undefined }): JSX.Element {
  const panel = useRun();
  const { trace, traceAtMs } = view;
  const spans = 'value' in trace ? trace.value : undefined;
  const isGoingOn = run !== undefined && isActive(run.status);
  const layout = useMemo(
    () => (spans ? layoutTrace(spans, isGoingOn ? traceAtMs : undefined) : undefined),
    [spans, traceAtMs, isGoingOn],
  );
  const [selectedKey, select] = useState<string>();
  const [isRawOpen, setRawOpen] = useState(false);
  const read = (): void => panel.post({ type: 'readTrace' });
  const selected = layout?.rows.find((row) => row.key === selectedKey);

  if (trace.step === 'unsupported') return <p class="inspector-hint">This service offers no traces.</p>;
  return (
    <div class="trace">
      <div class="trace-top">
        <p class="trace-summary">{layout && layout.rows.length > 0 ? summaryOf(layout) : ''}</p>
        {trace.step === 'reading' ? (
          <p class="inspector-working">
            <span class="spinner" aria-hidden="true" />
            Reading the spans…
          </p>
        ) : (
          <button type="button" class="button button-secondary" onClick={read}>
            {trace.step === 'not-asked' ? 'Read Trace' : 'Read Again'}
          </button>
        )}
      </div>
      {trace.step === 'failed' && <RunProblem problem={trace.problem} onRetry={read} />}
      {spans !== undefined && spans.length >= maxSpans && (
        <p class="inspector-hint trace-hint">
          {`No more than ${maxSpans.toLocaleString('en')} spans of a run are read. There may be others.`}
        </p>
      )}
      {layout && layout.rows.length > 0 && (
        <>
          <SpanTree layout={layout} selectedKey={selectedKey} onSelect={select} />
          {selected ? (
            <SpanFacts
              row={selected}
              raw={view.rawSpans.get(selected.index)}
              isRawOpen={isRawOpen}
              onToggleRaw={() => setRawOpen(!isRawOpen)}
            />
          ) : (
            <p class="inspector-hint trace-hint">Select a span to see what is known of it.</p>
          )}
        </>
      )}
      {layout?.rows.length === 0 && trace.step === 'ready' && <NoSpans isGoingOn={isGoingOn} />}
    </div>
  );
}

function NoSpans({ isGoingOn }: { readonly isGoingOn: boolean }): JSX.Element {
  return (
    <div class="inspector-empty">
      <p class="inspector-empty-title">The service has no spans of this run</p>
      <p>
        {isGoingOn
          ? 'The run is still going on: its spans may come later. '
          : 'Not every installation records them, and some keep them only for a while. '}
        What the run did is also in the tool calls of its messages.
      </p>
    </div>
  );
}

/** `14 spans · 8.42 s · 2 exceptions`. */
function summaryOf({ rows, durationMs }: TraceLayout): string {
  const failures = rows.filter((row) => row.span.exception).length;
  const orphans = rows.filter((row) => row.isOrphan).length;
  return [
    `${rows.length.toLocaleString('en')} ${rows.length === 1 ? 'span' : 'spans'}`,
    spanDuration(durationMs),
    ...(failures > 0 ? [`${failures} ${failures === 1 ? 'exception' : 'exceptions'}`] : []),
    ...(orphans > 0 ? [`${orphans} without ${orphans === 1 ? 'its' : 'their'} parent`] : []),
  ].join(' · ');
}
