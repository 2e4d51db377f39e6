import { optional } from '../model/parse.ts';
import { titleFrom } from '../model/prompt.ts';
import type { Thread } from '../model/thread.ts';
import { type DeliveryContext, StaleError, deliverMessage, deliverThread } from './delivery.ts';
import { changeMessage, readKnownRunIds, removeMessage } from './rerunPreparation.ts';
import { type RunDeliveryOptions, createRunDelivery } from './runDelivery.ts';
import { type Rerun, isPosted } from './submissionEntry.ts';
import type { Delivery, Task } from './submissionTask.ts';
import type { Time } from './time.ts';

/** A prompt that a crash left behind is sent by itself only while its author may still be waiting for it. */
const sendUnaskedMs = 2 * 60_000;
const longestTitle = 80;

export interface SubmissionDeliveryOptions extends RunDeliveryOptions {
  readonly time: Time;
  readonly signal: AbortSignal;
  /** The conversation's thread, as soon as there is one. */
  readonly threadId: () => string | undefined;
  /** The thread is there. */
  readonly onThread: (thread: Thread) => void;
}

/**
 * Brings one task as far as it comes, from where it certainly stands. Rejects with what stood in the way.
 *
 * @param attempting told what is tried next, as a clause: `send the message`
 */
export type SubmissionDelivery = (task: Task, attempting: (what: string) => void) => Promise<Delivery>;

export function createSubmissionDelivery(options: SubmissionDeliveryOptions): SubmissionDelivery {
  const { service, runs, time, signal, keeper, wait } = options;
  const deliverRun = createRunDelivery(options);

  async function deliver(task: Task, attempting: (what: string) => void): Promise<Delivery> {
    const isRecent = time.epochNow() - Date.parse(task.entry.createdAt) < sendUnaskedMs;
    const context = (): DeliveryContext => ({
      service,
      clock: time.clock,
      signal,
      maySend: isRecent || !task.mustLook,
      mustLook: task.mustLook,
      isStopped: () => keeper.isHolding(),
    });
    if (task.entry.threadId === undefined) {
      attempting('create the thread');
      await deliverItsThread(task, context());
    }
    const threadId = task.entry.threadId ?? '';
    if (keeper.isHolding()) return 'interrupted';
    if (!isPosted(task.entry)) {
      const isReady = task.entry.rerun
        ? await prepare(task, threadId, task.entry.rerun, context(), attempting)
        : await deliverItsMessage(task, threadId, context, attempting);
      if (!isReady) return 'interrupted';
    }
    attempting(isPosted(task.entry) ? 'start the run' : 'send the message');
    return deliverRun(task, threadId, context());
  }

  async function deliverItsThread(task: Task, context: DeliveryContext): Promise<void> {
    // Another prompt of the conversation may have made it meanwhile.
    const known = options.threadId();
    if (known !== undefined) return keeper.save(task, { threadId: known, step: 'thread-created' });
    const { titleMaxLength } = (await service.open()).capabilities;
    const { question, attachments, threadNonce: nonce } = task.entry;
    const words = question.trim() || attachments[0]?.path || '';
    // The thread is told which agent it is for, also where nobody chose one: it cannot be told later.
    const agentId = task.entry.agentId ?? (await options.chooseAgent());
    const title = titleFrom(words, Math.min(longestTitle, titleMaxLength ?? longestTitle)) || undefined;
    const thread = await deliverThread({ nonce, ...optional({ title, agentId }) }, context);
    task.mustLook = false;
    await keeper.save(task, { threadId: thread.id, step: 'thread-created' });
    options.onThread(thread);
  }

  async function deliverItsMessage(
    task: Task,
    threadId: string,
    context: () => DeliveryContext,
    attempting: (what: string) => void,
  ): Promise<boolean> {
    // Where a message comes with a run, it is the run that is asked for.
    if (!(await service.open()).createMessage) return true;
    const attempted = 'send the message';
    attempting(attempted);
    const { nonce, text, question, attachments, items, createdAt } = task.entry;
    const outgoing = { role: 'user', nonce, text, question, attachments, items, createdAt };
    const message = await wait.untilFree(threadId, attempted, () => deliverMessage(outgoing, threadId, context()));
    if (!message) return false;
    task.mustLook = false;
    const stored = optional({ messageCreatedAt: message.createdAt });
    await keeper.save(task, { step: 'message-posted', messageId: message.id, items: [], ...stored });
    options.messages(threadId).add({ ...message, nonce });
    return true;
  }

  /**
   * Does what a run without a new message asks for first; all of it may be done again after a crash. Resolves with
   * false if Stop was pressed.
   */
  async function prepare(
    task: Task,
    threadId: string,
    { change, ...unchanged }: Rerun,
    context: DeliveryContext,
    attempting: (what: string) => void,
  ): Promise<boolean> {
    if (!context.maySend) throw new StaleError('The run was not started');
    const list = options.messages(threadId);
    if (change) {
      attempting('change the message');
      list.replace(await changeMessage(service, threadId, task.entry.messageId ?? '', change, signal));
      await keeper.save(task, { rerun: unchanged });
    }
    task.waiter?.resolve();
    const attempted = 'delete a later message';
    attempting(attempted);
    // The newest first: whatever happens, what is left is a thread without a gap.
    for (const messageId of unchanged.removeIds.toReversed()) {
      const isRemoved = await wait.untilFree(threadId, attempted, async () => {
        await removeMessage(service, runs, threadId, messageId, signal);
        return true;
      });
      if (isRemoved) list.remove(messageId);
      if (!isRemoved || keeper.isHolding()) return false;
    }
    attempting('start the run');
    const knownRunIds = await readKnownRunIds(threadId, context);
    await keeper.save(task, { step: 'message-posted', rerun: { ...unchanged, knownRunIds } });
    return true;
  }

  return deliver;
}
