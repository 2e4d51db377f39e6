import type { Part, ReasoningPart, TextPart, ToolPart, ToolState } from './message.ts';
import { partKeys } from './partKeys.ts';
import { optional } from './parse.ts';
import type { RunState } from './runState.ts';
import { draftParts } from './transcript.ts';

/**
 * A stretch of a run's time in which one part of its answer came about. Times are milliseconds since the run was
 * started, as this machine's clock saw its events arrive.
 *
 * - `earlier`  what went on before this machine followed the run; it leads to no part
 */
export interface TimelineSegment {
  readonly kind: 'reasoning' | 'tool' | 'answer' | 'earlier';
  /** The part's name inside its article, as {@link partKeys} gives it; empty for `earlier`. */
  readonly partKey: string;
  readonly toolName?: string;
  readonly toolState?: ToolState;
  readonly startMs: number;
  /** Absent while it goes on. */
  readonly endMs?: number;
}

/** When what happened in a run. Made by {@link advanceTimeline}, by the host only; the panel is told. */
export interface RunTimeline {
  /** When the first character of reasoning or answer came; absent if none has, or if nobody here saw it come. */
  readonly firstTokenMs?: number;
  /** In the order in which they began. */
  readonly segments: readonly TimelineSegment[];
  /** Until when the run took; absent while it goes on. */
  readonly endMs?: number;
}

export const emptyTimeline: RunTimeline = { segments: [] };

/**
 * The timeline of a run that is followed from its middle on. When the parts that were there by then came about is not
 * known: they take no time in it.
 */
export function timelineFrom(state: RunState, atMs: number): RunTimeline {
  const { segments } = compared(emptyTimeline, state, atMs);
  return { segments: [{ kind: 'earlier', partKey: '', startMs: 0, endMs: atMs }, ...segments] };
}

/**
 * The timeline after the run's state has become `after`. Pure; the same object if nothing began, ended or changed its
 * name, so that most of a stream costs next to nothing.
 */
export function advanceTimeline(timeline: RunTimeline, before: RunState, after: RunState, atMs: number): RunTimeline {
  return isOnlyLonger(before, after) ? timeline : compared(timeline, after, atMs);
}

/** Whether nothing has happened but that texts, which had begun, have grown. */
function isOnlyLonger(before: RunState, after: RunState): boolean {
  return (
    before.status === after.status &&
    hasSameShape(before.parts, after.parts) &&
    before.messages.length === after.messages.length &&
    after.messages.every((message, index) => {
      const known = before.messages[index];
      return known === message || (known?.id === message.id && hasSameShape(known.parts, message.parts));
    })
  );
}

function hasSameShape(before: readonly Part[], after: readonly Part[]): boolean {
  if (before.length !== after.length) return false;
  return after.every((part, index) => {
    const known = before[index];
    if (known === part) return true;
    if (!known || known.type !== part.type) return false;
    if (part.type === 'tool' && known.type === 'tool') {
      return known.state === part.state && known.toolName === part.toolName && known.toolCallId === part.toolCallId;
    }
    if (!isTimed(part) || !isTimed(known) || part.type === 'tool' || known.type === 'tool') return true;
    return known.isOpen === part.isOpen && isEmpty(known) === isEmpty(part);
  });
}

function compared(timeline: RunTimeline, state: RunState, atMs: number): RunTimeline {
  const isEnded = state.status === 'ended';
  const parts = draftParts(state);
  const streamed = new Set(state.parts);
  const keyOf = partKeys();
  const last = parts.findLastIndex(isTimed);
  const known = new Map(timeline.segments.map((segment) => [segment.partKey, segment]));
  const segments: TimelineSegment[] = timeline.segments.filter(({ kind }) => kind === 'earlier');
  for (const [index, part] of parts.entries()) {
    const partKey = keyOf(part);
    if (!isTimed(part) || isEmpty(part)) continue;
    const goesOn = !isEnded && isOpen(part, index === last, streamed.has(part));
    segments.push(segmentOf(part, partKey, known.get(partKey), goesOn, atMs));
  }
  // Merged streams and messages that are sent again may put a part before one that began earlier.
  segments.sort((a, b) => a.startMs - b.startMs);
  const hasSpoken = parts.some((part) => (part.type === 'text' || part.type === 'reasoning') && part.text !== '');
  const isSeen = timeline.segments[0]?.kind !== 'earlier';
  const next: RunTimeline = {
    segments,
    ...optional({
      firstTokenMs: timeline.firstTokenMs ?? (hasSpoken && isSeen ? atMs : undefined),
      endMs: isEnded ? (timeline.endMs ?? atMs) : undefined,
    }),
  };
  return isSame(timeline, next) ? timeline : next;
}

function segmentOf(
  part: TimedPart,
  partKey: string,
  known: TimelineSegment | undefined,
  goesOn: boolean,
  atMs: number,
): TimelineSegment {
  const isTool = part.type === 'tool';
  const next: TimelineSegment = {
    kind: part.type === 'text' ? 'answer' : part.type,
    partKey,
    startMs: known?.startMs ?? atMs,
    ...optional({
      toolName: isTool ? part.toolName : undefined,
      toolState: isTool ? part.state : undefined,
      endMs: goesOn ? undefined : (known?.endMs ?? atMs),
    }),
  };
  return known && isSameSegment(known, next) ? known : next;
}

type TimedPart = TextPart | ReasoningPart | ToolPart;

/** Everything else comes at once and takes no time. */
function isTimed(part: Part): part is TimedPart {
  return part.type === 'text' || part.type === 'reasoning' || part.type === 'tool';
}

/** Some services begin a text that never gets a character; the time until one comes is waiting. */
function isEmpty(part: TimedPart): boolean {
  return part.type !== 'tool' && part.text === '';
}

/**
 * One text is written at a time. Of a streamed one it is known whether it may go on, which many services never take
 * back; of one in a message that is sent again and again it is not.
 */
function isOpen(part: TimedPart, isLast: boolean, isStreamed: boolean): boolean {
  if (part.type === 'tool') return part.state === 'running' || part.state === 'input-streaming';
  return isLast && (part.isOpen ?? !isStreamed);
}

function isSame(one: RunTimeline, other: RunTimeline): boolean {
  return (
    one.firstTokenMs === other.firstTokenMs &&
    one.endMs === other.endMs &&
    one.segments.length === other.segments.length &&
    one.segments.every((segment, index) => segment === other.segments[index])
  );
}

function isSameSegment(one: TimelineSegment, other: TimelineSegment): boolean {
  return (
    one.startMs === other.startMs &&
    one.endMs === other.endMs &&
    one.toolName === other.toolName &&
    one.toolState === other.toolState
  );
}

/** A piece of the bar that a timeline is shown as. */
export type TimelineBlock =
  | {
      readonly kind: 'segment';
      readonly segment: TimelineSegment;
      readonly durationMs: number;
      /** Its part of the run's time; what went on at the same time shares it. */
      readonly shareMs: number;
    }
  | { readonly kind: 'waiting'; readonly startMs: number; readonly durationMs: number; readonly shareMs: number };

/** Shorter pauses are those of the wire. */
const leastWaitMs = 100;

/**
 * What a timeline looks like at a moment: its segments in order, and between them the times in which nothing came. The
 * shares add up to the whole time, so that widths in proportion to them are true to it.
 *
 * @param untilMs since the run was started; counts only while the run goes on
 */
export function timelineBlocks(timeline: RunTimeline, untilMs: number): readonly TimelineBlock[] {
  const [first] = timeline.segments;
  const earlierMs = first?.kind === 'earlier' ? first.endMs : undefined;
  // Of parts that were there before anybody looked there is nothing to show.
  const segments = timeline.segments.filter(
    ({ kind, endMs }) => kind === 'earlier' || endMs !== earlierMs || endMs === undefined,
  );
  const startOfLastMs = segments.at(-1)?.startMs ?? 0;
  const untilKnownMs = Math.max(timeline.endMs ?? untilMs, startOfLastMs);
  const endOf = ({ startMs, endMs }: TimelineSegment): number => Math.max(startMs, endMs ?? untilKnownMs);
  const shares = sharesOf(segments, endOf);
  const blocks: TimelineBlock[] = [];
  let reachedMs = 0;
  const waitUntil = (atMs: number): void => {
    const durationMs = atMs - reachedMs;
    if (durationMs >= leastWaitMs)
      blocks.push({ kind: 'waiting', startMs: reachedMs, durationMs, shareMs: durationMs });
  };
  for (const [index, segment] of segments.entries()) {
    waitUntil(segment.startMs);
    const durationMs = endOf(segment) - segment.startMs;
    blocks.push({ kind: 'segment', segment, durationMs, shareMs: shares[index] ?? 0 });
    reachedMs = Math.max(reachedMs, endOf(segment));
  }
  waitUntil(untilKnownMs);
  return blocks;
}

/** For each segment its time, divided wherever several went on at once. */
function sharesOf(
  segments: readonly TimelineSegment[],
  endOf: (segment: TimelineSegment) => number,
): readonly number[] {
  const shares = segments.map(() => 0);
  const moments = [...new Set(segments.flatMap((segment) => [segment.startMs, endOf(segment)]))].sort((a, b) => a - b);
  let active: number[] = [];
  let next = 0;
  for (const [at, moment] of moments.entries()) {
    const beforeMs = moments[at - 1] ?? moment;
    for (const index of active) shares[index] = (shares[index] ?? 0) + (moment - beforeMs) / active.length;
    active = active.filter((index) => {
      const segment = segments[index];
      return segment !== undefined && endOf(segment) > moment;
    });
    for (let segment = segments[next]; segment && segment.startMs <= moment; segment = segments[next]) {
      if (endOf(segment) > moment) active.push(next);
      next += 1;
    }
  }
  return shares;
}

/** What has changed in a timeline, for the wire: the segments from the first on that is another. */
export interface TimelineNews {
  readonly from: number;
  readonly segments: readonly TimelineSegment[];
  readonly firstTokenMs?: number;
  readonly endMs?: number;
}

export function timelineNews(before: RunTimeline, after: RunTimeline): TimelineNews {
  const different = after.segments.findIndex((segment, index) => segment !== before.segments[index]);
  const from = different < 0 ? after.segments.length : different;
  const { firstTokenMs, endMs } = after;
  return { from, segments: after.segments.slice(from), ...optional({ firstTokenMs, endMs }) };
}

/** The timeline of which {@link timelineNews} told. */
export function withNews(timeline: RunTimeline, { from, segments, ...rest }: TimelineNews): RunTimeline {
  return { ...rest, segments: [...timeline.segments.slice(0, from), ...segments] };
}
