import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { type RunTimeline, type TimelineBlock, timelineBlocks } from '../../model/runTimeline.ts';
import { elapsedNow } from '../elapsed.ts';
import type { PanelView } from '../panelStore.ts';
import { isRightToLeft, readingKey } from '../readingDirection.ts';
import { blockLook, blockWords } from '../timelineWords.ts';
import { usePanel } from './panelContext.ts';
import { useTick } from './useTick.ts';

export interface TimelineProps {
  readonly timeline: RunTimeline;
  readonly elapsed: PanelView['elapsed'];
  /** Leads to the part with this key. */
  readonly onReveal: (partKey: string) => void;
}

/**
 * A run as a bar of its segments, as wide as the time that they took. Each leads to its part. One stop of the Tab key;
 * arrow keys move between segments. Grows by itself, once a second.
 */
export function Timeline({ timeline, elapsed, onReveal }: TimelineProps): JSX.Element {
  const panel = usePanel();
  const list = useRef<HTMLOListElement>(null);
  const [chosen, choose] = useState<string>();
  const isGrowing = elapsed.isRunning && timeline.endMs === undefined;
  useTick(isGrowing);
  const blocks = timelineBlocks(timeline, elapsedNow(elapsed, panel.nowMs()));
  const keys = blocks.map(keyOf);
  const stops = blocks.flatMap((block) => (leadsTo(block) === undefined ? [] : [keyOf(block)]));
  const current = chosen !== undefined && stops.includes(chosen) ? chosen : stops[0];

  // The panel's policy takes no style from markup, only from code.
  useLayoutEffect(() => {
    for (const [index, block] of blocks.entries()) {
      const item = list.current?.children[index] as HTMLElement | undefined;
      if (item) item.style.flexGrow = String(weightOf(block));
    }
  });

  // Where there are too many segments for the width the newest are in sight, unless somebody looks at others.
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || !isGrowing || element.contains(document.activeElement)) return;
    element.scrollLeft = isRightToLeft(element) ? -element.scrollWidth : element.scrollWidth;
  }, [blocks.length, isGrowing]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
    const at = buttons.indexOf(event.target as HTMLElement);
    const next =
      at < 0 ? undefined : buttons[nextIndex(readingKey(event.key, event.target as Element), at, buttons.length) ?? at];
    if (!next || next === event.target) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <ol ref={list} class="timeline" role="list" aria-label="Timeline of the run" onKeyDown={onKeyDown}>
      {blocks.map((block, index) => {
        const key = keys[index] ?? '';
        const words = blockWords(block);
        const partKey = leadsTo(block);
        return (
          <li key={key} class={`timeline-item timeline-${blockLook(block)}`}>
            {partKey === undefined ? (
              <span class="timeline-bar" role="img" aria-label={words} title={words} />
            ) : (
              <button
                type="button"
                class="timeline-bar"
                aria-label={words}
                title={words}
                tabIndex={key === current ? 0 : -1}
                onFocus={() => choose(key)}
                onClick={() => onReveal(partKey)}
              />
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** Part keys are unique within an answer; pauses are told apart by when they began. */
function keyOf(block: TimelineBlock): string {
  return block.kind === 'waiting' ? `waiting ${block.startMs}` : `${block.segment.kind} ${block.segment.partKey}`;
}

function leadsTo(block: TimelineBlock): string | undefined {
  return block.kind === 'waiting' || block.segment.partKey === '' ? undefined : block.segment.partKey;
}

/** Below a sum of 1 the browser would leave a part of the bar empty. */
function weightOf({ shareMs }: TimelineBlock): number {
  return Math.max(1, Math.round(shareMs));
}

function nextIndex(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}
