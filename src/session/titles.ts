import { objectOf, stringOf } from '../model/parse.ts';
import type { SharedJson } from './sharedJson.ts';

/** Titles that people gave to threads of services that cannot rename. Kept on this machine, shared by its windows. */
export interface Titles {
  titleOf(connectionId: string, threadId: string): string | undefined;
  /** Reads what other windows wrote. Resolves with whether anything is new. */
  refresh(): Promise<boolean>;
  /** Undefined takes the title away. Rejects with an `AgentError` of kind `storage`. */
  set(connectionId: string, threadId: string, title: string | undefined): Promise<void>;
}

/** Titles in `json`, as `{ [connectionId]: { [threadId]: title } }`. */
export function createTitles(json: SharedJson): Titles {
  return {
    titleOf: (connectionId, threadId) => stringOf(objectOf(json.current(), connectionId), threadId),
    refresh: () => json.refresh(),
    set: (connectionId, threadId, title) =>
      json.update((current) => {
        const titles = objectOf(current, connectionId) ?? {};
        if (stringOf(titles, threadId) === title) return current;
        const { [threadId]: _, ...others } = titles;
        return { ...current, [connectionId]: title === undefined ? others : { ...others, [threadId]: title } };
      }),
  };
}
