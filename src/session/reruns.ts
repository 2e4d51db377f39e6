import { AgentError } from '../model/errors.ts';
import type { InputAnswer } from '../model/inputRequest.ts';
import { type Message, summaryOf } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { RunSettings } from '../model/runSettings.ts';
import { changeOf } from './editedPrompt.ts';
import type { MessageChanges } from './messageChanges.ts';
import type { Outbox } from './outbox.ts';
import type { Service } from './service.ts';
import { unsupported } from './serviceQueries.ts';
import { type Rerun, type SubmissionEntry, canBeOvertaken } from './submissionEntry.ts';
import type { SubmissionWorker } from './submissionWorker.ts';
import { type Time, isoNow } from './time.ts';

export interface RerunsOptions {
  readonly service: Service;
  readonly outbox: Outbox;
  readonly worker: SubmissionWorker;
  readonly changes: MessageChanges;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly createId: () => string;
  readonly threadNonce: string;
  /** What a person chose; anything else is found out when the run is asked for. */
  readonly agentId: () => string | undefined;
  readonly settings: () => RunSettings | undefined;
  /** Whether the thread is known to have stopped before its end. */
  readonly isUnfinished: () => boolean;
}

/** Runs on what is stored already. See the methods of the same names of a conversation. */
export interface Reruns {
  messagesAfter(messageId: string): Promise<readonly Message[]>;
  runFrom(messageId: string, text?: string): Promise<void>;
  rerun(): Promise<void>;
  rerunFrom(checkpointId: string): Promise<void>;
  answer(answers: readonly InputAnswer[]): Promise<void>;
}

/** Nothing was listed or asked for yet. */
export function createReruns(options: RerunsOptions): Reruns {
  const { service, outbox, worker, changes } = options;
  /** What a person was shown before being asked whether it may go: the ids, by the message it comes after. */
  const listed = new Map<string, readonly string[]>();
  let isAsking = false;

  async function messagesAfter(messageId: string): Promise<readonly Message[]> {
    const later = await changes.after(messageId);
    listed.set(
      messageId,
      later.map((message) => message.id),
    );
    return later;
  }

  /** One at a time: whoever asks twice at once gets one run. */
  async function asking(action: () => Promise<void>): Promise<void> {
    changes.refuseWhileBusy();
    if (isAsking) throw new AgentError('busy', 'A run is being asked for', { mayHaveArrived: false });
    isAsking = true;
    try {
      await action();
    } finally {
      isAsking = false;
    }
  }

  async function newestMessage(): Promise<Message | undefined> {
    const threadId = changes.threadId();
    const page = await service.call((backend) => backend.listMessages(threadId, {}, options.signal));
    return page.items[0];
  }

  /** @param message the last one before the run, where there is one and it is known */
  async function submit(message: Message | undefined, rerun: Rerun): Promise<void> {
    // Reading took a while.
    changes.refuseWhileBusy();
    const entry: SubmissionEntry = {
      nonce: options.createId(),
      connectionId: service.connectionId,
      threadNonce: options.threadNonce,
      threadId: changes.threadId(),
      question: message ? summaryOf(message) : '',
      text: '',
      attachments: [],
      items: [],
      rerun,
      createdAt: isoNow(options.time),
      step: 'thread-created',
      isHeld: false,
      ...optional({ messageId: message?.id, agentId: options.agentId(), settings: options.settings() }),
    };
    await outbox.create(entry);
    if (rerun.change) await worker.addChange(entry);
    else worker.add(entry, true);
    // Runs that were asked for before and wait for a person would come on top of this one.
    const gone = new Set([message?.id, ...rerun.removeIds]);
    const isPointless = (each: SubmissionEntry): boolean =>
      canBeOvertaken(each) ||
      (each.messageId !== undefined && gone.has(each.messageId)) ||
      (rerun.answers !== undefined && each.rerun?.answers !== undefined);
    await worker.supersede((each) => each.nonce !== entry.nonce && isPointless(each));
  }

  return {
    messagesAfter,
    runFrom: (messageId, text) =>
      asking(async () => {
        const backend = await service.open();
        const removeIds = listed.get(messageId) ?? (await changes.after(messageId)).map((message) => message.id);
        if (removeIds.length > 0 && !backend.deleteMessage) throw unsupported(service, 'delete messages');
        if (text !== undefined && !backend.updateMessage) throw unsupported(service, 'change messages');
        const message = await changes.find(messageId);
        const change = text === undefined ? undefined : changeOf(message, text);
        await submit(message, { removeIds, ...optional({ change }) });
        listed.delete(messageId);
      }),
    rerun: () =>
      asking(async () => {
        const newest = await newestMessage();
        if (!newest) throw new AgentError('invalid', 'The thread has no message', { mayHaveArrived: false });
        const backend = await service.open();
        // Where messages come with a run, a run without one goes on where the thread stopped, or not at all.
        if (!backend.createMessage && !options.isUnfinished()) throw nothingLeft(service.connection().name);
        await submit(newest, { removeIds: [] });
      }),
    rerunFrom: (checkpointId) =>
      asking(async () => {
        const { capabilities } = await service.open();
        if (!capabilities.canRunFromCheckpoint) throw unsupported(service, 'run again from a checkpoint');
        await submit(undefined, { removeIds: [], checkpointId });
      }),
    answer: (answers) =>
      asking(async () => {
        if (!(await service.open()).resumeRun) throw unsupported(service, 'take an answer');
        await submit(await newestMessage(), { removeIds: [], answers });
      }),
  };
}

function nothingLeft(connectionName: string): AgentError {
  return new AgentError('invalid', `${connectionName} has nothing left to do in this thread`, {
    mayHaveArrived: false,
    nextStep: 'Send a message, or run again from a checkpoint of its history.',
  });
}
