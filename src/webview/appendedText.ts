import { applyEvents, type PanelState } from '../model/panel.ts';
import type { Part } from '../model/message.ts';
import type { RunEvent } from '../model/runEvent.ts';

/** What was added to a text since the last frame. */
export interface Appended {
  /** The part as the views know it. */
  readonly since: Part;
  readonly text: string;
}

/**
 * Remembers, from one frame to the next, which text was appended to which part. Without it a view would have to compare
 * the whole text with what it shows, at every token.
 */
export interface AppendedText {
  /** Like `applyEvents` of the model, taking note of deltas. */
  apply(state: PanelState, events: readonly RunEvent[]): PanelState;
  of(part: Part): Appended | undefined;
  /** The views are up to date. */
  clear(): void;
}

export function createAppendedText(): AppendedText {
  let notes = new Map<Part, Appended>();

  function note(before: readonly Part[], after: readonly Part[], delta: string): void {
    if (before.length !== after.length) return;
    const index = after.findLastIndex((part, at) => part !== before[at]);
    const was = before[index];
    const is = after[index];
    if (!was || !is) return;
    const known = notes.get(was);
    notes.delete(was);
    notes.set(is, { since: known?.since ?? was, text: (known?.text ?? '') + delta });
  }

  return {
    apply(state, events) {
      let now = state;
      for (const event of events) {
        const next = applyEvents(now, [event]);
        const isDelta = event.type === 'text-delta' || event.type === 'reasoning-delta';
        if (isDelta) note(now.run?.state.parts ?? [], next.run?.state.parts ?? [], event.delta);
        now = next;
      }
      return now;
    },
    of: (part) => notes.get(part),
    clear() {
      if (notes.size > 0) notes = new Map();
    },
  };
}
