import type { NewMessage, WorkspaceScope } from '../backends/backend.ts';
import { isLocal } from '../model/connection.ts';
import { isAgentError, isAmbiguous } from '../model/errors.ts';
import { type Message, textOf } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import { type RunSettings, isEmpty, onlySettings } from '../model/runSettings.ts';
import type { ConversationRuns } from './conversationRuns.ts';
import {
  type DeliveryContext,
  NotKeptError,
  StaleError,
  cluesOf,
  findMessage,
  lookAgain,
  lookForRun,
  mayAskAgain,
} from './delivery.ts';
import type { OwnedMessageList } from './messageList.ts';
import { newestRunIds } from './rerunPreparation.ts';
import type { RunBeginning, RunResult } from './runSession.ts';
import type { Service } from './service.ts';
import { type SubmissionEntry, isPosted } from './submissionEntry.ts';
import type { Delivery, Task, TaskKeeper } from './submissionTask.ts';
import { type ThreadWait, isBusy } from './threadWait.ts';

/** A run costs money, and its record may come late: so long it is looked for before anything else is done. */
const runLooksMs: readonly number[] = [1000, 3000, 6000];

/** Roles of messages that are no answer, whoever added them. */
const askingRoles: ReadonlySet<string> = new Set(['user', 'system', 'developer']);

export interface RunDeliveryOptions {
  readonly service: Service;
  readonly runs: ConversationRuns;
  readonly keeper: TaskKeeper;
  readonly wait: ThreadWait;
  readonly log: (line: string) => void;
  readonly workspace: () => WorkspaceScope;
  /** The agent for a submission that names none. Rejects if there is none at all. */
  readonly chooseAgent: () => Promise<string>;
  readonly messages: (threadId: string) => OwnedMessageList;
}

/** Brings a task whose message is stored to its run and follows that to its end. At most one run comes of it. */
export type RunDelivery = (task: Task, threadId: string, context: DeliveryContext) => Promise<Delivery>;

export function createRunDelivery(options: RunDeliveryOptions): RunDelivery {
  const { service, runs, keeper, wait, log } = options;

  async function deliverRun(task: Task, threadId: string, context: DeliveryContext): Promise<Delivery> {
    if (task.entry.step === 'run-started') return follow(task, threadId);
    if (task.entry.step === 'run-requested') {
      const reading = await lookForRun(task.entry, threadId, context);
      if (reading.kind !== 'absent') return follow(task, threadId, reading.runId);
      if (await hasAnswer(task.entry, threadId)) return 'done';
      if (await hasArrived(task.entry, threadId, context)) return follow(task, threadId);
    }
    if (task.mustLook && !context.maySend) throw new StaleError('The run was not started');
    const agentId = task.entry.agentId ?? (await options.chooseAgent());
    for (let isLast = false; ; isLast = true) {
      if (keeper.isHolding()) return isCarried(task.entry) ? 'interrupted' : 'stopped';
      const carried = optional({ isCarried: (await carriesMessage(task.entry)) || undefined });
      const known = optional({ knownRunIds: await runsBefore(task.entry, threadId, context) });
      await keeper.save(task, { step: 'run-requested', agentId, ...carried, ...known });
      const result = await wait.untilFree(threadId, 'start the run', () => start(task, threadId, agentId));
      if (!result) return 'interrupted';
      if (result.kind === 'abandoned') return 'left';
      if (result.kind === 'ended') return conclude(task, threadId, result.isCertain);
      if (!isAmbiguous(result.error)) {
        await keeper.save(task, { step: isCarried(task.entry) ? 'thread-created' : 'message-posted' });
        throw result.error;
      }
      // The request may have been acted on although nothing came back.
      keeper.setSending(true);
      const found = await lookAgain(context, runLooksMs, async (): Promise<{ readonly runId?: string } | undefined> => {
        const reading = await lookForRun(task.entry, threadId, context);
        if (reading.kind !== 'absent') return reading;
        return (await hasArrived(task.entry, threadId, context)) ? {} : undefined;
      });
      if (found) return follow(task, threadId, found.runId, result.error);
      if (isLast || !isLostOnTheWay(result.error) || !mayAskAgain(service)) throw result.error;
    }
  }

  /** By these a run is told from earlier ones where neither its nonce nor a date does that. */
  async function runsBefore(
    { rerun, messageCreatedAt, knownRunIds }: SubmissionEntry,
    threadId: string,
    { signal }: Pick<DeliveryContext, 'signal'>,
  ): Promise<readonly string[] | undefined> {
    const isDated = rerun !== undefined || messageCreatedAt !== undefined;
    if (isDated || knownRunIds || !(await service.open()).listRuns) return knownRunIds;
    return newestRunIds(service, threadId, signal);
  }

  /** A service that keeps no list of runs shows by the answer that there was one. */
  async function hasAnswer(entry: SubmissionEntry, threadId: string): Promise<boolean> {
    if (service.opened()?.listRuns) return false;
    const list = options.messages(threadId);
    await list.refresh();
    const { items } = list.state();
    const prompt = items.findIndex((message) => message.id === entry.messageId || message.nonce === entry.nonce);
    return prompt >= 0 && items.slice(prompt + 1).some((message) => !askingRoles.has(message.role));
  }

  /** Whether the prompt's message comes with the run, or not at all. */
  async function carriesMessage(entry: SubmissionEntry): Promise<boolean> {
    return entry.rerun === undefined && !isPosted(entry) && (await service.open()).createMessage === undefined;
  }

  /** A service whose messages come with a run shows by the message that it took the run, even if it lists none. */
  async function hasArrived(
    entry: SubmissionEntry,
    threadId: string,
    context: Pick<DeliveryContext, 'service' | 'signal'>,
  ): Promise<boolean> {
    return isCarried(entry) && (await findMessage({ ...entry, role: 'user' }, threadId, context)) !== undefined;
  }

  async function start(task: Task, threadId: string, agentId: string): Promise<RunResult> {
    const { nonce, rerun, whenBusy } = task.entry;
    const workspace = isLocal(service.connection()) ? options.workspace() : undefined;
    const settings = await acceptedSettings(task.entry.settings);
    const message = isCarried(task.entry) ? newMessageOf(task.entry) : undefined;
    const { checkpointId, answers } = rerun ?? {};
    const request = { agentId, nonce, ...optional({ settings, workspace, message, whenBusy, checkpointId }) };
    const result = await runOnce(task, threadId, { kind: 'start', request, ...optional({ answers }) });
    if (result.kind === 'not-started' && isBusy(result.error)) throw result.error;
    return result;
  }

  /** What this service takes of what the person changed. */
  async function acceptedSettings(settings: RunSettings | undefined): Promise<RunSettings | undefined> {
    if (!settings) return undefined;
    const accepted = onlySettings(settings, (await service.open()).capabilities.runSettings ?? []);
    return isEmpty(accepted) ? undefined : accepted;
  }

  /** @param failure what came instead of the run's stream */
  async function follow(task: Task, threadId: string, runId?: string, failure?: unknown): Promise<Delivery> {
    if (runId !== undefined && task.entry.runId !== runId) await keeper.save(task, { step: 'run-started', runId });
    const result = await runOnce(task, threadId, { kind: 'follow', ...optional({ failure }) });
    if (result.kind === 'not-started') throw result.error;
    if (result.kind === 'abandoned') return 'left';
    return conclude(task, threadId, result.isCertain);
  }

  /** A prompt that came with its run may have been lost with it: then it is not sent. */
  async function conclude(task: Task, threadId: string, isCertain: boolean): Promise<Delivery> {
    if (!isCertain) return 'parked';
    if (await isKept(task.entry, threadId)) return 'done';
    const { messageId: _, runId: __, ...unsent } = task.entry;
    task.entry = unsent;
    await keeper.save(task, { step: 'thread-created', isCarried: false });
    if (keeper.isHolding()) return 'interrupted';
    throw new NotKeptError('The message was not kept');
  }

  async function isKept(entry: SubmissionEntry, threadId: string): Promise<boolean> {
    if (entry.rerun || (await service.open()).createMessage) return true;
    const list = options.messages(threadId);
    // Some services give messages ids of their own; the same words are the message then.
    const isPrompt = (message: Message): boolean =>
      message.role === 'user' && (message.nonce === entry.nonce || textOf(message) === entry.text);
    // They were read when the run had ended.
    if (list.state().items.some(isPrompt)) return true;
    await list.refresh();
    const { items, problem } = list.state();
    return problem !== undefined || items.some(isPrompt);
  }

  function runOnce(task: Task, threadId: string, beginning: RunBeginning): Promise<RunResult> {
    const agentId = beginning.kind === 'start' ? beginning.request.agentId : task.entry.agentId;
    const onRunId = (runId: string): void => {
      keeper.save(task, { step: 'run-started', runId }).catch((error: unknown) => {
        // Found again by the nonce, should it be needed.
        log(`the id of a run was not kept: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    const onAccepted = (): void => {
      if (!isCarried(task.entry)) return;
      // Images and files stay: nobody knows yet whether the message is kept.
      keeper.save(task, { isCarried: false, messageId: task.entry.nonce }).catch((error: unknown) => {
        log(`that a message arrived was not kept: ${error instanceof Error ? error.message : String(error)}`);
      });
    };
    const clues = { ...cluesOf(task.entry, threadId), ...optional({ agentId }) };
    return runs.run(clues, beginning, { onBegin: () => keeper.setSending(false), onRunId, onAccepted });
  }

  return deliverRun;
}

/** Whether nobody answered: a request that a service failed at may have been acted on, for all that it says. */
function isLostOnTheWay(error: unknown): boolean {
  return isAgentError(error) && (error.kind === 'network' || error.kind === 'local-host');
}

function isCarried(entry: SubmissionEntry): boolean {
  return entry.isCarried === true;
}

function newMessageOf({ text, nonce, question, attachments, items }: SubmissionEntry): NewMessage {
  return { role: 'user', text, nonce, question, attachments, items };
}
