import { optional, stringOf } from '../model/parse.ts';
import type { SharedJson } from './sharedJson.ts';

/** What a person chose last, to be preselected. */
export interface Choice {
  readonly connectionId?: string;
  readonly agentId?: string;
  readonly threadId?: string;
}

export interface Choices {
  last(): Choice;
  /** Reads what other windows wrote. */
  refresh(): Promise<boolean>;
  /** Fields left out keep their value. Known at once, on disk a little later; a failure is only logged. */
  remember(choice: Choice): Promise<void>;
}

/** The last choice, kept in `json`. */
export function createChoices(json: SharedJson, log: (line: string) => void): Choices {
  let own: Choice = {};
  return {
    last: () => ({ ...readChoice(json.current()), ...own }),
    refresh: () => json.refresh(),
    async remember(choice) {
      own = { ...own, ...choice };
      try {
        await json.update((current) => ({ ...current, ...choice }));
      } catch (error) {
        log(`the last choice was not kept: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

function readChoice(value: unknown): Choice {
  return optional({
    connectionId: stringOf(value, 'connectionId'),
    agentId: stringOf(value, 'agentId'),
    threadId: stringOf(value, 'threadId'),
  });
}
