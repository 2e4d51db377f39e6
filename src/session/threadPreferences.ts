import type { Message } from '../model/message.ts';
import { optional } from '../model/parse.ts';
import { type RunSettings, isEmpty, readRunSettings } from '../model/runSettings.ts';
import type { Choices } from './choices.ts';
import { preferredAgent } from './conversationView.ts';
import type { Service } from './service.ts';
import { noAgentError } from './submissionProblem.ts';
import type { ThreadChoices } from './threadChoices.ts';

export interface ThreadPreferencesOptions {
  readonly service: Service;
  readonly choices: Choices;
  readonly threadChoices: ThreadChoices;
  /** Of the session: the agents are shared by all conversations. */
  readonly signal: AbortSignal;
  readonly threadId: () => string | undefined;
  readonly messages: () => readonly Message[];
  /** As the service keeps it for the thread. */
  readonly threadAgentId: () => string | undefined;
  readonly lastRunAgentId: () => string | undefined;
  /** Reads the thread and its newest messages, unless they are read already. */
  readonly readThread: () => Promise<void>;
}

/** Which agent answers next in a conversation, and with which settings. */
export interface ThreadPreferences {
  /** Undefined if there is none, or none was read yet. */
  agentId(): string | undefined;
  /** What a person chose here, now or before. */
  chosenAgentId(): string | undefined;
  /** Reads what may decide it, if need be. Rejects if there is no agent. */
  findAgentId(): Promise<string>;
  selectAgent(agentId: string): void;
  /** Empty: nothing was changed. */
  settings(): RunSettings;
  /** The same for a submission: undefined where nothing was changed. */
  settingsToSend(): RunSettings | undefined;
  setSettings(settings: RunSettings): void;
  /** Takes over what a prompt was sent with before there was a thread, from disk. */
  recall(settings: RunSettings | undefined): void;
  /** There is a thread from now on: what was chosen before is its own. */
  keep(threadId: string): void;
}

/** Nothing chosen here yet. */
export function createThreadPreferences(options: ThreadPreferencesOptions): ThreadPreferences {
  const { service, choices, threadChoices } = options;
  const { connectionId } = service;
  let chosen: string | undefined;
  /** Of a conversation without a thread. */
  let unkept: RunSettings = {};

  function kept(): ReturnType<ThreadChoices['of']> {
    const threadId = options.threadId();
    return threadId === undefined ? { settings: unkept } : threadChoices.of(connectionId, threadId);
  }

  function agentId(): string | undefined {
    return preferredAgent({
      chosen,
      kept: kept().agentId,
      lastRun: options.lastRunAgentId(),
      messages: options.messages(),
      threadAgent: options.threadAgentId(),
      connection: service.connection(),
      last: choices.last(),
      agents: service.agents(),
    });
  }

  return {
    agentId,
    chosenAgentId: () => chosen ?? kept().agentId,
    async findAgentId() {
      // The thread's own agent goes before whatever was chosen last elsewhere.
      if ((chosen ?? kept().agentId) === undefined) await options.readThread();
      const known = agentId();
      if (known !== undefined) return known;
      await service.loadAgents(options.signal);
      const found = agentId();
      if (found === undefined) throw noAgentError(service.connection().name);
      return found;
    },
    selectAgent(id) {
      chosen = id;
      const threadId = options.threadId();
      if (threadId !== undefined) void threadChoices.remember(connectionId, threadId, { agentId: id });
      void choices.remember({ connectionId, agentId: id });
    },
    settings: () => kept().settings ?? {},
    settingsToSend() {
      const { settings } = kept();
      return settings && !isEmpty(settings) ? settings : undefined;
    },
    setSettings(wanted) {
      const settings = readRunSettings(wanted);
      const threadId = options.threadId();
      if (threadId === undefined) unkept = settings;
      else void threadChoices.remember(connectionId, threadId, { settings });
    },
    recall(settings) {
      if (settings && isEmpty(unkept)) unkept = settings;
    },
    keep(threadId) {
      const choice = optional({ agentId: chosen, settings: isEmpty(unkept) ? undefined : unkept });
      if (Object.keys(choice).length > 0) void threadChoices.remember(connectionId, threadId, choice);
    },
  };
}
