import { type JsonObject, isObject, objectOf, optional, parseJson, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { complaintOf, complaintOfText } from '../shared/complaint.ts';
import { createLineDecoder } from './decodeLineProtocol.ts';
import { createNativeDecoder } from './decodeNative.ts';
import { createUiMessageDecoder, errorTextOf, noReason } from './decodeUiMessage.ts';
import { createStreamEnding } from './streamEnding.ts';
import { firstStringOf, idOf, isTooDeep, usageOf } from '../shared/wireValues.ts';

/** One event of a stream, as a reader of server-sent events reports it; a line of the old protocol is its `data`. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** What marks the end of a stream. Feed {@link doneEvent} also where a stream ends without it. */
export const doneEvent: StreamEvent = { event: 'message', data: '[DONE]' };

/**
 * Translates a stream of any of SeekrFlow's vocabularies, recognised event by event: the UI message stream, the native
 * types (bare or wrapped), and the old line protocol. Pure: the same events in give the same events out, whatever they
 * hold; nothing makes it throw. What is not understood becomes `unknown`, whole.
 *
 * A `run-end` comes only with `[DONE]`, at most once, and only if the stream said how the run ended
 * ({@link createStreamEnding}); after it nothing more.
 */
export function createDecoder(): (event: StreamEvent) => readonly RunEvent[] {
  const ending = createStreamEnding();
  const decodeUiMessage = createUiMessageDecoder(ending, noteMetadata);
  const decodeNative = createNativeDecoder();
  const decodeLine = createLineDecoder(ending);
  let runId: string | undefined;
  let isOver = false;

  function noteRunId(found: string | undefined): readonly RunEvent[] {
    if (found === undefined || found === runId) return [];
    runId = found;
    return [{ type: 'run-start', runId }];
  }

  function noteMetadata(metadata: unknown): readonly RunEvent[] {
    const update = optional({
      usage: usageOf(property(metadata, 'usage')) ?? usageOf(property(metadata, 'totalUsage')) ?? usageOf(metadata),
      model: firstStringOf(metadata, 'model', 'modelId', 'model_id'),
    });
    const events: RunEvent[] = [...noteRunId(idOf(metadata, 'run_id', 'runId'))];
    if (Object.keys(update).length > 0) events.push({ type: 'run-update', ...update });
    return events;
  }

  function decodeObject(value: JsonObject, name: string): readonly RunEvent[] {
    const start = noteRunId(idOf(objectOf(value, 'meta_data'), 'run_id') ?? idOf(value, 'run_id'));
    const type = stringOf(value, 'type') ?? (name === 'message' ? undefined : name);
    if (type === undefined) return [...start, ...decodeUntyped(value, start.length > 0)];
    const inner = type === 'streaming_chunk' ? objectOf(value, 'data') : undefined;
    if (inner) return [...start, ...decodeInner(inner)];
    return [...start, ...(decodeUiMessage(value, type) ?? decodeNative(value, type) ?? decodeOther(value, name))];
  }

  /** An error may have a type of its own (`invalid_request_error`). */
  function decodeOther(value: JsonObject, name: string): readonly RunEvent[] {
    return name === 'error' ? failed(errorTextOf(value)) : [unknownEvent(value)];
  }

  function failed(errorText: string): readonly RunEvent[] {
    ending.fail(errorText);
    return [{ type: 'error', errorText }];
  }

  /** What the wrapper holds is never a wrapper again, so hostile nesting ends here. */
  function decodeInner(inner: JsonObject): readonly RunEvent[] {
    if (stringOf(inner, 'type') === 'streaming_chunk' && objectOf(inner, 'data')) return [unknownEvent(inner)];
    return decodeObject(inner, 'message');
  }

  function decodeUntyped(value: JsonObject, isAnnounced: boolean): readonly RunEvent[] {
    const errorText = complaintOf(value);
    if (errorText !== undefined) return failed(errorText);
    return isAnnounced ? [] : [unknownEvent(value)];
  }

  return ({ event, data }) => {
    const text = data.trim();
    if (isOver || text === '') return [];
    if (text === '[DONE]') {
      const end = ending.conclude();
      isOver = end.length > 0;
      return end;
    }
    const value = isTooDeep(text) ? undefined : parseJson(text);
    if (isObject(value)) return decodeObject(value, event);
    const line = value === undefined ? decodeLine(text) : undefined;
    if (line !== undefined) return line;
    if (event === 'error') return failed((value === null ? undefined : complaintOfText(text)) ?? noReason);
    return [unknownEvent(value === undefined ? data : value)];
  };
}

function unknownEvent(raw: unknown): RunEvent {
  return { type: 'unknown', raw };
}
