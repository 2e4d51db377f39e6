import { property } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import type { Usage } from '../../model/thread.ts';
import type { MessageTrack } from './messageTrack.ts';
import { idOf, usageOf } from './wireValues.ts';

/** Adds up what the calls of models in a run have used, from the messages that came of them. */
export interface UsageTally {
  /** What the run has used by now, if the message changes that. */
  in(message: unknown, track: Pick<MessageTrack, 'isPassedOver'>): readonly RunEvent[];
}

export function createUsageTally(): UsageTally {
  const usages = new Map<string, Usage>();

  function total(key: keyof Usage): number {
    return [...usages.values()].reduce((count, usage) => count + (usage[key] ?? 0), 0);
  }

  return {
    in(message, track) {
      const found = usageOf(property(message, 'usage_metadata'));
      const id = idOf(message, 'id');
      if (!found || id === undefined || track.isPassedOver(id)) return [];
      const before = usages.get(id);
      if (before && (before.totalTokens ?? 0) >= (found.totalTokens ?? 0)) return [];
      usages.set(id, found);
      const usage = {
        inputTokens: total('inputTokens'),
        outputTokens: total('outputTokens'),
        totalTokens: total('totalTokens'),
      };
      return [{ type: 'run-update', usage }];
    },
  };
}
