import { type JsonObject, isObject, objectOf, stringOf } from '../model/parse.ts';
import type { SharedJson } from './sharedJson.ts';

/** `{ [connectionId]: { [threadId]: title } }` */
export type TitleOverlay = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Titles that people gave to threads of services that cannot rename. Kept on this machine, shared by its windows. */
export interface Titles {
  titleOf(connectionId: string, threadId: string): string | undefined;
  /** All of a connection, by thread; another object whenever one of them is another. */
  given(connectionId: string): JsonObject | undefined;
  /** Reads what other windows wrote. Resolves with whether anything is new. */
  refresh(): Promise<boolean>;
  /** Undefined takes the title away. Rejects with an `AgentError` of kind `storage`. */
  set(connectionId: string, threadId: string, title: string | undefined): Promise<void>;
  /** Changes them all at once; the same object again changes nothing. Rejects with an `AgentError` of kind `storage`. */
  change(change: (current: TitleOverlay) => TitleOverlay): Promise<void>;
}

/** Titles in `json`, as a {@link TitleOverlay}. */
export function createTitles(json: SharedJson): Titles {
  return {
    titleOf: (connectionId, threadId) => stringOf(objectOf(json.current(), connectionId), threadId),
    given: (connectionId) => objectOf(json.current(), connectionId),
    refresh: () => json.refresh(),
    set: (connectionId, threadId, title) =>
      json.update((current) => {
        const titles = objectOf(current, connectionId) ?? {};
        if (stringOf(titles, threadId) === title) return current;
        const { [threadId]: _, ...others } = titles;
        return { ...current, [connectionId]: title === undefined ? others : { ...others, [threadId]: title } };
      }),
    change: (change) =>
      json.update((current) => {
        const overlay = readTitleOverlay(current);
        const next = change(overlay);
        return next === overlay ? current : next;
      }),
  };
}

/** Reads an overlay from foreign data; what is none is left out. */
export function readTitleOverlay(value: unknown): TitleOverlay {
  const overlay: Record<string, Record<string, string>> = {};
  for (const [connectionId, titles] of Object.entries(isObject(value) ? value : {})) {
    const entries = Object.entries(isObject(titles) ? titles : {});
    const read = entries.flatMap(([threadId, title]) =>
      typeof title === 'string' ? [[threadId, title] as const] : [],
    );
    overlay[connectionId] = Object.fromEntries(read);
  }
  return overlay;
}
