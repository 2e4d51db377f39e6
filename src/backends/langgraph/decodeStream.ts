import { isObject, parseJson, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { chainEvent } from '../shared/chainEvent.ts';
import { complaintOf } from '../shared/complaint.ts';
import { isLangChainMessage, langChainRole, messagesIn } from '../shared/langChainMessage.ts';
import { createMessageTrack } from '../shared/messageTrack.ts';
import { createUsageTally } from '../shared/usageTally.ts';
import { idOf } from '../shared/wireValues.ts';
import { inputRequestsOf } from './decodeThread.ts';

/** An event as it comes out of the stream. */
export interface StreamEvent {
  readonly event: string;
  readonly data: string;
}

/** What a stream says of its end: a run that someone cancelled fails with one of these words (observed). */
const cancelWords: ReadonlySet<string> = new Set(['interrupt', 'rollback', 'UserInterrupt', 'UserRollback']);

/** Whole messages again and again, or parts of them: which way an event has them. */
type Manner = 'partial' | 'complete';

export interface StreamDecoder {
  /** What an event means; never throws. */
  decode(event: StreamEvent): readonly RunEvent[];
  /** Whether the stream said that the run was cancelled. */
  readonly wasCancelled: boolean;
}

/**
 * Reads the events of a run in whatever modes they were asked for. Text that comes twice, as pieces and in whole
 * messages, is told once. Messages that were there before the run are not told at all: they are those of the first
 * event that holds the whole conversation, up to its last question.
 */
export function createDecoder(): StreamDecoder {
  const track = createMessageTrack();
  const usages = createUsageTally();
  let wasCancelled = false;
  /** Whether the messages from before the run are known. */
  let hasBaseline = false;

  function messagesOf(values: readonly unknown[], manner: Manner): readonly RunEvent[] {
    const question = hasBaseline ? -1 : values.findLastIndex((value) => langChainRole(value) === 'user');
    if (question >= 0) {
      hasBaseline = true;
      // The history, up to the question. What has been told already came faster than this.
      for (const value of values.slice(0, question + 1)) track.passOver(value);
    }
    return values.flatMap((value) => [...track.whole(value, manner === 'complete'), ...usages.in(value, track)]);
  }

  function chunk(value: unknown): readonly RunEvent[] {
    return [...track.chunk(value), ...usages.in(value, track)];
  }

  /** `[chunk, metadata]`, or, on servers of other kinds, a list of messages. */
  function messagesEvent(data: unknown): readonly RunEvent[] {
    if (!Array.isArray(data)) return isLangChainMessage(data) ? chunk(data) : [unknown('messages', data)];
    const [first, second] = data as readonly unknown[];
    if (data.length === 2 && isObject(second) && !isLangChainMessage(second)) return chunk(first);
    return messagesOf(data, 'partial');
  }

  function valuesEvent(data: unknown): readonly RunEvent[] {
    const values = property(data, 'values') ?? data;
    const messages = messagesIn(values);
    const requests = inputRequestsOf(property(values, '__interrupt__'));
    return [
      ...(messages ? messagesOf(messages, 'complete') : []),
      ...(requests.length > 0 ? [{ type: 'needs-input', requests } as const] : []),
    ];
  }

  /**
   * What a step adds, which is the whole conversation where a step gives that back: then what stands before its last
   * question was there before. What has been told already came faster than this.
   */
  function addedMessages(values: readonly unknown[]): readonly RunEvent[] {
    const question = values.findLastIndex((value) => langChainRole(value) === 'user');
    for (const value of values.slice(0, question + 1)) track.passOver(value);
    // Of those without an id nobody can say later that they were passed over.
    const added = values.filter((value, index) => index > question || idOf(value, 'id') !== undefined);
    return added.flatMap((value) => [...track.whole(value, true), ...usages.in(value, track)]);
  }

  /** `{ node: update }`; several nodes at once are several entries. */
  function updatesEvent(data: unknown): readonly RunEvent[] {
    if (!isObject(data)) return [unknown('updates', data)];
    return Object.entries(data).flatMap(([node, update]): readonly RunEvent[] => {
      if (node === '__interrupt__') {
        const requests = inputRequestsOf(update);
        return requests.length > 0 ? [{ type: 'needs-input', requests }] : [];
      }
      const parts = Array.isArray(update) && !update.some(isLangChainMessage) ? (update as unknown[]) : [update];
      return parts.flatMap((part) => {
        const single = property(part, 'messages');
        const messages = isLangChainMessage(single) ? [single] : messagesIn(part);
        return addedMessages(messages ?? []);
      });
    });
  }

  function errorEvent(data: unknown): readonly RunEvent[] {
    const said = typeof data === 'string' ? data : (stringOf(data, 'message') ?? complaintOf(data));
    if (said !== undefined && cancelWords.has(said)) {
      wasCancelled = true;
      return [];
    }
    return [{ type: 'error', errorText: said || 'The run failed without saying why.' }];
  }

  return {
    get wasCancelled() {
      return wasCancelled;
    },
    decode({ event, data: text }) {
      // With subgraphs the name has the path of the graph behind it.
      const [name = ''] = event.split('|');
      if (text === '[DONE]' || text === '') return name === 'message' || name === 'end' ? [] : [unknown(name, text)];
      const data = parseJson(text);
      if (data === undefined) return name === 'error' ? errorEvent(text) : [unknown(name, text)];
      switch (name) {
        case 'metadata': {
          const runId = idOf(data, 'run_id');
          return runId === undefined ? [] : [{ type: 'run-start', runId }];
        }
        case 'messages':
          return messagesEvent(data);
        case 'messages/partial':
          return Array.isArray(data) ? messagesOf(data, 'partial') : [unknown(name, data)];
        case 'messages/complete':
          return Array.isArray(data) ? messagesOf(data, 'complete') : [unknown(name, data)];
        case 'values':
          return valuesEvent(data);
        case 'updates':
          return updatesEvent(data);
        case 'custom':
          return [{ type: 'data', name: 'custom', data }];
        case 'error':
          return errorEvent(data);
        case 'events':
          return chainEvent(data, track);
        // What these say is in the state and its history, or of no use to a person.
        case 'messages/metadata':
        case 'tasks':
        case 'checkpoints':
        case 'debug':
        case 'feedback':
        case 'end':
        case 'heartbeat':
          return [];
        default:
          return [unknown(name, data)];
      }
    },
  };
}

function unknown(event: string, data: unknown): RunEvent {
  return { type: 'unknown', raw: { event, data } };
}
