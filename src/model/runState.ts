import type { InputRequest } from './inputRequest.ts';
import type { Message, Part, ReasoningPart, TextPart, ToolPart } from './message.ts';
import { optional, parseJson } from './parse.ts';
import type { RunEvent, RunOutcome } from './runEvent.ts';
import type { Usage } from './thread.ts';

/** What is known of one run from its events alone. Made by {@link reduceRun}; the same in host and panel. */
export interface RunState {
  readonly runId?: string;
  readonly status: 'starting' | 'queued' | 'running' | 'ended';
  /** Set once `status` is `ended`. */
  readonly outcome?: RunOutcome;
  readonly reason?: string;
  readonly usage?: Usage;
  readonly model?: string;
  /** What the agent has produced so far, in order. */
  readonly parts: readonly Part[];
  /** Whole messages from services that send those, in order of first appearance. */
  readonly messages: readonly Message[];
  /** Index into `parts` at which the current step begins. */
  readonly stepStart: number;
  /** What the agent waits for, if it does. */
  readonly inputRequests?: readonly InputRequest[];
  /** How many events were not understood. They are in `parts`, raw. */
  readonly unknownCount: number;
}

export const emptyRun: RunState = { status: 'starting', parts: [], messages: [], stepStart: 0, unknownCount: 0 };

/**
 * Adds one event to what is known of a run. Pure and total: events that make no sense (a delta without a start, a
 * result without a call, anything after the end) are taken for what they most likely mean and never throw.
 */
export function reduceRun(state: RunState, event: RunEvent): RunState {
  if (state.status === 'ended' && event.type !== 'run-update') return state;
  switch (event.type) {
    case 'run-start':
      return { ...state, status: 'running', ...optional({ runId: event.runId ?? state.runId }) };
    case 'run-update':
      return {
        ...state,
        status: state.status === 'ended' ? 'ended' : (event.status ?? state.status),
        ...optional({ usage: event.usage ?? state.usage, model: event.model ?? state.model }),
      };
    case 'step-start':
      return { ...state, status: 'running', stepStart: state.parts.length };
    case 'step-reset':
      return { ...state, parts: state.parts.slice(0, state.stepStart) };
    case 'text-start':
    case 'reasoning-start':
      return append(state, { type: kindOf(event.type), id: event.id, text: '', isOpen: true });
    case 'text-delta':
    case 'reasoning-delta':
      return appendText(state, kindOf(event.type), event.id, event.delta);
    case 'text-end':
    case 'reasoning-end':
      return closeText(state, kindOf(event.type), event.id);
    case 'text-final':
      return finalText(state, event.text);
    case 'tool-input-start':
      return updateTool(state, callOf(state, event.toolCallId), event.toolCallId, (tool) => ({
        // A call that is started again loses what it had; one whose result came first keeps it.
        ...(tool.toolName === '' ? tool : blankTool(tool.toolCallId)),
        toolName: event.toolName,
        state: tool.toolName === '' ? tool.state : 'input-streaming',
        ...optional({ title: event.title ?? tool.title }),
      }));
    case 'tool-input-delta':
      return updateTool(state, streamingCallOf(state, event.toolCallId), event.toolCallId, (tool) => ({
        ...tool,
        inputText: (tool.inputText ?? '') + event.delta,
      }));
    case 'tool-input-available':
      return updateTool(state, callOf(state, event.toolCallId), event.toolCallId, (tool) => ({
        ...tool,
        toolName: event.toolName || tool.toolName,
        input: event.input,
        state: tool.state === 'done' || tool.state === 'failed' ? tool.state : 'running',
        ...optional({ title: event.title }),
      }));
    case 'tool-input-error':
      return updateTool(state, callOf(state, event.toolCallId), event.toolCallId, (tool) => ({
        ...tool,
        toolName: event.toolName || tool.toolName,
        input: event.input,
        errorText: event.errorText,
        state: 'input-error',
      }));
    case 'tool-output-available':
      return updateTool(state, answeredBy(state, event.toolCallId), event.toolCallId, (known) => ({
        ...withoutOutcome(known),
        toolName: known.toolName || (event.toolName ?? ''),
        output: event.output,
        ...(event.isPreliminary ? { isPreliminary: true, state: 'running' as const } : { state: 'done' as const }),
      }));
    case 'tool-output-error':
      return updateTool(state, answeredBy(state, event.toolCallId), event.toolCallId, (tool) => ({
        ...withoutOutcome(tool),
        errorText: event.errorText,
        state: 'failed',
      }));
    case 'source-url':
      return upsertSource(state, {
        type: 'source',
        sourceId: event.sourceId,
        url: event.url,
        title: event.title ?? event.url,
      });
    case 'source-document':
      return upsertSource(state, event.source);
    case 'file':
      return append(state, { type: 'file', url: event.url, mediaType: event.mediaType });
    case 'data':
      return event.isTransient ? state : upsertData(state, event);
    case 'error':
      return append(state, { type: 'error', errorText: event.errorText });
    case 'message-upsert':
      return { ...state, status: 'running', messages: upsertMessage(state.messages, event.message) };
    case 'needs-input':
      return { ...state, inputRequests: event.requests };
    case 'unknown':
      return { ...append(state, { type: 'unknown', raw: event.raw }), unknownCount: state.unknownCount + 1 };
    case 'run-end':
      return {
        ...state,
        status: 'ended',
        outcome: event.outcome,
        parts: state.parts.map(closed),
        ...optional({ reason: event.reason }),
      };
  }
}

function kindOf(type: `text-${string}` | `reasoning-${string}`): 'text' | 'reasoning' {
  return type.startsWith('text') ? 'text' : 'reasoning';
}

function append(state: RunState, part: Part): RunState {
  return { ...state, status: 'running', parts: [...state.parts, part] };
}

function replaceAt(state: RunState, index: number, part: Part): RunState {
  return { ...state, status: 'running', parts: state.parts.with(index, part) };
}

/** The newest open block with this id, or -1. Where a server merges streams it may be older than the current step. */
function openText(state: RunState, type: 'text' | 'reasoning', id: string): number {
  return state.parts.findLastIndex((part) => part.type === type && part.id === id && part.isOpen === true);
}

function appendText(state: RunState, type: 'text' | 'reasoning', id: string, delta: string): RunState {
  const index = openText(state, type, id);
  const part = state.parts[index] as TextPart | ReasoningPart | undefined;
  if (!part) return append(state, { type, id, text: delta, isOpen: true });
  return replaceAt(state, index, { ...part, text: part.text + delta });
}

function closeText(state: RunState, type: 'text' | 'reasoning', id: string): RunState {
  const index = openText(state, type, id);
  const part = state.parts[index];
  return part ? replaceAt(state, index, closed(part)) : state;
}

function closed(part: Part): Part {
  if (part.type !== 'text' && part.type !== 'reasoning') return part;
  const { isOpen: _, ...rest } = part;
  return rest;
}

/** Replaces the step's text where the service declares the whole of it: first block gets it, further ones go. */
function finalText(state: RunState, text: string): RunState {
  const first = state.parts.findIndex((part, index) => index >= state.stepStart && part.type === 'text');
  if (first < 0) return append(state, { type: 'text', text });
  const parts = state.parts.filter((part, index) => index <= first || index < state.stepStart || part.type !== 'text');
  return { ...state, parts: parts.with(first, { type: 'text', text }) };
}

function updateTool(
  state: RunState,
  index: number,
  toolCallId: string,
  update: (tool: ToolPart) => ToolPart,
): RunState {
  const known = state.parts[index];
  if (known?.type === 'tool') return replaceAt(state, index, update(known));
  return append(state, update(blankTool(toolCallId)));
}

function blankTool(toolCallId: string): ToolPart {
  return { type: 'tool', toolCallId, toolName: '', state: 'input-streaming' };
}

/**
 * The call that its arguments belong to, or -1: one of the current step (services number calls anew in every step), or
 * one that is known by nothing but its result.
 */
function callOf(state: RunState, toolCallId: string): number {
  return state.parts.findLastIndex(
    (part, index) =>
      part.type === 'tool' && part.toolCallId === toolCallId && (index >= state.stepStart || part.toolName === ''),
  );
}

/** The call that a piece of arguments belongs to, or -1: also one of an earlier step that still waits for more. */
function streamingCallOf(state: RunState, toolCallId: string): number {
  const index = callOf(state, toolCallId);
  if (index >= 0) return index;
  return state.parts.findLastIndex(
    (part) => part.type === 'tool' && part.toolCallId === toolCallId && part.state === 'input-streaming',
  );
}

/** The call that a result answers, or -1: the newest with that id. */
function answeredBy(state: RunState, toolCallId: string): number {
  return state.parts.findLastIndex((part) => part.type === 'tool' && part.toolCallId === toolCallId);
}

function withoutOutcome(tool: ToolPart): ToolPart {
  const { isPreliminary: _, errorText: __, ...rest } = tool;
  return rest;
}

function upsertSource(state: RunState, source: Extract<Part, { type: 'source' }>): RunState {
  const index = state.parts.findIndex((part) => part.type === 'source' && part.sourceId === source.sourceId);
  return index < 0 ? append(state, source) : replaceAt(state, index, source);
}

function upsertData(state: RunState, event: Extract<RunEvent, { type: 'data' }>): RunState {
  const part: Part = { type: 'data', name: event.name, data: event.data, ...optional({ id: event.id }) };
  const index =
    event.id === undefined
      ? -1
      : state.parts.findIndex((each) => each.type === 'data' && each.name === event.name && each.id === event.id);
  return index < 0 ? append(state, part) : replaceAt(state, index, part);
}

function upsertMessage(messages: readonly Message[], message: Message): readonly Message[] {
  const index = messages.findIndex((each) => each.id === message.id);
  return index < 0 ? [...messages, message] : messages.with(index, message);
}

/** A tool call's arguments: the parsed value, or what has arrived of its JSON. */
export function toolInputOf(tool: ToolPart): unknown {
  if (tool.input !== undefined) return tool.input;
  return tool.inputText === undefined ? undefined : (parseJson(tool.inputText) ?? tool.inputText);
}
