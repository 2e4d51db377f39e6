import { AgentError } from '../model/errors.ts';
import type { Message } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import type { Thread } from '../model/thread.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import { type DeliveryContext, deliverMessage, deliverThread } from './delivery.ts';
import { changeOf } from './editedPrompt.ts';
import type { OwnedMessageList } from './messageList.ts';
import { byTime } from './messageOrder.ts';
import { changeMessage, removeMessage } from './rerunPreparation.ts';
import type { Service } from './service.ts';
import { callOffered } from './serviceQueries.ts';
import type { SubmissionWorker } from './submissionWorker.ts';
import { type Time, isoNow } from './time.ts';

/** Pages that are read at most on the way back to a message. */
const pagesBack = 200;

export interface MessageChangesOptions {
  readonly service: Service;
  readonly runs: ConversationRuns;
  readonly worker: SubmissionWorker;
  readonly time: Time;
  readonly signal: AbortSignal;
  readonly createId: () => string;
  readonly threadId: () => string | undefined;
  readonly messages: () => OwnedMessageList | undefined;
  /** For a thread that has to be made first. */
  readonly threadNonce: string;
  readonly agentId: () => string | undefined;
  readonly onThread: (thread: Thread) => void;
}

/** What a person does by hand to the stored messages of a conversation. Everything rejects with an `AgentError`. */
export interface MessageChanges {
  add(role: string, text: string): Promise<void>;
  edit(messageId: string, text: string): Promise<void>;
  remove(messageId: string): Promise<void>;
  /** What came after a message, oldest first, with what only this machine has of it. */
  after(messageId: string): Promise<readonly Message[]>;
  /** A stored message, from the list or else from the service. */
  find(messageId: string): Promise<Message>;
  expand(messageId: string): Promise<void>;
  raw(messageId: string): Promise<unknown>;
  /** The thread's id. Rejects with kind `not-found` before there is one. */
  threadId(): string;
  /** Throws with kind `busy` while something is sent or a run goes on. */
  refuseWhileBusy(): void;
  /** Resolves when nothing is being changed. */
  settled(): Promise<void>;
}

/** Nothing is changed yet. */
export function createMessageChanges(options: MessageChangesOptions): MessageChanges {
  const { service, runs, worker, time, signal } = options;
  let queue: Promise<unknown> = Promise.resolve();

  /** One after the other, and none while a prompt is on its way. */
  async function change(action: () => Promise<void>): Promise<void> {
    refuseWhileBusy();
    const result = queue.then(action);
    queue = result.catch(() => undefined);
    return result;
  }

  function refuseWhileBusy(): void {
    const isRunning = runs.isActive && runs.last?.state.status !== 'ended';
    if (!isRunning && !worker.isSending) return;
    throw new AgentError('busy', 'A run of this thread goes on', { mayHaveArrived: false });
  }

  function threadId(): string {
    const id = options.threadId();
    if (id !== undefined) return id;
    throw new AgentError('not-found', 'The thread does not exist yet', { mayHaveArrived: false });
  }

  async function add(role: string, text: string): Promise<void> {
    const { messageRoles = ['user'] } = (await service.open()).capabilities;
    if (!messageRoles.includes(role)) {
      const known = messageRoles.join(', ');
      throw new AgentError('unsupported', `Messages can be added as ${known}`, { mayHaveArrived: false });
    }
    const context: DeliveryContext = {
      service,
      clock: time.clock,
      signal,
      maySend: true,
      mustLook: false,
      isStopped: () => false,
    };
    if (options.threadId() === undefined) {
      const nonce = options.threadNonce;
      options.onThread(await deliverThread({ nonce, ...optional({ agentId: options.agentId() }) }, context));
    }
    const nonce = options.createId();
    const outgoing = { role, text, nonce, question: text, attachments: [], createdAt: isoNow(time) };
    const message = await deliverMessage(outgoing, threadId(), context);
    options.messages()?.add({ ...message, nonce });
  }

  async function edit(messageId: string, text: string): Promise<void> {
    const changed = await changeMessage(service, threadId(), messageId, changeOf(await find(messageId), text), signal);
    options.messages()?.replace(changed);
  }

  async function remove(messageId: string): Promise<void> {
    await removeMessage(service, runs, threadId(), messageId, signal);
    await worker.supersede((entry) => entry.messageId === messageId);
    options.messages()?.remove(messageId);
  }

  async function find(messageId: string): Promise<Message> {
    const listed = options
      .messages()
      ?.state()
      .items.find((message) => message.id === messageId);
    const [found] = listed ? [listed] : await readFrom(messageId);
    return found;
  }

  /** The message and all that came after it, oldest first. */
  async function readFrom(messageId: string): Promise<readonly [Message, ...(readonly Message[])]> {
    const id = threadId();
    const found = new Map<string, Message>();
    let cursor: string | undefined;
    for (let count = 0; count < pagesBack; count++) {
      const page = await service.call((backend) => backend.listMessages(id, optional({ cursor }), signal));
      for (const message of page.items) {
        found.set(message.id, message);
      }
      const wanted = found.get(messageId);
      if (wanted) {
        // Whatever the order of the pages: what is older by its date did not come after it.
        const all = byTime([...found.values()].toReversed());
        return [wanted, ...all.slice(all.indexOf(wanted) + 1)];
      }
      cursor = page.next;
      if (cursor === undefined) break;
    }
    throw new AgentError('not-found', 'The message is not in this thread', { mayHaveArrived: false });
  }

  return {
    add: (role, text) => change(() => add(role, text)),
    edit: (messageId, text) => change(() => edit(messageId, text)),
    remove: (messageId) => change(() => remove(messageId)),
    async after(messageId) {
      const end = runs.withUnsaved(await readFrom(messageId));
      return end.slice(end.findIndex((message) => message.id === messageId) + 1);
    },
    find,
    async expand(messageId) {
      const id = threadId();
      const message = await callOffered(service, 'hand out large values', (backend) =>
        backend.getMessage?.(id, messageId, { isExpanded: true }, signal),
      );
      options.messages()?.expand(message);
    },
    raw(messageId) {
      const id = threadId();
      return callOffered(service, 'show a message as it is', (backend) =>
        backend.getRawMessage?.(id, messageId, signal),
      );
    },
    threadId,
    refuseWhileBusy,
    async settled() {
      let awaited: unknown;
      do {
        awaited = queue;
        await awaited;
      } while (awaited !== queue);
    },
  };
}
