import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { spanDuration } from '../../localTime.ts';
import { type TraceLayout, type TraceRow, isOpenAtFirst, visibleRows } from '../traceLayout.ts';
import { SpanRow } from './SpanRow.tsx';

/** Of every row, as the style sheet has it. */
const rowHeight = 24;

/** Rows that are drawn above and below what is in sight, so that scrolling shows no gaps. */
const overscan = 12;

/** What is taken for the height where nothing has one. */
const assumedHeight = 600;

export interface SpanTreeProps {
  readonly layout: TraceLayout;
  readonly selectedKey: string | undefined;
  readonly onSelect: (key: string) => void;
}

/**
 * A tree grid of which only the rows in sight are in the document, so that thousands of spans cost no more than a
 * screenful. The focus stays on the grid itself and names the row it is on.
 */
export function SpanTree({ layout, selectedKey, onSelect }: SpanTreeProps): JSX.Element {
  const grid = useRef<HTMLDivElement>(null);
  const [decided, decide] = useState<ReadonlyMap<string, boolean>>(new Map());
  const [scrollTop, setScrollTop] = useState(0);
  const height = useHeight(grid);
  const { rows: all } = layout;

  const isOpen = (row: TraceRow): boolean => decided.get(row.key) ?? isOpenAtFirst(row, all.length);
  const rows = useMemo(() => visibleRows(all, isOpen), [all, decided]);
  const selectedIndex = rows.findIndex((row) => row.key === selectedKey);
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - overscan);
  const last = Math.min(rows.length, Math.ceil((scrollTop + height) / rowHeight) + overscan);

  // Whatever the keys have selected is in sight.
  useLayoutEffect(() => {
    const element = grid.current;
    if (!element || selectedIndex < 0 || element.clientHeight === 0) return;
    const top = selectedIndex * rowHeight;
    const inSight = element.clientHeight - 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + inSight) element.scrollTop = top - inSight;
  }, [selectedIndex, selectedKey]);

  function toggle(row: TraceRow, open: boolean): void {
    if (row.descendants > 0) decide(new Map(decided).set(row.key, open));
  }

  function moveTo(index: number): void {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (row) onSelect(row.key);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const row = rows[selectedIndex];
    const page = Math.max(1, Math.floor(height / rowHeight) - 2);
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => moveTo(selectedIndex + 1),
      ArrowUp: () => moveTo(selectedIndex - 1),
      PageDown: () => moveTo(selectedIndex + page),
      PageUp: () => moveTo(selectedIndex - page),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowRight: () => row && (isOpen(row) ? row.descendants > 0 && moveTo(selectedIndex + 1) : toggle(row, true)),
      ArrowLeft: () => {
        if (row && row.descendants > 0 && isOpen(row)) toggle(row, false);
        else if (row) moveTo(rows.findLastIndex((each, index) => index < selectedIndex && each.depth < row.depth));
      },
      Enter: () => row && toggle(row, !isOpen(row)),
      ' ': () => row && toggle(row, !isOpen(row)),
    };
    const move = moves[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
  }

  const isDrawn = selectedIndex >= first && selectedIndex < last;
  return (
    <div
      ref={grid}
      class="trace-grid"
      role="treegrid"
      aria-label="Spans"
      aria-rowcount={rows.length + 1}
      aria-colcount={4}
      tabIndex={0}
      {...(isDrawn ? { 'aria-activedescendant': `span-row-${selectedIndex}` } : {})}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      onKeyDown={onKeyDown}
      onFocus={() => {
        if (selectedIndex < 0) moveTo(first);
      }}
    >
      <div class="trace-head" role="rowgroup">
        <div class="trace-row" role="row" aria-rowindex={1}>
          <span role="columnheader">Span</span>
          <span class="trace-number" role="columnheader">
            Duration
          </span>
          <span class="trace-number trace-tokens" role="columnheader">
            Tokens
          </span>
          <span class="trace-axis" role="columnheader" aria-label="Time">
            <span>0</span>
            <span>{spanDuration(layout.durationMs)}</span>
          </span>
        </div>
      </div>
      <div class="trace-body" role="rowgroup" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, offset) => (
          <SpanRow
            key={row.key}
            row={row}
            index={first + offset}
            top={(first + offset) * rowHeight}
            isOpen={isOpen(row)}
            isSelected={row.key === selectedKey}
            onSelect={() => onSelect(row.key)}
            onToggle={() => toggle(row, !isOpen(row))}
          />
        ))}
      </div>
    </div>
  );
}

/** How tall an element is, kept true as it changes. */
function useHeight(ref: { readonly current: HTMLElement | null }): number {
  const [height, setHeight] = useState(assumedHeight);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setHeight(element.clientHeight || assumedHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return height;
}
