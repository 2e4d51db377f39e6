import { type WirePart, sourceDataType } from '../../wire/seekrflow.ts';
import type { AgentSource } from '../agent.ts';
import type { PicturePart, PictureTool } from './runPicture.ts';

/** A message that a run leaves behind. */
export interface RunMessage {
  readonly role: 'assistant' | 'tool';
  /** The flattened view. */
  readonly content: string;
  readonly parts: readonly WirePart[];
}

/** The one vector database of this host: the pieces of the workspace that answers rest on. */
export const workspaceDatabaseId = 'workspace';

/** Longer tool outputs are cut in the flattened view; the part has them whole. */
const maxToolContent = 64 * 1024;

/**
 * The messages that a run's picture becomes. The service documents that each tool output is a message of its own and
 * that the answer comes last; how an answer with several rounds of calls is divided is not documented. Decided here:
 *
 * - an `assistant` message holds what was produced up to and including a group of calls (reasoning, text, `tool-call`),
 *   the `tool` messages with their results follow in the order of the calls, then the next round;
 * - what came after the last call is the final `assistant` message. If nothing did, the message with the last calls is
 *   the last of the assistant's.
 *
 * So the parts of all messages in order, each result put into its call, are the picture as it was streamed, with one
 * exception: sources are kept together, in the last assistant message, one `data` part each (before its text if they
 * were found before it).
 *
 * The source tracking fields are appended to that message's `content` as the documentation says, as one line with a
 * JSON array (their form is not documented); parts stay clean.
 */
export function messagesOf(picture: readonly PicturePart[]): readonly RunMessage[] {
  const rounds = roundsOf(picture);
  const sources = picture.flatMap((part) => (part.type === 'source' ? [part.source] : []));
  const last = rounds.findLastIndex((round) => round.length > 0);
  return rounds.flatMap((round, index) => {
    const isLast = index === last;
    if (round.length === 0) return [];
    const early = isLast ? sources.filter((source) => !contains(round, source)) : [];
    const kept = isLast ? round : round.filter((part) => part.type !== 'source');
    const parts = [...early.map(sourcePart), ...kept.map(assistantPart)];
    const text = kept.map((part) => (part.type === 'text' ? part.text : '')).join('');
    const calls = kept.filter((part) => part.type === 'tool');
    return [
      ...(parts.length === 0 ? [] : [assistantMessage(text, parts, isLast ? sources : [])]),
      ...calls.flatMap(toolMessage),
    ];
  });
}

/** Cuts after each group of calls; the last round holds what came after all of them. */
function roundsOf(picture: readonly PicturePart[]): readonly (readonly PicturePart[])[] {
  const rounds: PicturePart[][] = [[]];
  let hasCalls = false;
  for (const part of picture) {
    const isCall = part.type === 'tool';
    if (hasCalls && !isCall && part.type !== 'source') {
      rounds.push([]);
      hasCalls = false;
    }
    rounds.at(-1)?.push(part);
    hasCalls ||= isCall;
  }
  return rounds;
}

function contains(round: readonly PicturePart[], source: AgentSource): boolean {
  return round.some((part) => part.type === 'source' && part.source === source);
}

function assistantMessage(text: string, parts: readonly WirePart[], sources: readonly AgentSource[]): RunMessage {
  const tracking = sources.length === 0 ? [] : [JSON.stringify(sources.map(trackingFields))];
  return { role: 'assistant', content: [...(text === '' ? [] : [text]), ...tracking].join('\n\n'), parts };
}

function assistantPart(part: PicturePart): WirePart {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return { type: part.type, text: part.text };
    case 'source':
      return sourcePart(part.source);
    case 'tool':
      return {
        type: 'tool-call',
        tool_name: part.toolName,
        tool_call_id: part.toolCallId,
        args: part.input ?? null,
      };
  }
}

function sourcePart(source: AgentSource): WirePart {
  return { type: 'data', data_type: sourceDataType, mime_type: 'application/json', data: sourceData(source) };
}

/** How a source is described in streams and in parts: everything but its text, which is asked for by chunk id. */
export function sourceDetails(source: AgentSource): Readonly<Record<string, unknown>> {
  const { path, folder, startLine, endLine, chunkId, section } = source;
  return {
    path,
    ...(folder === undefined ? {} : { folder }),
    startLine,
    endLine,
    databaseId: workspaceDatabaseId,
    chunkId,
    ...(section === undefined ? {} : { section }),
  };
}

function sourceData(source: AgentSource): Readonly<Record<string, unknown>> {
  return {
    sourceId: source.chunkId,
    title: source.title,
    mediaType: source.mediaType,
    ...sourceDetails(source),
  };
}

function trackingFields(source: AgentSource): Readonly<Record<string, unknown>> {
  return {
    chunk_id: source.chunkId,
    page: null,
    lines: `${source.startLine}-${source.endLine}`,
    section: source.section ?? '',
  };
}

function toolMessage(tool: PictureTool): readonly RunMessage[] {
  const { result } = tool;
  if (!result) return [];
  const isError = 'errorText' in result;
  const output = (isError ? tool.progress : result.output) ?? null;
  const part: WirePart = {
    type: 'tool-result',
    tool_name: tool.toolName,
    tool_call_id: tool.toolCallId,
    output,
    mime_type: 'application/json',
    is_error: isError,
    ...(isError ? { error_text: result.errorText } : {}),
  };
  const flat = isError ? result.errorText : typeof output === 'string' ? output : JSON.stringify(output);
  return [{ role: 'tool', content: shortened(flat), parts: [part] }];
}

function shortened(text: string): string {
  return text.length <= maxToolContent ? text : `${text.slice(0, maxToolContent)}… (${text.length} characters)`;
}
