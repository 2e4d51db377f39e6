import { type AnswerDrafts, readAnswerDrafts } from '../model/inputRequest.ts';
import type { PanelIdentity } from '../model/panel.ts';
import { arrayOf, isObject, numberOf, objectOf, optional, parseJson, stringOf } from '../model/parse.ts';

/** Reads a panel's identity from foreign data; undefined if there is no connection in it. */
export function readIdentity(value: unknown): PanelIdentity | undefined {
  const connectionId = stringOf(value, 'connectionId');
  if (!connectionId) return undefined;
  return { connectionId, ...optional({ threadId: stringOf(value, 'threadId'), nonce: stringOf(value, 'nonce') }) };
}

/** The identity that the host wrote into the page. */
export function identityOf(body: HTMLElement): PanelIdentity | undefined {
  return readIdentity(parseJson(body.dataset['panel'] ?? ''));
}

/** Where the reader was: at the end, or so many pixels below the top of an article. */
export type ScrollPlace =
  { readonly isAtEnd: true } | { readonly isAtEnd: false; readonly key: string; readonly offset: number };

/** What the panel keeps for itself over hiding and reload. Everything else comes from the host. */
export interface KeptState {
  readonly draft?: string;
  /** When it was typed, in milliseconds since 1970. */
  readonly draftAtMs?: number;
  /** A prompt that was sent and not yet acknowledged. */
  readonly pending?: { readonly nonce: string; readonly text: string };
  /** What was typed when queued messages were taken back into the box; comes back after them, the last one first. */
  readonly stash?: readonly string[];
  /** Disclosures that the person opened (true) or closed (false) by hand. */
  readonly open: Readonly<Record<string, boolean>>;
  readonly scroll?: ScrollPlace;
  /** What is typed in answer to requests; the host has it a moment later, a reload may come before that. */
  readonly answers?: AnswerDrafts;
  readonly answersAtMs?: number;
}

/** Undefined forgets. */
export type KeptChanges = { readonly [Key in keyof KeptState]?: KeptState[Key] | undefined };

/** Reads what {@link KeptState} was stored as; whatever does not fit is left out. */
export function readKeptState(state: unknown): KeptState {
  const kept = objectOf(state, 'ui');
  const open: Record<string, boolean> = {};
  for (const [key, value] of Object.entries(objectOf(kept, 'open') ?? {})) {
    if (typeof value === 'boolean') open[key] = value;
  }
  const pending = objectOf(kept, 'pending');
  const nonce = stringOf(pending, 'nonce');
  const text = stringOf(pending, 'text');
  const answers = readAnswerDrafts(kept?.['answers']);
  return {
    open,
    ...optional({
      answers: Object.keys(answers).length > 0 ? answers : undefined,
      answersAtMs: numberOf(kept, 'answersAtMs'),
      draft: stringOf(kept, 'draft'),
      draftAtMs: numberOf(kept, 'draftAtMs'),
      stash: readStash(kept),
      pending: nonce && text !== undefined ? { nonce, text } : undefined,
      scroll: readScroll(kept?.['scroll']),
    }),
  };
}

function readStash(kept: unknown): readonly string[] | undefined {
  const stash = arrayOf(kept, 'stash').filter((text) => typeof text === 'string');
  return stash.length > 0 ? stash : undefined;
}

function readScroll(value: unknown): ScrollPlace | undefined {
  if (!isObject(value)) return undefined;
  if (value['isAtEnd'] === true) return { isAtEnd: true };
  const key = stringOf(value, 'key');
  const offset = value['offset'];
  return key && typeof offset === 'number' && Number.isFinite(offset) ? { isAtEnd: false, key, offset } : undefined;
}
