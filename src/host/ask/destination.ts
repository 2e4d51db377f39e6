import * as vscode from 'vscode';
import { optional } from '../../model/parse.ts';
import type { CommandTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { type Choice, askText, pickOne } from '../quickInput.ts';
import { type StepResult, runSteps, stepResult } from '../steps.ts';
import {
  chooseConnection,
  pickAgent,
  preselectedAgent,
  readAgents,
  readThreads,
  threadChoices,
} from '../threads/choose.ts';
import { sayNoAgents } from '../threads/noAgents.ts';

/** A question and where it goes. Without a thread a new one is made for it. */
export interface Destination {
  readonly question: string;
  readonly connectionId: string;
  readonly agentId?: string;
  readonly threadId?: string;
}

interface Draft {
  readonly question?: string;
  readonly connectionId?: string;
  readonly agentId?: string;
  readonly threadId?: string;
}

/** Typed for a question that was then not sent; offered again the next time. Lives as long as the window. */
let unsent = '';

/**
 * Asks for what `target` leaves out: the question, and connection, agent and thread where there is a choice, with the
 * last choice preselected. Undefined if the person left.
 *
 * @param about what the question is about, for the titles
 */
export async function chooseDestination(
  host: Host,
  about: string,
  target: CommandTarget,
): Promise<Destination | undefined> {
  const title = `Ask about ${about}`;
  // Read while the person types.
  const only = host.session.connections();
  if (only.length === 1 && only[0]) void host.session.threads(only[0].id).refresh();
  const first = optional({
    question: target.question?.trim() || undefined,
    connectionId: target.connection,
    agentId: target.agent,
    threadId: target.thread,
  });
  const draft = await runSteps<Draft>(first, [
    (state) => questionStep(title, state),
    (state, canGoBack) => connectionStep(host, title, state, canGoBack),
    (state, canGoBack) => agentStep(host, title, state, canGoBack),
    // Whoever calls with a question wants it asked: without a thread, in a new one.
    (state, canGoBack) => (target.question === undefined ? threadStep(host, title, state, canGoBack) : skipped(state)),
  ]);
  if (!draft?.question || draft.connectionId === undefined) return undefined;
  unsent = '';
  const { question, connectionId, agentId, threadId } = draft;
  return { question, connectionId, ...optional({ agentId, threadId: threadId || undefined }) };
}

function skipped(state: Draft): Promise<StepResult<Draft>> {
  return Promise.resolve({ state, isSkipped: true });
}

async function questionStep(title: string, state: Draft): Promise<StepResult<Draft>> {
  if (state.question !== undefined) return { state, isSkipped: true };
  const answer = await askText({
    title,
    prompt: 'Your question. It is sent with exactly this code.',
    placeholder: 'What does this do?',
    value: unsent,
    problemOf: (text) => (text.trim() === '' ? 'Type a question.' : undefined),
    onDidClose: (text) => {
      unsent = text;
    },
  });
  return stepResult(answer, (question) => ({ ...state, question: question.trim() }));
}

async function connectionStep(host: Host, title: string, state: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  if (state.connectionId !== undefined) return { state, isSkipped: true };
  const isSkipped = host.session.connections().length === 1;
  const answer = await chooseConnection(host, { title, canGoBack });
  if (answer === undefined || answer === 'back') return answer;
  return { state: { ...state, connectionId: answer.value }, isSkipped };
}

async function agentStep(host: Host, title: string, state: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const { connectionId } = state;
  if (connectionId === undefined || state.agentId !== undefined) return { state, isSkipped: true };
  const agents = await readAgents(host, connectionId);
  if (!agents) return undefined;
  const [only, second] = agents.filter((agent) => agent.canRun);
  if (!only) {
    void sayNoAgents(host, connectionId, agents.length === 0 ? 'none' : 'none that can run now');
    return undefined;
  }
  if (!second) return { state: { ...state, agentId: only.id }, isSkipped: true };
  const answer = await pickAgent(agents, await preselectedAgent(host, connectionId, agents), { title, canGoBack });
  return stepResult(answer, ({ id }) => ({ ...state, agentId: id }));
}

async function threadStep(host: Host, title: string, state: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const { connectionId } = state;
  if (connectionId === undefined || state.threadId !== undefined) return { state, isSkipped: true };
  const threads = await readThreads(host, connectionId);
  if (!threads) return undefined;
  // A thread with a run going on takes no message now.
  const free = threads.filter((thread) => !thread.isRunning);
  if (free.length === 0) return { state, isSkipped: true };
  const { threadId: last = '' } = await host.session.lastChoice();
  const newThread: Choice<string> = { label: 'New Thread', value: '', iconPath: new vscode.ThemeIcon('add') };
  const [first, ...rest] = threadChoices(free);
  const choices = [newThread, ...(first ? [{ ...first, group: 'Continue' }, ...rest] : [])];
  const answer = await pickOne({
    title,
    placeholder: 'Ask in a new thread or continue one',
    choices,
    isPreselected: (threadId) => threadId === last,
    canGoBack,
  });
  return stepResult(answer, (threadId) => ({ ...state, threadId }));
}
