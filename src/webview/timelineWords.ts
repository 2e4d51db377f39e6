import type { TimelineBlock, TimelineSegment } from '../model/runTimeline.ts';
import { preciseWords } from './words.ts';

/** Where a segment of a timeline leads and how it went: `Tool read_file, 1.2 s, completed`. */
export function blockWords(block: TimelineBlock): string {
  if (block.kind === 'waiting') return `Waiting, ${preciseWords(block.durationMs)}`;
  const { segment, durationMs } = block;
  return [nameOf(segment), preciseWords(durationMs), howItWent(segment)].filter((word) => word !== '').join(', ');
}

function nameOf({ kind, toolName }: TimelineSegment): string {
  switch (kind) {
    case 'reasoning':
      return 'Reasoning';
    case 'answer':
      return 'Answer';
    case 'tool':
      return `Tool ${toolName || 'without name'}`;
    case 'earlier':
      return 'Before this window followed the run';
  }
}

function howItWent({ kind, toolState, endMs }: TimelineSegment): string {
  if (endMs === undefined) return 'going on';
  if (kind !== 'tool') return '';
  switch (toolState) {
    case 'done':
      return 'completed';
    case 'failed':
      return 'failed';
    case 'input-error':
      return 'arguments not accepted';
    default:
      return 'without result';
  }
}

/** How a segment looks: a failed tool is not like the others. */
export function blockLook(block: TimelineBlock): string {
  if (block.kind === 'waiting') return 'waiting';
  const { kind, toolState, endMs } = block.segment;
  const hasFailed = toolState === 'failed' || toolState === 'input-error';
  return `${kind}${hasFailed ? ' is-failed' : ''}${endMs === undefined ? ' is-open' : ''}`;
}
