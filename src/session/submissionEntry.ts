import { type BusyChoice, type MessageChange, type MessageItem, busyChoices } from '../backends/backend.ts';
import { type CodeReference, readCodeReference } from '../model/codeReference.ts';
import type { Problem, ProblemAction } from '../model/explain.ts';
import type { InputAnswer } from '../model/inputRequest.ts';
import type { FilePart, Message, MessageState } from '../model/message.ts';
import { actionLabels } from '../model/explain.ts';
import {
  arrayOf,
  booleanOf,
  isObject,
  numberOf,
  objectOf,
  oneOf,
  optional,
  parseJson,
  property,
  stringOf,
} from '../model/parse.ts';
import { type RunSettings, isEmpty, readRunSettings } from '../model/runSettings.ts';

/**
 * How far a submission has come, as far as it is certain. What follows a step may have been tried without an answer:
 * whoever finds an entry on disk looks at the service before doing it.
 *
 * - `created`         on this disk only
 * - `thread-created`  the thread is there
 * - `message-posted`  the message is in the thread; for a run without a new message: all that it asked for first is done
 * - `run-requested`   the run was asked for
 * - `run-started`     the run's id is known
 */
export const submissionSteps = ['created', 'thread-created', 'message-posted', 'run-requested', 'run-started'] as const;

export type SubmissionStep = (typeof submissionSteps)[number];

/**
 * What a submission without a new message asks for: a run on what is stored. Everything that comes before the run may
 * be done twice without harm.
 */
export interface Rerun {
  /** What is to change in the message `messageId` first; absent once it is changed. */
  readonly change?: MessageChange;
  /** Ids of what is to go, oldest first: what the person was shown, and nothing that came later. */
  readonly removeIds: readonly string[];
  /** Runs that the thread had before, for services that keep no nonces; absent until they were read. */
  readonly knownRunIds?: readonly string[];
  /** What the person said to an agent that waits. */
  readonly answers?: readonly InputAnswer[];
  /** Where the run begins instead of at the thread's end. */
  readonly checkpointId?: string;
}

/** One submitted prompt as it is kept on disk until its run has ended. */
export interface SubmissionEntry {
  readonly nonce: string;
  readonly connectionId: string;
  /** The nonce of the conversation, and of the thread that is made for it. */
  readonly threadNonce: string;
  readonly threadId?: string;
  readonly agentId?: string;
  readonly question: string;
  /** Exactly what is sent. */
  readonly text: string;
  readonly attachments: readonly CodeReference[];
  /** Images and files that go with the text; empty once the message is stored. */
  readonly items: readonly MessageItem[];
  /** For the run; absent: nothing was changed. */
  readonly settings?: RunSettings;
  /** Present: no message is sent; `messageId` is the last one that the run answers. */
  readonly rerun?: Rerun;
  /** Set while the message goes with its run and the service is not known to have taken that. */
  readonly isCarried?: boolean;
  /** What the person chose when another run held the thread. */
  readonly whenBusy?: BusyChoice;
  /** ISO 8601, by this machine's clock. */
  readonly createdAt: string;
  readonly step: SubmissionStep;
  readonly messageId?: string;
  /** ISO 8601, by the service's clock. */
  readonly messageCreatedAt?: string;
  /** Runs that the thread had before, where the service does not say when it stored the message. */
  readonly knownRunIds?: readonly string[];
  readonly runId?: string;
  /** True while it waits for a person. */
  readonly isHeld: boolean;
  /** True while it waits for the run before it. Its place among others is `createdAt`. */
  readonly isQueued?: boolean;
  readonly problem?: Problem;
}

const formatVersion = 1;
/** Of entries without a message: a version that does not know them would send an empty one. */
const rerunFormatVersion = 2;

/** The text of an entry's file. */
export function printEntry(entry: SubmissionEntry): string {
  return JSON.stringify({ version: entry.rerun ? rerunFormatVersion : formatVersion, ...entry });
}

/** Reads {@link printEntry} back; undefined if it is not whole or was written by a newer version. */
export function parseEntry(text: string): SubmissionEntry | undefined {
  const value = parseJson(text);
  const nonce = stringOf(value, 'nonce');
  const connectionId = stringOf(value, 'connectionId');
  const body = stringOf(value, 'text');
  const createdAt = stringOf(value, 'createdAt');
  const step = oneOf(submissionSteps, value, 'step');
  const rerun = readRerun(objectOf(value, 'rerun'));
  const version = rerun ? rerunFormatVersion : formatVersion;
  if (numberOf(value, 'version') !== version || !nonce || !connectionId || body === undefined) return undefined;
  if (!createdAt || !step) return undefined;
  return {
    nonce,
    connectionId,
    threadNonce: stringOf(value, 'threadNonce') ?? nonce,
    question: stringOf(value, 'question') ?? body,
    text: body,
    attachments: arrayOf(value, 'attachments')
      .map(readCodeReference)
      .filter((reference) => reference !== undefined),
    items: arrayOf(value, 'items')
      .map(readItem)
      .filter((item) => item !== undefined),
    createdAt,
    step,
    isHeld: booleanOf(value, 'isHeld') ?? false,
    ...optional({
      threadId: stringOf(value, 'threadId'),
      agentId: stringOf(value, 'agentId'),
      messageId: stringOf(value, 'messageId'),
      messageCreatedAt: stringOf(value, 'messageCreatedAt'),
      knownRunIds: readIds(value, 'knownRunIds'),
      runId: stringOf(value, 'runId'),
      settings: readSettings(objectOf(value, 'settings')),
      rerun,
      isCarried: booleanOf(value, 'isCarried') || undefined,
      isQueued: booleanOf(value, 'isQueued') || undefined,
      whenBusy: oneOf(busyChoices, value, 'whenBusy'),
      problem: readProblem(objectOf(value, 'problem')),
    }),
  };
}

/** Undefined if it is neither an image nor a file. */
export function readItem(value: unknown): MessageItem | undefined {
  const name = stringOf(value, 'name') ?? '';
  const dataUrl = stringOf(value, 'dataUrl');
  const fileId = stringOf(value, 'fileId');
  if (stringOf(value, 'type') === 'image') return dataUrl === undefined ? undefined : { type: 'image', dataUrl, name };
  return fileId === undefined ? undefined : { type: 'file', fileId, name };
}

function readSettings(value: unknown): RunSettings | undefined {
  const settings = readRunSettings(value);
  return isEmpty(settings) ? undefined : settings;
}

function readRerun(value: unknown): Rerun | undefined {
  if (!isObject(value)) return undefined;
  const change = objectOf(value, 'change');
  return {
    removeIds: idsIn(arrayOf(value, 'removeIds')),
    ...optional({
      change: change && optional({ text: stringOf(change, 'text'), question: stringOf(change, 'question') }),
      knownRunIds: readIds(value, 'knownRunIds'),
      answers: 'answers' in value ? arrayOf(value, 'answers').map(readAnswer) : undefined,
      checkpointId: stringOf(value, 'checkpointId'),
    }),
  };
}

function readAnswer(value: unknown): InputAnswer {
  return { value: property(value, 'value'), ...optional({ requestId: stringOf(value, 'requestId') }) };
}

function readIds(value: unknown, key: string): readonly string[] | undefined {
  return isObject(value) && key in value ? idsIn(arrayOf(value, key)) : undefined;
}

function idsIn(values: readonly unknown[]): readonly string[] {
  return values.filter((id) => typeof id === 'string');
}

function readProblem(value: unknown): Problem | undefined {
  const title = stringOf(value, 'title');
  const detail = stringOf(value, 'detail');
  if (!isObject(value) || title === undefined || detail === undefined) return undefined;
  const actions = arrayOf(value, 'actions').filter(
    (action): action is ProblemAction => typeof action === 'string' && Object.hasOwn(actionLabels, action),
  );
  return { title, detail, actions, ...optional({ requestId: stringOf(value, 'requestId') }) };
}

/**
 * Whether something newer makes it pointless: a run on what was stored, once another message or run follows. One that
 * holds a text which is nowhere else is never that.
 */
export function canBeOvertaken(entry: SubmissionEntry): boolean {
  return entry.rerun !== undefined && entry.rerun.change === undefined && entry.rerun.answers === undefined;
}

/** Queued prompts in the order in which they are sent; windows agree on it. */
export function queuedOf(entries: readonly SubmissionEntry[]): readonly SubmissionEntry[] {
  return entries.filter((entry) => entry.isQueued).toSorted(byPlace);
}

export function byPlace(a: SubmissionEntry, b: SubmissionEntry): number {
  return a.createdAt.localeCompare(b.createdAt) || a.nonce.localeCompare(b.nonce);
}

/** Whether the service is known to have the prompt's message. */
export function isPosted(entry: SubmissionEntry): boolean {
  return !entry.isCarried && submissionSteps.indexOf(entry.step) >= submissionSteps.indexOf('message-posted');
}

/** The prompt as a message of its thread, for as long as the stored one is not there. */
export function messageOf(entry: SubmissionEntry): Message {
  return {
    id: `outbox:${entry.nonce}`,
    threadId: entry.threadId ?? '',
    role: 'user',
    parts: [{ type: 'text', text: entry.text }, ...entry.items.map(filePart)],
    state: stateOf(entry),
    createdAt: entry.createdAt,
    nonce: entry.nonce,
    question: entry.question,
    attachments: entry.attachments,
  };
}

function filePart(item: MessageItem): FilePart {
  const { type, name } = item;
  if (type === 'file') return { type: 'file', fileId: item.fileId, name };
  const mediaType = /^data:([^;,]+)/.exec(item.dataUrl)?.[1];
  return { type: 'file', url: item.dataUrl, name, ...optional({ mediaType }) };
}

function stateOf(entry: SubmissionEntry): MessageState {
  if (isPosted(entry)) return 'stored';
  return entry.isHeld ? 'unsent' : 'sending';
}
