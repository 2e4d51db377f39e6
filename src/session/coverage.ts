import { type Message, type Part, textOf } from '../model/message.ts';
import type { RunState } from '../model/runState.ts';

/**
 * The parts of a run that the service did not keep: text and reasoning that stands in none of the stored messages
 * (white space aside), tool calls and files that are missing there. What a service adds or joins does not matter.
 *
 * @param stored the messages that the service keeps of this run
 */
export function uncovered(state: RunState, stored: readonly Message[]): readonly Part[] {
  const keptIds = new Set(stored.map((message) => message.id));
  const shown = [
    ...state.messages.filter((message) => !keptIds.has(message.id)).flatMap((message) => message.parts),
    ...state.parts,
  ];
  if (shown.length === 0) return [];
  const kept = stored.flatMap((message) => message.parts);
  const text = squeeze(
    kept.map((part) => (part.type === 'text' || part.type === 'reasoning' ? part.text : '')).join(''),
  );
  return shown.filter((part) => !isKept(part, kept, text)).map(settled);
}

function isKept(part: Part, kept: readonly Part[], text: string): boolean {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return text.includes(squeeze(part.text));
    case 'tool':
      return kept.some(
        (each) =>
          each.type === 'tool' &&
          (each.toolCallId === part.toolCallId || (each.toolCallId === '' && each.toolName === part.toolName)),
      );
    case 'file':
      return kept.some((each) => each.type === 'file' && (each.url === part.url || each.fileId === part.fileId));
    // Ids of sources differ between stream and store on some services, so one kept source stands for all.
    case 'source':
      return kept.some((each) => each.type === 'source');
    // What they say is of no known shape: that the service keeps some is all that can be told.
    case 'guardrail':
    case 'annotations':
      return kept.some((each) => each.type === part.type);
    case 'error':
      return kept.some((each) => each.type === 'error') || text.includes(squeeze(part.errorText));
    // Progress and what nobody understood are news of the run, not of the answer.
    case 'data':
    case 'unknown':
      return true;
  }
}

/** Services trim and join what they store. */
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, '');
}

function settled(part: Part): Part {
  if (part.type !== 'text' && part.type !== 'reasoning') return part;
  const { isOpen: _, ...rest } = part;
  return rest;
}

/** Which run a message may belong to. */
export interface RunIdentity {
  readonly runId?: string;
  /** Of the prompt that the run answers. */
  readonly nonce?: string;
  /** Of the last message before the run, where that carries another nonce. */
  readonly promptId?: string;
  /** What the prompt says, for services that give messages ids of their own and keep no nonces. */
  readonly promptText?: string;
}

/**
 * The stored messages of a run: those that name it, and answers without a run's name between its prompt and the next.
 * Undefined if that cannot be said because the messages that would decide it are not loaded.
 *
 * @param messages oldest first
 */
export function messagesOfRun(
  messages: readonly Message[],
  hasOlder: boolean,
  run: RunIdentity,
): readonly Message[] | undefined {
  const prompt = promptPlace(messages, run);
  const next = messages.findIndex((message, index) => index > prompt && message.role === 'user');
  const end = next < 0 ? messages.length : next;
  const found = messages.filter((message, index) => {
    if (message.role === 'user') return false;
    if (run.runId !== undefined && message.runId !== undefined) return message.runId === run.runId;
    return prompt >= 0 && index > prompt && index < end;
  });
  return found.length > 0 || prompt >= 0 || !hasOlder ? found : undefined;
}

/**
 * The same for telling what a service kept: where it names no runs on messages and the run's prompt is not among them,
 * the run may have said any of them.
 */
export function messagesToCover(
  messages: readonly Message[],
  hasOlder: boolean,
  run: RunIdentity,
): readonly Message[] | undefined {
  const found = messagesOfRun(messages, hasOlder, run);
  if (found === undefined || found.length > 0) return found;
  const isTold = messages.some(({ runId }) => runId !== undefined) || promptPlace(messages, run) >= 0;
  return isTold ? found : messages.filter((message) => message.role !== 'user');
}

/** Where the run's prompt stands; -1 if it is not there. */
function promptPlace(messages: readonly Message[], run: RunIdentity): number {
  const place = messages.findIndex((message) => isPromptOf(run, message));
  if (place >= 0 || run.promptText === undefined) return place;
  return messages.findLastIndex((message) => message.role === 'user' && textOf(message) === run.promptText);
}

function isPromptOf({ nonce, promptId }: RunIdentity, message: Message): boolean {
  return (nonce !== undefined && message.nonce === nonce) || (promptId !== undefined && message.id === promptId);
}

/** Where a message that the service did not keep stands: behind the run's messages, else behind its prompt. */
export function placeOfRun(messages: readonly Message[], run: RunIdentity): number {
  const ofRun = messages.findLastIndex((message) => run.runId !== undefined && message.runId === run.runId);
  const last = Math.max(ofRun, promptPlace(messages, run));
  return last < 0 ? messages.length : last + 1;
}
