import { objectOf, optional, stringOf } from '../model/parse.ts';
import { type RunSettings, isEmpty, readRunSettings } from '../model/runSettings.ts';
import type { SharedJson } from './sharedJson.ts';

/** What a person chose for one thread. */
export interface ThreadChoice {
  readonly agentId?: string;
  /** Absent: nothing was changed. */
  readonly settings?: RunSettings;
}

/** Agent and run settings per thread, where the service has no place for them. Shared by this machine's windows. */
export interface ThreadChoices {
  of(connectionId: string, threadId: string): ThreadChoice;
  /** Reads what other windows wrote. */
  refresh(): Promise<boolean>;
  /** Fields left out keep their value; empty settings take them away. Known at once; a failure is only logged. */
  remember(connectionId: string, threadId: string, choice: ThreadChoice): Promise<void>;
  /** Rejects with an `AgentError` of kind `storage`. */
  forget(connectionId: string, threadId: string): Promise<void>;
}

/** The choices in `json`, as `{ [connectionId]: { [threadId]: choice } }`. */
export function createThreadChoices(json: SharedJson, log: (line: string) => void): ThreadChoices {
  /** What is not on disk yet. */
  const own = new Map<string, ThreadChoice>();
  const keyOf = (connectionId: string, threadId: string): string => JSON.stringify([connectionId, threadId]);
  const stored = (connectionId: string, threadId: string): ThreadChoice =>
    readChoice(objectOf(objectOf(json.current(), connectionId), threadId));

  function write(connectionId: string, threadId: string, change: (known: ThreadChoice) => ThreadChoice): Promise<void> {
    return json.update((current) => {
      const { [threadId]: known, ...others } = objectOf(current, connectionId) ?? {};
      const next = change(readChoice(known));
      const isNothing = Object.keys(next).length === 0;
      if (isNothing && known === undefined) return current;
      return { ...current, [connectionId]: isNothing ? others : { ...others, [threadId]: next } };
    });
  }

  return {
    of: (connectionId, threadId) => own.get(keyOf(connectionId, threadId)) ?? stored(connectionId, threadId),
    refresh: () => json.refresh(),
    async remember(connectionId, threadId, choice) {
      const key = keyOf(connectionId, threadId);
      const wanted = merged(own.get(key) ?? stored(connectionId, threadId), choice);
      own.set(key, wanted);
      try {
        await write(connectionId, threadId, (known) => merged(known, choice));
        if (own.get(key) === wanted) own.delete(key);
      } catch (error) {
        log(`a choice for a thread was not kept: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    async forget(connectionId, threadId) {
      own.delete(keyOf(connectionId, threadId));
      await write(connectionId, threadId, () => ({}));
    },
  };
}

function merged(known: ThreadChoice, choice: ThreadChoice): ThreadChoice {
  const { agentId = known.agentId, settings = known.settings } = choice;
  return optional({ agentId, settings: settings && !isEmpty(settings) ? settings : undefined });
}

function readChoice(value: unknown): ThreadChoice {
  return merged(
    {},
    { settings: readRunSettings(objectOf(value, 'settings')), ...optional({ agentId: stringOf(value, 'agentId') }) },
  );
}
