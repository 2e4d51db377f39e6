import type { Connection } from '../model/connection.ts';
import { type Message, summaryOf } from '../model/message.ts';
import { titleFrom } from '../model/prompt.ts';
import type { Agent } from '../model/thread.ts';
import type { Choice } from './choices.ts';
import { type SubmissionEntry, messageOf } from './submissionEntry.ts';

/** The submissions that the stored messages do not contain yet, as messages. */
export function waitingMessages(entries: readonly SubmissionEntry[], stored: readonly Message[]): readonly Message[] {
  const prompts = entries.filter((entry) => !entry.rerun && !entry.isQueued);
  if (prompts.length === 0) return [];
  const nonces = new Set(stored.flatMap((message) => message.nonce ?? []));
  const ids = new Set(stored.map((message) => message.id));
  const isStored = (entry: SubmissionEntry): boolean =>
    nonces.has(entry.nonce) || (entry.messageId !== undefined && ids.has(entry.messageId));
  return prompts.filter((entry) => !isStored(entry)).map(messageOf);
}

/** What may decide which agent answers next, the strongest first. */
export interface AgentClues {
  /** As chosen in this conversation. */
  readonly chosen: string | undefined;
  /** As chosen for this thread before, on this machine. */
  readonly kept: string | undefined;
  /** Of the newest run, where that is known. */
  readonly lastRun: string | undefined;
  readonly messages: readonly Message[];
  readonly threadAgent: string | undefined;
  readonly connection: Connection;
  /** As chosen last, anywhere. */
  readonly last: Choice;
  readonly agents: readonly Agent[];
}

/** The agent that answers next: the strongest clue, else the first agent that can run. Undefined if there is none. */
export function preferredAgent({
  chosen,
  kept,
  lastRun,
  messages,
  threadAgent,
  connection,
  last,
  agents,
}: AgentClues): string | undefined {
  return (
    chosen ??
    kept ??
    lastRun ??
    messages.findLast((message) => message.agentId !== undefined)?.agentId ??
    threadAgent ??
    connection.agent ??
    agents.find((agent) => agent.id === last.agentId && last.connectionId === connection.id)?.id ??
    (agents.find((agent) => agent.canRun) ?? agents[0])?.id
  );
}

/** Why nothing can be sent; undefined if it can. Agents that are not read yet are no reason. */
export function whyCannotSend(
  connection: Connection,
  isThere: boolean,
  agents: readonly Agent[],
  agentId: string | undefined,
): string | undefined {
  if (!isThere) return 'This connection was removed.';
  if (agents.length > 0 && !agents.some((agent) => agent.canRun)) {
    return `None of the agents of ${connection.name} can run now.`;
  }
  const agent = agents.find((each) => each.id === agentId);
  if (!agent || agent.canRun) return undefined;
  const status = agent.status === undefined ? '' : ` Its status is ${agent.status}.`;
  return `${agent.name} cannot run now.${status} Choose another agent.`;
}

/** A title where nobody gave one: the first question, if it is loaded. */
export function fallbackTitle(messages: readonly Message[], hasOlder: boolean, isThread: boolean): string {
  const first = hasOlder ? undefined : messages.find((message) => message.role === 'user');
  return (first && titleFrom(summaryOf(first))) || (isThread ? 'Untitled' : 'New thread');
}
