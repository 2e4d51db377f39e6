import type { Backend, NewMessage, NewThread } from '../backends/backend.ts';
import { isAgentError, isAmbiguous } from '../model/errors.ts';
import { type Message, textOf } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import type { Clock } from '../net/clock.ts';
import { type RunClues, type RunReading, readRun } from './runReading.ts';
import type { Service } from './service.ts';
import { unsupported } from './serviceQueries.ts';
import type { SubmissionEntry } from './submissionEntry.ts';

/** Pages that are searched for what may have arrived; it is among the newest. */
const pagesToSearch = 3;
const readRetriesMs: readonly number[] = [1000, 2000, 5000];
/** A request whose answer was lost may still be at work on the server: when it is looked for again. */
const laterLooksMs: readonly number[] = [1000];

/** Thrown where it could not be found out whether a request arrived: nothing was sent again. */
export class UncertainError extends Error {
  override readonly name = 'UncertainError';
}

/** Thrown where a prompt did not arrive and is too old to be sent without asking. */
export class StaleError extends Error {
  override readonly name = 'StaleError';
}

/** Thrown where Stop was pressed while it was not certain whether a request had arrived, and it had not. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Thrown where a service took a prompt with its run and has stored none. */
export class NotKeptError extends Error {
  override readonly name = 'NotKeptError';
}

export interface DeliveryContext {
  readonly service: Service;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Whether what is not on the service may be sent without asking a person. */
  readonly maySend: boolean;
  /** Whether Stop was pressed meanwhile. */
  readonly isStopped: () => boolean;
  /** True if this step may have been tried before by someone who did not get an answer. */
  readonly mustLook: boolean;
}

/** The thread of a conversation: found by its nonce, or made with one request. */
export function deliverThread(thread: NewThread, context: DeliveryContext): Promise<Thread> {
  return postOnce(context, {
    find: () => findThread(thread.nonce, context),
    post: (backend) => backend.createThread(thread, context.signal),
  });
}

/** The thread that was made with this nonce, if it is among the newest. */
export function findThread(
  nonce: string,
  { service, signal }: Pick<DeliveryContext, 'service' | 'signal'>,
): Promise<Thread | undefined> {
  return search(
    (cursor) => service.call((backend) => backend.listThreads(optional({ cursor }), signal)),
    (thread) => thread.nonce === nonce,
  );
}

/** A message together with when a person sent it off: ISO 8601, by this machine's clock. */
export interface OutgoingMessage extends NewMessage {
  readonly createdAt: string;
}

/** The stored message: found, or posted with one request. */
export function deliverMessage(
  outgoing: OutgoingMessage,
  threadId: string,
  context: DeliveryContext,
): Promise<Message> {
  const { createdAt: _, ...message } = outgoing;
  return postOnce(context, {
    find: () => findMessage(outgoing, threadId, context),
    post(backend) {
      if (backend.createMessage) return backend.createMessage(threadId, message, context.signal);
      throw unsupported(context.service, 'take a message without a run');
    },
  });
}

/** The message as the service stored it, if it is among the newest. */
export function findMessage(
  outgoing: MessageClues,
  threadId: string,
  { service, signal }: Pick<DeliveryContext, 'service' | 'signal'>,
): Promise<Message | undefined> {
  return search(
    (cursor) => service.call((backend) => backend.listMessages(threadId, optional({ cursor }), signal)),
    (found) => isSame(outgoing, found),
  );
}

type MessageClues = Pick<OutgoingMessage, 'nonce' | 'role' | 'text' | 'createdAt'>;

/** By the nonce; by the text where a service keeps none. */
function isSame(outgoing: MessageClues, message: Message): boolean {
  if (message.nonce !== undefined) return message.nonce === outgoing.nonce;
  return message.role === outgoing.role && textOf(message) === outgoing.text && !isOlder(message, outgoing);
}

/** Clocks differ; a day is more than they do and less than the time after which people ask the same again. */
function isOlder(message: Message, outgoing: Pick<OutgoingMessage, 'createdAt'>): boolean {
  const ageMs = Date.parse(outgoing.createdAt) - Date.parse(message.createdAt ?? '');
  return Number.isFinite(ageMs) && ageMs > 24 * 3_600_000;
}

/** What is known of the run of a submission before the service is asked. */
export function cluesOf(entry: SubmissionEntry, threadId: string): RunClues {
  const { nonce, runId, agentId, messageCreatedAt: after, knownRunIds, messageId, rerun } = entry;
  const clues = { threadId, nonce, ...optional({ runId, agentId }) };
  if (!rerun) return { ...clues, promptText: entry.text, ...optional({ after, knownRunIds }) };
  return { ...clues, ...optional({ knownRunIds: rerun.knownRunIds, promptId: messageId }) };
}

/** What is known of the run of a submission whose message is stored. Rejects with {@link UncertainError}. */
export async function lookForRun(
  entry: SubmissionEntry,
  threadId: string,
  context: Pick<DeliveryContext, 'service' | 'clock' | 'signal'>,
): Promise<Exclude<RunReading, { kind: 'unreadable' }>> {
  const clues = cluesOf(entry, threadId);
  return lookPatiently(context, async () => {
    const reading = await readRun(context.service, clues, context.signal);
    if (reading.kind === 'unreadable') throw reading.error;
    return reading;
  });
}

interface Post<T> {
  readonly find: () => Promise<T | undefined>;
  readonly post: (backend: Backend) => Promise<T>;
}

/**
 * Makes a request at most once without knowing what became of it: after an unanswered one it looks at the service
 * first, and asks again only if nothing has arrived.
 */
async function postOnce<T>(context: DeliveryContext, { find, post }: Post<T>): Promise<T> {
  if (context.mustLook) {
    const found = await lookPatiently(context, find);
    if (found !== undefined) return found;
    if (!context.maySend) throw new StaleError('The prompt was not sent');
  }
  let failure: unknown;
  try {
    return await context.service.call(post);
  } catch (error) {
    context.signal.throwIfAborted();
    if (!isAmbiguous(error)) throw error;
    failure = error;
  }
  const arrived = await lookAgain(context, laterLooksMs, find);
  if (arrived !== undefined) return arrived;
  if (!mayAskAgain(context.service)) throw failure;
  if (context.isStopped()) throw new StoppedError('Stopped before it was sent');
  try {
    return await context.service.call(post);
  } catch (error) {
    context.signal.throwIfAborted();
    const late = isAmbiguous(error) ? await lookAgain(context, laterLooksMs, find) : undefined;
    if (late === undefined) throw error;
    return late;
  }
}

/** Whether what was looked for in vain may be asked for once more without a person. */
export function mayAskAgain(service: Pick<Service, 'opened'>): boolean {
  return service.opened()?.capabilities.canFindAgain !== false;
}

/** Looks, and again a little later, because what was sent may still be on its way. */
export async function lookAgain<T>(
  context: Pick<DeliveryContext, 'clock' | 'signal'>,
  pausesMs: readonly number[],
  find: () => Promise<T | undefined>,
): Promise<T | undefined> {
  let found = await lookPatiently(context, find);
  for (const pauseMs of pausesMs) {
    if (found !== undefined) break;
    await context.clock.delay(pauseMs, context.signal);
    found = await lookPatiently(context, find);
  }
  return found;
}

/** Reads with some retries; rejects with {@link UncertainError} if the service cannot be read. */
export async function lookPatiently<T>(
  { clock, signal }: Pick<DeliveryContext, 'clock' | 'signal'>,
  find: () => Promise<T>,
): Promise<T> {
  for (const waitMs of readRetriesMs) {
    try {
      return await find();
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof UncertainError) throw error;
      if (isAgentError(error) && !isAmbiguous(error) && error.kind !== 'network') throw error;
    }
    await clock.delay(waitMs, signal);
  }
  try {
    return await find();
  } catch (error) {
    signal.throwIfAborted();
    throw new UncertainError('It could not be found out whether the request arrived', { cause: error });
  }
}

async function search<T>(
  read: (cursor: string | undefined) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
  matches: (item: T) => boolean,
): Promise<T | undefined> {
  let cursor: string | undefined;
  for (let page = 0; page < pagesToSearch; page++) {
    const { items, next } = await read(cursor);
    const found = items.find(matches);
    if (found !== undefined || next === undefined) return found;
    cursor = next;
  }
  return undefined;
}
