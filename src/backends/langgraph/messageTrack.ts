import { numberOf, optional, property, stringOf, arrayOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type ToolCall, contentParts, langChainRole, toolCallsOf, toolResultOf } from '../shared/langChainMessage.ts';
import { idOf } from '../shared/wireValues.ts';

type Kind = 'text' | 'reasoning';

/** What has been told of one message of the agent. */
interface Told {
  readonly id: string;
  text: string;
  reasoning: string;
  open: Kind | undefined;
  /** Ids of its tool calls by their place, as pieces of them name it. */
  readonly calls: Map<number, { readonly id: string; hasInput: boolean }>;
  isComplete: boolean;
}

/** Turns pieces of messages and whole ones into events, and tells nothing twice. */
export interface MessageTrack {
  /** A piece to be appended to its message. */
  chunk(value: unknown): readonly RunEvent[];
  /** A message as far as it has come, or all of it. */
  whole(value: unknown, isComplete: boolean): readonly RunEvent[];
  /** A message from before the run: nothing of it is told, unless something was already. */
  passOver(value: unknown): void;
  isPassedOver(id: string): boolean;
  toolStart(id: string, name: string, input: unknown): readonly RunEvent[];
  toolEnd(id: string, output: unknown): readonly RunEvent[];
}

export function createMessageTrack(): MessageTrack {
  const told = new Map<string, Told>();
  const passed = new Set<string>();
  const answered = new Set<string>();
  const started = new Set<string>();
  let current: Told | undefined;
  let nameless = 0;

  function begin(id: string): { readonly message: Told; readonly events: readonly RunEvent[] } {
    const known = told.get(id);
    if (known) return { message: known, events: [] };
    const message: Told = { id, text: '', reasoning: '', open: undefined, calls: new Map(), isComplete: false };
    told.set(id, message);
    const events = [...(current ? close(current) : []), ...(told.size > 1 ? [{ type: 'step-start' } as const] : [])];
    current = message;
    return { message, events };
  }

  function close(message: Told): readonly RunEvent[] {
    const { open, id } = message;
    message.open = undefined;
    return open === undefined ? [] : [{ type: `${open}-end`, id }];
  }

  function say(message: Told, kind: Kind, delta: string): readonly RunEvent[] {
    if (delta === '') return [];
    message[kind] += delta;
    const { id } = message;
    if (message.open === kind) return [{ type: `${kind}-delta`, id, delta }];
    const closed = close(message);
    message.open = kind;
    return [...closed, { type: `${kind}-start`, id }, { type: `${kind}-delta`, id, delta }];
  }

  /** What is new of a text that is told as a whole. A text that was changed cannot be told; the stored one will be. */
  function rest(message: Told, kind: Kind, whole: string): readonly RunEvent[] {
    const before = message[kind];
    return whole.startsWith(before) ? say(message, kind, whole.slice(before.length)) : [];
  }

  function callPieces(message: Told, value: unknown): readonly RunEvent[] {
    return arrayOf(value, 'tool_call_chunks').flatMap((piece, position): readonly RunEvent[] => {
      const index = numberOf(piece, 'index') ?? position;
      const name = stringOf(piece, 'name');
      const known = message.calls.get(index);
      const id = known?.id ?? idOf(piece, 'id') ?? `${message.id}-${index}`;
      const delta = stringOf(piece, 'args') ?? '';
      if (!known) message.calls.set(index, { id, hasInput: false });
      const start = known || started.has(id) ? [] : startCall(id, name ?? '');
      return [...close(message), ...start, ...(delta === '' ? [] : [inputDelta(id, delta)])];
    });
  }

  function startCall(toolCallId: string, toolName: string): readonly RunEvent[] {
    started.add(toolCallId);
    return [{ type: 'tool-input-start', toolCallId, toolName }];
  }

  function inputDelta(toolCallId: string, delta: string): RunEvent {
    return { type: 'tool-input-delta', toolCallId, delta };
  }

  function wholeCalls(message: Told, calls: readonly ToolCall[], isComplete: boolean): readonly RunEvent[] {
    return calls.flatMap(({ id: own, name, input }, index): readonly RunEvent[] => {
      const known = message.calls.get(index);
      const id = known?.id ?? own;
      if (!known) message.calls.set(index, { id, hasInput: false });
      const call = message.calls.get(index);
      const start = started.has(id) ? [] : startCall(id, name);
      if (!isComplete || call?.hasInput || answered.has(id)) return start;
      if (call) call.hasInput = true;
      return [...close(message), ...start, { type: 'tool-input-available', toolCallId: id, toolName: name, input }];
    });
  }

  function result(value: unknown): readonly RunEvent[] {
    const { toolCallId, toolName, output, errorText } = toolResultOf(value);
    const id = toolCallId || (idOf(value, 'id') ?? `tool-${nameless++}`);
    if (answered.has(id)) return [];
    answered.add(id);
    const ended = current ? close(current) : [];
    if (errorText !== undefined) return [...ended, { type: 'tool-output-error', toolCallId: id, errorText }];
    return [
      ...ended,
      { type: 'tool-output-available', toolCallId: id, output, ...optional({ toolName: toolName || undefined }) },
    ];
  }

  function idIn(value: unknown): string {
    // Pieces without an id belong to whoever spoke last.
    return idOf(value, 'id') ?? current?.id ?? `message-${nameless++}`;
  }

  return {
    chunk(value) {
      const role = langChainRole(value);
      if (role === 'tool') return result(value);
      if (role !== 'assistant') return [];
      const { message, events } = begin(idIn(value));
      // A whole message may have been faster than the last of its pieces.
      if (message.isComplete || passed.has(message.id)) return events;
      const said = contentParts(value).flatMap((part): readonly RunEvent[] =>
        part.type === 'text' || part.type === 'reasoning'
          ? say(message, part.type, part.text)
          : [{ type: 'unknown', raw: value }],
      );
      return [...events, ...said, ...callPieces(message, value)];
    },
    whole(value, isComplete) {
      const role = langChainRole(value);
      const id = idIn(value);
      if (passed.has(id)) return [];
      if (role === 'tool') return result(value);
      if (role !== 'assistant') return [];
      const { message, events } = begin(id);
      const parts = contentParts(value);
      const textIn = (kind: Kind): string => parts.map((part) => (part.type === kind ? part.text : '')).join('');
      const news = [
        ...rest(message, 'reasoning', textIn('reasoning')),
        ...rest(message, 'text', textIn('text')),
        ...wholeCalls(message, toolCallsOf(value), isComplete),
      ];
      message.isComplete ||= isComplete;
      return [...events, ...news, ...(isComplete ? close(message) : [])];
    },
    passOver(value) {
      const id = idOf(value, 'id');
      if (id !== undefined && !told.has(id)) passed.add(id);
      const answers = langChainRole(value) === 'tool' ? stringOf(value, 'tool_call_id') : undefined;
      if (answers !== undefined && !started.has(answers)) answered.add(answers);
    },
    isPassedOver: (id) => passed.has(id),
    toolStart(id, name, input) {
      if (started.has(id)) return [];
      return [...startCall(id, name), { type: 'tool-input-available', toolCallId: id, toolName: name, input }];
    },
    toolEnd(id, output) {
      if (answered.has(id)) return [];
      answered.add(id);
      const content = property(output, 'content');
      return [{ type: 'tool-output-available', toolCallId: id, output: content === undefined ? output : content }];
    },
  };
}
