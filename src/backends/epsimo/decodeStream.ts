import { firstStringOf, idOf, textForm } from '../shared/wireValues.ts';
import { arrayOf, isObject, objectOf, parseJson, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { chainEvent } from '../shared/chainEvent.ts';
import { complaintOf } from '../shared/complaint.ts';
import { isLangChainMessage, langChainRole, messagesIn, toolCallsOf } from '../shared/langChainMessage.ts';
import { createMessageTrack } from '../shared/messageTrack.ts';
import { createUsageTally } from '../shared/usageTally.ts';

/** An event as it comes out of the stream; `data` is empty for one that has none. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

export interface StreamDecoder {
  /** What an event means; never throws. */
  decode(event: StreamEvent): readonly RunEvent[];
  /** What is left to be told at the end of the stream. */
  finish(): readonly RunEvent[];
  /** Whether the stream said that it is over: `end`, `[DONE]`, or an object that says so. */
  readonly isDone: boolean;
  /** What the stream said of a failure, which ends nothing: `end` comes after it. */
  readonly failure: string | undefined;
}

/** Names that say nothing that is not in the data. */
const silentNames: ReadonlySet<string> = new Set(['start', 'metadata', 'ping', 'heartbeat', 'end', 'done', 'feedback']);
const endWords: ReadonlySet<string> = new Set(['end', 'done', 'complete', 'finish']);
const errorWords: ReadonlySet<string> = new Set(['error', 'processing_error']);
const deltaWords: ReadonlySet<string> = new Set(['content', 'token', 'text', 'delta']);

/** A run may be told in more ways than are written down; deeper than this, an event inside an event is none. */
const maxNesting = 4;

/**
 * Reads the events of a run: by their shape first, by their name only where the shape leaves it open, because the
 * documents, the service's own clients and its ancestor disagree about the names (see docs/epsimo.md).
 *
 * @param earlier the messages of the thread from before the run, where those are known; else they are those of the
 *   first list, up to its last question
 */
export function createDecoder(earlier: readonly unknown[] = []): StreamDecoder {
  const track = createMessageTrack();
  const usages = createUsageTally();
  let hasBaseline = earlier.length > 0;
  let isDone = false;
  let failure: string | undefined;
  let calls = 0;
  passOver(earlier);

  function passOver(values: readonly unknown[]): void {
    for (const { value, place } of placed(values)) track.passOver(value, place);
  }

  /** Whole messages, as far as they have come. The first such list repeats the conversation. */
  function messagesEvent(values: readonly unknown[]): readonly RunEvent[] {
    const question = values.findLastIndex((value) => langChainRole(value) === 'user');
    if (question >= 0 && !hasBaseline) {
      hasBaseline = true;
      passOver(values.slice(0, question + 1));
    }
    if (question < 0) return values.flatMap((value) => wholeEvent(value));
    return placed(values)
      .slice(question + 1)
      .flatMap(({ value, place }) => wholeEvent(value, place));
  }

  function wholeEvent(value: unknown, place?: number): readonly RunEvent[] {
    return [...track.whole(value, false, place), ...usages.in(value, track)];
  }

  function listEvent(event: string, data: readonly unknown[]): readonly RunEvent[] {
    if (data.length === 0) return [];
    const [first, second] = data;
    // A piece with what belongs to it, as the mode `messages` of newer servers has them.
    const isPair = data.length === 2 && isLangChainMessage(first) && isObject(second) && !isLangChainMessage(second);
    if (isPair) return track.chunk(first);
    if (data.some(isLangChainMessage)) return messagesEvent(data);
    const failures = data.filter(isFailure);
    return failures.length > 0 ? failures.flatMap((each) => failed(wordsOf(each))) : [unknown(event, data)];
  }

  function failed(said: string | undefined): readonly RunEvent[] {
    const errorText = said || 'The run failed without saying why.';
    failure ??= errorText;
    return [{ type: 'error', errorText }];
  }

  function piece(text: string): readonly RunEvent[] {
    return track.chunk({ type: 'ai', content: text });
  }

  /** A call that comes as an event of its own, with all that there is of it. */
  function toolCall(data: unknown): readonly RunEvent[] {
    const value = objectOf(data, 'tool_call') ?? data;
    const [call] = toolCallsOf({ type: 'ai', tool_calls: [value] });
    const id = idOf(value, 'id', 'tool_call_id') ?? `event-call-${++calls}`;
    return call ? track.call(id, call.name, call.input) : [unknown('tool_call', data)];
  }

  function objectEvent(event: string, data: unknown, depth: number): readonly RunEvent[] {
    const type = stringOf(data, 'type') ?? '';
    const name = stringOf(data, 'event') ?? (event.startsWith('on_') ? event : undefined);
    if (isFailure(data) || event === 'error') return failed(wordsOf(data));
    if (name?.startsWith('on_')) {
      const inside = isObject(property(data, 'data')) ? {} : { data };
      return chainEvent({ ...(data as object), event: name, ...inside }, track);
    }
    if (name !== undefined && 'data' in (data as object) && depth < maxNesting) {
      return valueEvent(name, property(data, 'data'), depth + 1);
    }
    if (isMessage(data)) return wholeEvent(data);
    const values = property(data, 'values') ?? property(objectOf(data, 'checkpoint'), 'values') ?? data;
    const messages = messagesIn(values);
    if (messages) return messagesEvent(messages);
    const text = firstStringOf(data, 'content', 'text', 'token', 'delta');
    if (deltaWords.has(type) && text !== undefined) return piece(text);
    if (type === 'tool_call') return toolCall(data);
    if (endWords.has(type)) {
      isDone = true;
      return [];
    }
    const runId = idOf(data, 'run_id', 'runId');
    // A state may have a place for errors, and a tool a word for them.
    if (event !== 'values' && !type.startsWith('tool') && isComplaint(data)) return failed(wordsOf(data));
    if (runId !== undefined && (silentNames.has(event) || event === 'message')) return [{ type: 'run-start', runId }];
    return silentNames.has(event) || silentNames.has(type) ? [] : [unknown(event, data)];
  }

  function valueEvent(event: string, data: unknown, depth: number): readonly RunEvent[] {
    if (Array.isArray(data)) return listEvent(event, data);
    if (isObject(data)) return objectEvent(event, data, depth);
    if (event === 'error') return failed(typeof data === 'string' ? data : undefined);
    if (endWords.has(event)) return [];
    if (typeof data === 'string' && (deltaWords.has(event) || event === 'messages')) return piece(data);
    return silentNames.has(event) ? [] : [unknown(event, data)];
  }

  return {
    get isDone() {
      return isDone;
    },
    get failure() {
      return failure;
    },
    decode({ event, data: text }) {
      isDone ||= endWords.has(event) || text.trim() === '[DONE]';
      if (text.trim() === '[DONE]') return [];
      if (text === '')
        return event === 'error' ? failed(undefined) : silentNames.has(event) ? [] : [unknown(event, '')];
      const data = parseJson(text);
      if (data === undefined && event !== 'message') return valueEvent(event, text, 0);
      return data === undefined ? [unknown(event, text)] : valueEvent(event, data, 0);
    },
    finish: () => track.end(),
  };
}

/** Whether an object says of itself that it is an error. */
function isFailure(value: unknown): boolean {
  const code = Number(property(value, 'status_code') ?? 0);
  return (Number.isFinite(code) && code >= 400) || errorWords.has(stringOf(value, 'type') ?? '');
}

/** An object that is nothing else and has what services complain in. */
function isComplaint(value: unknown): boolean {
  return ['error', 'detail'].some((key) => Boolean(property(value, key))) && complaintOf(value) !== undefined;
}

function wordsOf(value: unknown): string | undefined {
  const said = complaintOf(value) ?? firstStringOf(value, 'message', 'details', 'content');
  const raw = ['detail', 'message', 'error', 'details'].map((key) => property(value, key)).find(isObject);
  return said ?? (raw && textForm(raw));
}

/** Messages of the agent after the last question with their places, which tell those without an id apart. */
function placed(values: readonly unknown[]): readonly { readonly value: unknown; readonly place?: number }[] {
  const question = values.findLastIndex((value) => langChainRole(value) === 'user');
  let place = 0;
  return values.map((value, index) =>
    index > question && langChainRole(value) === 'assistant' ? { value, place: ++place } : { value },
  );
}

/** A message of its own, not an object that merely has a type and some content. */
function isMessage(value: unknown): boolean {
  const role = langChainRole(value);
  const isKnown = role === 'user' || role === 'assistant' || role === 'tool' || role === 'system';
  return isKnown && isLangChainMessage(value) && arrayOf(value, 'values').length === 0;
}

function unknown(event: string, data: unknown): RunEvent {
  return { type: 'unknown', raw: { event, data } };
}
