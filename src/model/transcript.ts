import type { Message, MessageState, Part, SourcePart, StoredPayload, ToolPart } from './message.ts';
import { optional } from './parse.ts';
import type { RunState } from './runState.ts';

/** One article of the conversation: a message, or all messages that one answer consists of. */
export interface TranscriptItem {
  /** Stays the same when a live answer becomes a stored one, so that the view keeps what is open, selected, focused. */
  readonly key: string;
  readonly role: string;
  readonly createdAt?: string;
  readonly state: MessageState;
  /** The messages inside, oldest first; empty for an answer that is not stored yet. */
  readonly messages: readonly Message[];
  readonly parts: readonly Part[];
  readonly runId?: string;
  /** True for the answer that a run is working on. */
  readonly isLive: boolean;
}

/**
 * Groups stored messages and the draft of the newest run into articles. An answer is every assistant and tool message
 * between two others that belongs to one run; tool results go into the call they answer. Prompts that wait for the run
 * stand behind its draft.
 *
 * @param run the run whose answer is not (wholly) among `messages` yet
 */
export function transcriptOf(messages: readonly Message[], run?: RunState): readonly TranscriptItem[] {
  const items: TranscriptItem[] = [];
  let anchor = 'start';
  let answers = 0;
  const waiting = run && hasBegun(run) ? waitingBehind(messages) : 0;
  for (const message of messages.slice(0, messages.length - waiting)) {
    if (!isAnswer(message)) {
      anchor = message.nonce ?? message.id;
      answers = 0;
      items.push(itemOf(`message:${anchor}`, [message]));
      continue;
    }
    const previous = items.at(-1);
    if (previous && canJoin(previous, message)) {
      items[items.length - 1] = itemOf(previous.key, [...previous.messages, message]);
    } else {
      items.push(itemOf(`answer:${anchor}:${answers++}`, [message]));
    }
  }
  if (run) items.push(...draftItems(run, anchor, answers));
  for (const message of messages.slice(messages.length - waiting)) {
    items.push(itemOf(`message:${message.nonce ?? message.id}`, [message]));
  }
  return items;
}

/** A run that says something has its prompt among the stored messages. */
function hasBegun(run: RunState): boolean {
  return run.runId !== undefined || run.parts.length > 0 || run.messages.length > 0;
}

/** How many prompts at the end are not with the service yet: they wait for the run. */
function waitingBehind(messages: readonly Message[]): number {
  const last = messages.findLastIndex((message) => message.state !== 'sending' && message.state !== 'unsent');
  return messages.length - 1 - last;
}

function isAnswer(message: Message): boolean {
  return message.role === 'assistant' || message.role === 'tool';
}

function canJoin(item: TranscriptItem, message: Message): boolean {
  const last = item.messages.at(-1);
  return last !== undefined && isAnswer(last) && last.runId === message.runId && last.state === message.state;
}

function itemOf(key: string, messages: readonly Message[]): TranscriptItem {
  const spoken = messages.find((message) => message.role === 'assistant') ?? messages[0];
  return {
    key,
    role: spoken?.role ?? 'assistant',
    state: spoken?.state ?? 'stored',
    messages,
    parts: withSourcesOnce(pairTools(messages.flatMap((message) => message.parts))),
    isLive: false,
    ...optional({ createdAt: spoken?.createdAt, runId: spoken?.runId }),
  };
}

/** The parts of a run's draft as its article has them. */
export function draftParts(run: RunState): readonly Part[] {
  return pairTools([...run.messages.flatMap((message) => message.parts), ...run.parts]);
}

function draftItems(run: RunState, anchor: string, answers: number): readonly TranscriptItem[] {
  return [
    {
      key: `answer:${anchor}:${answers}`,
      role: 'assistant',
      state: 'stored',
      messages: [],
      parts: draftParts(run),
      isLive: run.status !== 'ended',
      ...optional({ runId: run.runId }),
    },
  ];
}

/** Puts each answer of a tool into its call. */
function pairTools(parts: readonly Part[]): readonly Part[] {
  const paired: Part[] = [];
  for (const part of parts) {
    const index = part.type === 'tool' ? placeAmong(paired, part) : -1;
    const call = paired[index];
    if (part.type === 'tool' && call?.type === 'tool') paired[index] = merged(call, part);
    else paired.push(part);
  }
  return paired;
}

/**
 * Where a part of a tool belongs, or -1: to the call with its id that waits for an answer, else, as an answer, to the
 * oldest of that name that waits, where either side lacks an id. Ids may come again later in a run, so a call that has
 * its answer takes no further one.
 */
function placeAmong(parts: readonly Part[], part: ToolPart): number {
  const find = (fits: (tool: ToolPart) => boolean): number =>
    parts.findIndex((each) => each.type === 'tool' && fits(each));
  const hasItsId = (tool: ToolPart): boolean => part.toolCallId !== '' && tool.toolCallId === part.toolCallId;
  const lacksId = (tool: ToolPart): boolean => part.toolCallId === '' || tool.toolCallId === '';
  const byId = find((tool) => hasItsId(tool) && !isAnswered(tool));
  if (byId >= 0) return byId;
  // A call that comes behind its answer; one whose call is known is another's.
  if (!isAnswered(part)) return find((tool) => hasItsId(tool) && tool.input === undefined);
  const isNamed = ({ toolName }: ToolPart): boolean => [toolName, ''].includes(part.toolName) || toolName === '';
  const byName = find((tool) => lacksId(tool) && isNamed(tool) && !isAnswered(tool));
  return byName >= 0 ? byName : find((tool) => hasItsId(tool) && isSaidAgain(tool, part));
}

/** What came later counts, but a call takes no answer back. */
function merged(known: ToolPart, part: ToolPart): ToolPart {
  const [under, over] = isAnswered(known) && !isAnswered(part) ? [part, known] : [known, part];
  return { ...under, ...withoutBlanks(over) };
}

function isAnswered({ state }: ToolPart): boolean {
  return state === 'done' || state === 'failed' || state === 'input-error';
}

/** Whether an answer tells only what its call has already, or what came of arguments that were refused. */
function isSaidAgain(call: ToolPart, answer: ToolPart): boolean {
  if (answer.input !== undefined || answer.inputText !== undefined) return false;
  const answerOf = ({ state, output, errorText }: ToolPart): string => JSON.stringify([state, output, errorText]);
  return call.state === 'input-error' || answerOf(call) === answerOf(answer);
}

/**
 * An answer that cites a source and the search that found it both name it; a person needs it once, with all that is
 * known.
 */
function withSourcesOnce(parts: readonly Part[]): readonly Part[] {
  const sources = new Map<string, SourcePart>();
  for (const part of parts) {
    if (part.type !== 'source') continue;
    const known = sources.get(part.sourceId);
    sources.set(part.sourceId, known ? { ...part, ...known } : part);
  }
  return parts.flatMap((part): readonly Part[] => {
    if (part.type !== 'source') return [part];
    const source = sources.get(part.sourceId);
    sources.delete(part.sourceId);
    return source ? [source] : [];
  });
}

/** A result often does not know the call's name or id; those must not blank out what the call said. */
function withoutBlanks({ toolName, toolCallId, ...rest }: ToolPart): Partial<ToolPart> {
  return { ...rest, ...(toolName === '' ? {} : { toolName }), ...(toolCallId === '' ? {} : { toolCallId }) };
}

/**
 * The id of the stored message that keeps this large value; undefined while none does. Descriptions of values are the
 * same objects in a message and in its article, which is how the message is found.
 */
export function holderOf(item: Pick<TranscriptItem, 'messages'>, stored: StoredPayload): string | undefined {
  const holds = (part: Part): boolean =>
    part.type === 'tool'
      ? part.inputStored === stored || part.outputStored === stored
      : part.type === 'data' && part.stored === stored;
  return item.messages.find((message) => message.state === 'stored' && message.parts.some(holds))?.id;
}

/**
 * The message that is meant when something is to be done with an article: of an answer that consists of several, the
 * last one with text, else its last one. Undefined where the service has none yet.
 */
export function mainMessage(item: Pick<TranscriptItem, 'messages'>): Message | undefined {
  const stored = item.messages.filter((message) => message.state === 'stored');
  const spoken = stored.findLast((message) => message.parts.some((part) => part.type === 'text' && part.text !== ''));
  return spoken ?? stored.at(-1);
}

/** Which agent gave the answer, as far as its messages say. */
export function agentIdOf({ messages }: Pick<TranscriptItem, 'messages'>): string | undefined {
  return messages.find((message) => message.agentId !== undefined)?.agentId;
}

/** The article's accessible name: *User, 10:41*; without a stored time only *User*. 24-hour local time. */
export function articleName(item: Pick<TranscriptItem, 'role' | 'createdAt'>): string {
  const role = item.role === 'tool' ? 'Tool' : item.role.charAt(0).toUpperCase() + item.role.slice(1);
  const time = item.createdAt === undefined ? undefined : clockTime(item.createdAt);
  return time === undefined ? role : `${role}, ${time}`;
}

/** Who said it, for a reader: the agent by its name where that is known. */
export function authorName(item: Pick<TranscriptItem, 'role'>, agentName: string | undefined): string {
  if (item.role === 'user') return 'You';
  if (item.role === 'assistant' || item.role === 'tool') return agentName ?? 'Assistant';
  return articleName({ role: item.role });
}

/** `10:41` in local time; undefined if it is not a date. */
export function clockTime(isoDate: string): string | undefined {
  const date = new Date(isoDate);
  if (Number.isNaN(date.getTime())) return undefined;
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}
