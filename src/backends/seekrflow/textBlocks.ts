import type { RunEvent } from '../../model/runEvent.ts';

/** Block ids for vocabularies that have none: a change of kind, or anything in between, begins a new block. */
export interface TextBlocks {
  append(kind: 'text' | 'reasoning', delta: string): readonly RunEvent[];
  /** Ends the open block, if there is one. */
  close(): readonly RunEvent[];
  startStep(): readonly RunEvent[];
  /** All text (not reasoning) of the current step. */
  stepText(): string;
  /** The text of the newest text block of the current step. */
  lastText(): string;
}

/** @param prefix of the ids, so that two vocabularies in one stream cannot meet */
export function createTextBlocks(prefix: string): TextBlocks {
  let count = 0;
  let open: { readonly kind: 'text' | 'reasoning'; readonly id: string } | undefined;
  let stepText = '';
  let lastStart = 0;

  function close(): readonly RunEvent[] {
    if (open === undefined) return [];
    const event: RunEvent = { type: `${open.kind}-end`, id: open.id };
    open = undefined;
    return [event];
  }

  return {
    append(kind, delta) {
      const events: RunEvent[] = [];
      if (open?.kind !== kind) {
        events.push(...close());
        open = { kind, id: `${prefix}-${++count}` };
        events.push({ type: `${kind}-start`, id: open.id });
        if (kind === 'text') lastStart = stepText.length;
      }
      if (kind === 'text') stepText += delta;
      events.push({ type: `${kind}-delta`, id: open.id, delta });
      return events;
    },
    close,
    startStep() {
      stepText = '';
      lastStart = 0;
      return [...close(), { type: 'step-start' }];
    },
    stepText: () => stepText,
    lastText: () => stepText.slice(lastStart),
  };
}
