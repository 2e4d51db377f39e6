import { type Message, type Part, type ToolPart, textOf } from '../../model/message.ts';
import { arrayOf, isObject, objectOf, optional, parseJson, property, stringOf } from '../../model/parse.ts';
import { parsePrompt, readPromptMetadata } from '../../model/prompt.ts';
import { idOf, textForm } from './wireValues.ts';

/** A call of a tool as LangChain writes it down. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly input: unknown;
}

/** Names for roles that are the same thing, in LangChain's `type` and OpenAI's `role`. */
const roles = new Map([
  ['human', 'user'],
  ['HumanMessageChunk', 'user'],
  ['ai', 'assistant'],
  ['AIMessageChunk', 'assistant'],
  ['function', 'tool'],
  ['ToolMessageChunk', 'tool'],
  ['SystemMessageChunk', 'system'],
]);

/** Whether a value is a message of LangChain's: it says who speaks and holds something that was said. */
export function isLangChainMessage(value: unknown): boolean {
  if (!isObject(value) || langChainRole(value) === undefined) return false;
  return 'content' in value || 'tool_calls' in value || 'additional_kwargs' in value;
}

/** `user`, `assistant`, `tool`, `system`, or the word that the service has; undefined where it has none. */
export function langChainRole(value: unknown): string | undefined {
  const word = stringOf(value, 'type') || stringOf(value, 'role');
  return word === undefined || word === '' ? undefined : (roles.get(word) ?? word);
}

/**
 * The messages in a thread's state: a list of messages, or under the key that graphs use for them. Undefined where
 * there is no such list; then the state is all that there is to show.
 */
export function messagesIn(values: unknown): readonly unknown[] | undefined {
  if (Array.isArray(values)) return values.some(isLangChainMessage) || values.length === 0 ? values : undefined;
  const lists = ['messages', 'history', 'chat_history', 'msgs']
    .map((key) => property(values, key))
    .filter(Array.isArray);
  return lists.find((list) => list.length > 0) ?? lists[0];
}

/**
 * A stored message. Ids are kept, and messages without one get one from their place; there are no times. The id of a
 * question is the client-made one where a client made one, so it is the nonce, too.
 *
 * @param place how many messages stand before it
 */
export function decodeLangChainMessage(value: unknown, threadId: string, place: number): Message {
  const role = langChainRole(value) ?? 'unknown';
  const id = idOf(value, 'id') ?? `${role}-${place}`;
  const parts = role === 'tool' ? [toolResultOf(value)] : [...contentParts(value), ...toolCallParts(value)];
  const message: Message = { id, threadId, role, parts, state: 'stored', attachments: [] };
  return role === 'user' ? { ...message, nonce: id, ...promptOf(value, message) } : message;
}

/** What was asked, and the code that came with it: as we wrote it down, else as the text itself tells. */
function promptOf(value: unknown, message: Message): Pick<Message, 'attachments' | 'question'> {
  const kept = readPromptMetadata(property(value, 'additional_kwargs'));
  if (kept) return { attachments: kept.attachments ?? [], ...optional({ question: kept.question }) };
  const { question, snippets } = parsePrompt(textOf(message), []);
  const attachments = snippets.map((snippet) => snippet.reference);
  const isOurs = attachments.length > 0 && attachments.every(({ path, startLine }) => path !== '' && startLine);
  return isOurs ? { attachments, question } : { attachments: [] };
}

/** Text, reasoning, images and whatever else a message's content holds, in order. */
export function contentParts(value: unknown): readonly Part[] {
  const reasoning = stringOf(objectOf(value, 'additional_kwargs'), 'reasoning_content');
  return [
    ...(reasoning ? [{ type: 'reasoning', text: reasoning } as const] : []),
    ...partsOfContent(property(value, 'content')),
  ];
}

function partsOfContent(content: unknown): readonly Part[] {
  if (content === null || content === undefined || content === '') return [];
  if (typeof content === 'string') return [{ type: 'text', text: content }];
  if (Array.isArray(content)) return joined(content.flatMap(partsOfBlock));
  return [{ type: 'unknown', raw: content }];
}

/** A block of content; those that only repeat the tool calls, which have a place of their own, give nothing. */
export function partsOfBlock(block: unknown): readonly Part[] {
  if (typeof block === 'string') return block === '' ? [] : [{ type: 'text', text: block }];
  const type = stringOf(block, 'type');
  const text = stringOf(block, 'text');
  switch (type) {
    case 'text':
    case 'text_delta':
    case 'output_text':
      return text ? [{ type: 'text', text }] : [];
    case 'reasoning':
    case 'thinking':
    case 'reasoning_content': {
      const thought = stringOf(block, 'reasoning') ?? stringOf(block, 'thinking') ?? text ?? summaryOf(block);
      return thought ? [{ type: 'reasoning', text: thought }] : [];
    }
    case 'image_url':
    case 'image':
      return imageOf(block);
    case 'tool_use':
    case 'tool_call':
    case 'tool_call_chunk':
    case 'input_json_delta':
    case 'function_call':
      return [];
    default:
      return type === undefined && text !== undefined ? [{ type: 'text', text }] : [{ type: 'unknown', raw: block }];
  }
}

function summaryOf(block: unknown): string {
  return arrayOf(block, 'summary')
    .map((each) => stringOf(each, 'text') ?? '')
    .join('\n');
}

function imageOf(block: unknown): readonly Part[] {
  const nested = objectOf(block, 'image_url') ?? objectOf(block, 'source');
  const mediaType = stringOf(block, 'mime_type') ?? stringOf(nested, 'media_type');
  const data = stringOf(block, 'data') ?? stringOf(nested, 'data');
  const url =
    stringOf(block, 'image_url') ??
    stringOf(nested, 'url') ??
    stringOf(block, 'url') ??
    (data && mediaType ? `data:${mediaType};base64,${data}` : undefined);
  if (url === undefined) return [{ type: 'unknown', raw: block }];
  return [{ type: 'file', url, mediaType: mediaType ?? /^data:([^;,]+)/.exec(url)?.[1] ?? 'image/*' }];
}

/** Neighbours of one kind are one: models cut their text into blocks wherever they like. */
function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if ((part.type === 'text' || part.type === 'reasoning') && last?.type === part.type) {
      result[result.length - 1] = { ...last, text: last.text + part.text };
    } else result.push(part);
  }
  return result;
}

/** The calls of tools in a message: LangChain's own, else in the form that OpenAI has. */
export function toolCallsOf(value: unknown): readonly ToolCall[] {
  const own = arrayOf(value, 'tool_calls');
  const calls = own.length > 0 ? own : arrayOf(objectOf(value, 'additional_kwargs'), 'tool_calls');
  return calls.map((call, index) => {
    const called = objectOf(call, 'function');
    const given = property(call, 'args') ?? property(called, 'arguments') ?? property(call, 'arguments');
    const input = typeof given === 'string' ? (parseJson(given) ?? given) : given;
    const name = stringOf(call, 'name') ?? stringOf(called, 'name') ?? '';
    return { id: idOf(call, 'id') ?? `${idOf(value, 'id') ?? 'call'}-${index}`, name, input };
  });
}

function toolCallParts(value: unknown): readonly ToolPart[] {
  const calls = toolCallsOf(value).map(({ id, name, input }): ToolPart => ({
    type: 'tool',
    toolCallId: id,
    toolName: name,
    state: 'running',
    input,
  }));
  const refused = arrayOf(value, 'invalid_tool_calls').map((call, index): ToolPart => ({
    type: 'tool',
    // It is no answer to another call of that name, which it would be taken for without an id.
    toolCallId: idOf(call, 'id') ?? `${idOf(value, 'id') ?? 'call'}-refused-${index}`,
    toolName: stringOf(call, 'name') ?? '',
    state: 'input-error',
    input: property(call, 'args'),
    errorText: stringOf(call, 'error') ?? 'The arguments were not acceptable.',
  }));
  return [...calls, ...refused];
}

/** The result of a tool call, from the message that holds it. */
export function toolResultOf(value: unknown): ToolPart {
  const content = property(value, 'content');
  const isFailed = stringOf(value, 'status') === 'error';
  return {
    type: 'tool',
    toolCallId: idOf(value, 'tool_call_id') ?? '',
    toolName: stringOf(value, 'name') ?? '',
    state: isFailed ? 'failed' : 'done',
    output: outputOf(content),
    ...(isFailed ? { errorText: typeof content === 'string' ? content : textForm(content) } : {}),
  };
}

/** Blocks of nothing but text are text. */
export function outputOf(content: unknown): unknown {
  if (!Array.isArray(content)) return content;
  const parts = content.flatMap(partsOfBlock);
  return parts.every((part) => part.type === 'text') ? textOf({ parts }) : content;
}
