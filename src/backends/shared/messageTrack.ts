import { numberOf, optional, property, stringOf, arrayOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type ToolCall, contentParts, langChainRole, toolCallsOf, toolResultOf } from './langChainMessage.ts';
import { idOf } from './wireValues.ts';

type Kind = 'text' | 'reasoning';

/** Of ids that are made here. */
const namelessPrefix = 'message-';

/** What has been told of one message of the agent. */
interface Told {
  readonly id: string;
  text: string;
  reasoning: string;
  open: Kind | undefined;
  /** Ids of its tool calls by their place, as pieces of them name it. */
  readonly calls: Map<number, { readonly id: string; hasInput: boolean }>;
  /** Its calls as far as they have come, where the message comes again and again. */
  soFar: readonly ToolCall[];
  /** Whether it comes whole, so that pieces of it would say the same again. */
  isWhole: boolean;
  isComplete: boolean;
}

/** Turns pieces of messages and whole ones into events, and tells nothing twice. */
export interface MessageTrack {
  /** A piece to be appended to its message. */
  chunk(value: unknown): readonly RunEvent[];
  /**
   * A message as far as it has come, or all of it.
   *
   * @param place which one of the agent's it is since the question, from 1 on; tells messages without an id apart
   */
  whole(value: unknown, isComplete: boolean, place?: number): readonly RunEvent[];
  /** A message from before the run: nothing of it is told, unless something was already. */
  passOver(value: unknown, place?: number): void;
  isPassedOver(id: string): boolean;
  /** A call that comes by itself, with its arguments. */
  call(id: string, name: string, input: unknown): readonly RunEvent[];
  toolStart(id: string, name: string, input: unknown): readonly RunEvent[];
  toolEnd(id: string, output: unknown): readonly RunEvent[];
  /** What the last message holds is all of it. */
  end(): readonly RunEvent[];
}

export function createMessageTrack(): MessageTrack {
  const told = new Map<string, Told>();
  const passed = new Set<string>();
  const answered = new Set<string>();
  /** The tools of the calls that were told, by id. */
  const started = new Map<string, string>();
  /** Ids of calls, by the ids under which LangChain's own events know them. */
  const aliases = new Map<string, string>();
  /** Calls that an event told before their message did, by id. */
  const early = new Map<string, string>();
  /** Results that name no call, by their id or as they were: some services send them again and again. */
  const namelessResults = new Set<string>();
  let current: Told | undefined;
  let nameless = 0;
  /** How many messages without an id the agent has begun, and whether a tool has answered since. */
  let turn = 0;
  let isTurnOver = false;

  function begin(id: string): { readonly message: Told; readonly events: readonly RunEvent[] } {
    const known = told.get(id);
    if (known) return { message: known, events: [] };
    const message: Told = {
      id,
      text: '',
      reasoning: '',
      open: undefined,
      calls: new Map(),
      soFar: [],
      isWhole: false,
      isComplete: false,
    };
    told.set(id, message);
    const events = [...finish(current), ...(told.size > 1 ? [{ type: 'step-start' } as const] : [])];
    current = message;
    return { message, events };
  }

  /** Nothing more comes of a message: the arguments that its calls have by now are all. */
  function finish(message: Told | undefined): readonly RunEvent[] {
    if (!message) return [];
    const { soFar } = message;
    message.soFar = [];
    return [...wholeCalls(message, soFar, true), ...close(message)];
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

  /**
   * What is new of a text that is told as a whole. One that is behind what was told has nothing new; an answer that was
   * changed replaces what it was.
   */
  function rest(message: Told, kind: Kind, whole: string): readonly RunEvent[] {
    const before = message[kind];
    if (whole.startsWith(before)) return say(message, kind, whole.slice(before.length));
    if (kind === 'reasoning' || message !== current || before.startsWith(whole)) return [];
    message.text = whole;
    return [...close(message), { type: 'text-final', text: whole }];
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
    started.set(toolCallId, toolName);
    return [{ type: 'tool-input-start', toolCallId, toolName }];
  }

  function inputDelta(toolCallId: string, delta: string): RunEvent {
    return { type: 'tool-input-delta', toolCallId, delta };
  }

  function wholeCalls(message: Told, calls: readonly ToolCall[], isComplete: boolean): readonly RunEvent[] {
    return calls.flatMap(({ id: own, name, input }, index): readonly RunEvent[] => {
      const known = message.calls.get(index);
      const id = known?.id ?? earlyCall(own, name) ?? own;
      if (!known) message.calls.set(index, { id, hasInput: id !== own });
      const call = message.calls.get(index);
      const start = started.has(id) ? [] : startCall(id, name);
      if (!isComplete || call?.hasInput || answered.has(id)) return start;
      if (call) call.hasInput = true;
      return [...close(message), ...start, { type: 'tool-input-available', toolCallId: id, toolName: name, input }];
    });
  }

  /** The call that an event told already, without the id that its message gives it. */
  function earlyCall(own: string, name: string): string | undefined {
    if (started.has(own)) return undefined;
    const [id] = [...early].find(([, tool]) => tool === name) ?? [];
    if (id === undefined) return undefined;
    early.delete(id);
    aliases.set(own, id);
    return id;
  }

  /** Of a result that names no call: that of the oldest call of its tool; undefined if it was told already. */
  function callOf(own: string | undefined, name: string, output: unknown): string | undefined {
    const key = own ?? JSON.stringify([name, output]);
    const isNew = !namelessResults.has(key);
    namelessResults.add(key);
    const open = [...started].find(([id, tool]) => tool === name && name !== '' && !answered.has(id))?.[0];
    if (own !== undefined && !isNew) return undefined;
    return open ?? (isNew ? (own ?? `tool-${nameless++}`) : undefined);
  }

  function result(value: unknown): readonly RunEvent[] {
    const { toolCallId, toolName, output, errorText } = toolResultOf(value);
    const own = idOf(value, 'id');
    const id = toolCallId ? (aliases.get(toolCallId) ?? toolCallId) : callOf(own, toolName, output ?? errorText);
    if (id === undefined || answered.has(id)) return [];
    const ended = finish(current);
    answered.add(id);
    isTurnOver = true;
    if (errorText !== undefined) return [...ended, { type: 'tool-output-error', toolCallId: id, errorText }];
    return [
      ...ended,
      { type: 'tool-output-available', toolCallId: id, output, ...optional({ toolName: toolName || undefined }) },
    ];
  }

  function isAlias(callId: string): boolean {
    return [...aliases.values()].includes(callId);
  }

  /** Without an id and a place, a message belongs to whoever spoke last, until a tool has answered. */
  function idIn(value: unknown, place?: number): string {
    const id = idOf(value, 'id');
    if (id !== undefined) return id;
    if (place === undefined && current && !isTurnOver) return current.id;
    turn = Math.max(turn, place ?? turn + 1);
    isTurnOver = false;
    return `${namelessPrefix}${place ?? turn}`;
  }

  function tellCall(id: string, name: string, input: unknown): readonly RunEvent[] {
    if (started.has(id)) return [];
    const ended = current ? close(current) : [];
    early.set(id, name);
    return [...ended, ...startCall(id, name), { type: 'tool-input-available', toolCallId: id, toolName: name, input }];
  }

  /**
   * The message that came in pieces under another id. Pieces that had one are taken for it only if they say the same, so
   * that agents which speak at once are not mixed; those without one, if one text is how the other begins.
   */
  function adopted(id: string, value: unknown): void {
    if (told.has(id) || idOf(value, 'id') === undefined) return;
    const text = contentParts(value)
      .map((part) => (part.type === 'text' ? part.text : ''))
      .join('');
    const isSame = (message: Told): boolean => {
      if (message.text === '') return text === '' && message.calls.size > 0;
      if (!message.id.startsWith(namelessPrefix)) return message.text === text;
      return text.startsWith(message.text) || (text !== '' && message.text.startsWith(text));
    };
    const found = [...new Set(told.values())].find(
      (message) => !message.isWhole && !message.isComplete && isSame(message),
    );
    if (found) told.set(id, found);
  }

  return {
    chunk(value) {
      const role = langChainRole(value);
      if (role === 'tool') return result(value);
      if (role !== 'assistant') return [];
      const { message, events } = begin(idIn(value));
      // A whole message may have been faster than the last of its pieces.
      if (message.isComplete || message.isWhole || passed.has(message.id)) return events;
      const said = contentParts(value).flatMap((part): readonly RunEvent[] =>
        part.type === 'text' || part.type === 'reasoning'
          ? say(message, part.type, part.text)
          : [{ type: 'unknown', raw: value }],
      );
      return [...events, ...said, ...callPieces(message, value)];
    },
    whole(value, isComplete, place) {
      const role = langChainRole(value);
      if (role === 'tool') return passed.has(idOf(value, 'id') ?? '') ? [] : result(value);
      if (role !== 'assistant') return [];
      const id = idIn(value, place);
      if (passed.has(id)) return [];
      adopted(id, value);
      const { message, events } = begin(id);
      message.isWhole = true;
      const parts = contentParts(value);
      const calls = toolCallsOf(value);
      const textIn = (kind: Kind): string => parts.map((part) => (part.type === kind ? part.text : '')).join('');
      const news = [
        ...rest(message, 'reasoning', textIn('reasoning')),
        ...rest(message, 'text', textIn('text')),
        ...wholeCalls(message, calls, isComplete),
      ];
      message.soFar = isComplete ? [] : calls;
      message.isComplete ||= isComplete;
      return [...events, ...news, ...(isComplete ? close(message) : [])];
    },
    passOver(value, place) {
      const id = idOf(value, 'id') ?? (place === undefined ? undefined : idIn(value, place));
      if (id !== undefined && !told.has(id)) passed.add(id);
      const answers = langChainRole(value) === 'tool' ? stringOf(value, 'tool_call_id') : undefined;
      if (answers !== undefined && !started.has(answers)) answered.add(answers);
    },
    isPassedOver: (id) => passed.has(id),
    call: tellCall,
    toolStart(id, name, input) {
      const call = [...started].find(([callId, tool]) => tool === name && !answered.has(callId) && !isAlias(callId));
      if (call) {
        aliases.set(id, call[0]);
        return finish(current);
      }
      return tellCall(id, name, input);
    },
    toolEnd(id, output) {
      const toolCallId = aliases.get(id) ?? id;
      if (answered.has(toolCallId)) return [];
      const ended = finish(current);
      answered.add(toolCallId);
      isTurnOver = true;
      const content = property(output, 'content');
      return [
        ...ended,
        { type: 'tool-output-available', toolCallId, output: content === undefined ? output : content },
      ];
    },
    end: () => finish(current),
  };
}
