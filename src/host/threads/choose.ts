import * as vscode from 'vscode';
import { isLocal } from '../../model/connection.ts';
import type { Agent } from '../../model/thread.ts';
import type { ThreadRow } from '../../session/threadList.ts';
import type { Host } from '../host.ts';
import { showFailure, showProblem } from '../problems.ts';
import { type Choice, pickOne } from '../quickInput.ts';
import type { Answer } from '../steps.ts';
import { relativeTime } from '../relativeTime.ts';
import type { ThreadTarget } from './threadTarget.ts';

interface Asking {
  readonly title: string;
  readonly canGoBack?: boolean;
}

/** Asks for one of the connections that work here; does not ask if there is only one. */
export async function chooseConnection(host: Pick<Host, 'session'>, asking: Asking): Promise<Answer<string>> {
  const connections = host.session.connections();
  const [only, second] = connections;
  if (only && !second) return { value: only.id };
  const { connectionId: last } = await host.session.lastChoice();
  return pickOne({
    ...asking,
    placeholder: 'Choose a connection',
    choices: connections.map((each) => ({
      label: each.name,
      value: each.id,
      description: isLocal(each) ? 'on this machine' : new URL(each.url).host,
      iconPath: new vscode.ThemeIcon(isLocal(each) ? 'device-desktop' : 'cloud'),
    })),
    isPreselected: (id) => id === last,
  });
}

/** The agents of a connection; undefined, after saying why, if they cannot be read and the person gives up. */
export async function readAgents(
  host: Pick<Host, 'session' | 'connections' | 'log'>,
  connectionId: string,
): Promise<readonly Agent[] | undefined> {
  for (;;) {
    try {
      return await host.session.agents(connectionId);
    } catch (error) {
      if (!(await showFailure(host, error, 'load the agents', connectionId, true))) return undefined;
    }
  }
}

/** The agent that is offered first: the one that was chosen last if it is one of these, else the connection's own. */
export async function preselectedAgent(
  host: Pick<Host, 'session' | 'connections'>,
  connectionId: string,
  agents: readonly Agent[],
): Promise<string | undefined> {
  const { agentId: last } = await host.session.lastChoice();
  return agents.some(({ id }) => id === last) ? last : host.connections.find(connectionId)?.agent;
}

/** Asks for an agent. Those that cannot run now are listed last with the reason, and cannot be taken. */
export function pickAgent(
  agents: readonly Agent[],
  preselectedId: string | undefined,
  asking: Asking,
): Promise<Answer<Agent>> {
  const sorted = [...agents.filter((agent) => agent.canRun), ...agents.filter((agent) => !agent.canRun)];
  return pickOne({
    ...asking,
    placeholder: 'Choose an agent',
    choices: sorted.map(agentChoice),
    isPreselected: (agent) => agent.id === preselectedId,
  });
}

/** An agent with its status and model beside its name, and what it is for and can use below. */
export function agentChoice(agent: Agent): Choice<Agent> {
  const { name, status, model, description, tools, canRun } = agent;
  const reason = `cannot run now${status === undefined ? '' : `: ${status}`}`;
  const facts = [canRun ? status : reason, model].filter((each) => each !== undefined && each !== '');
  const toolList = tools.length === 0 ? undefined : `Tools: ${tools.join(', ')}`;
  const detail = [description, toolList].filter((each) => each !== undefined && each !== '').join(' · ');
  return {
    label: name,
    value: agent,
    ...describe(facts.length === 0 ? undefined : facts.join(' · ')),
    ...(detail === '' ? {} : { detail }),
    ...(canRun ? {} : { refusal: refusalOf(agent) }),
    iconPath: new vscode.ThemeIcon(canRun ? 'hubot' : 'circle-slash'),
  };
}

/** Why an agent cannot be taken, in a sentence. */
function refusalOf({ name, status }: Agent): string {
  const reason = status === undefined ? 'The service says that it is not available.' : `Its status is ${status}.`;
  return `${name} cannot run now. ${reason} Only active agents can.`;
}

function describe(text: string | undefined): { readonly description?: string } {
  return text === undefined ? {} : { description: text };
}

/** The threads of a connection, read if they never were; undefined, after saying why, if that fails. */
export async function readThreads(
  host: Pick<Host, 'session'>,
  connectionId: string,
): Promise<readonly ThreadRow[] | undefined> {
  const list = host.session.threads(connectionId);
  for (;;) {
    if (list.state().loadedAt === undefined) await list.refresh();
    const { items, problem, load } = list.state();
    if (load !== 'failed' || items.length > 0 || !problem) return items;
    if (!(await showProblem(problem, connectionId, true))) return undefined;
  }
}

export function threadChoices(threads: readonly ThreadRow[]): readonly Choice<string>[] {
  const nowMs = Date.now();
  return threads.map(({ threadId, title, isRunning, updatedAt, createdAt }) => {
    const at = updatedAt ?? createdAt;
    const when = at === undefined ? undefined : relativeTime(at, nowMs);
    return {
      label: title,
      value: threadId,
      ...describe(isRunning ? 'running' : when),
      iconPath: new vscode.ThemeIcon(isRunning ? 'loading~spin' : 'comment-discussion'),
    };
  });
}

/** Asks for a connection, where there are several, and then for one of its threads. */
export async function chooseThread(
  host: Pick<Host, 'session'>,
  asking: {
    readonly title: string;
    readonly connectionId?: string;
    readonly preselectedId?: string;
    readonly isRunning?: boolean;
  },
): Promise<ThreadTarget | undefined> {
  const { title } = asking;
  const answer =
    asking.connectionId === undefined ? await chooseConnection(host, { title }) : { value: asking.connectionId };
  if (answer === undefined || answer === 'back') return undefined;
  const connectionId = answer.value;
  const list = host.session.threads(connectionId);
  const more = Symbol('more');
  for (;;) {
    const threads = await readThreads(host, connectionId);
    if (!threads) return undefined;
    const offered = asking.isRunning ? threads.filter((thread) => thread.isRunning) : threads;
    if (offered.length === 0) {
      void vscode.window.showInformationMessage(asking.isRunning ? 'No run is going on.' : 'There are no threads yet.');
      return undefined;
    }
    const choices: readonly Choice<string | symbol>[] = [
      ...threadChoices(offered),
      ...(list.state().hasMore
        ? [{ label: 'Load more…', value: more, iconPath: new vscode.ThemeIcon('ellipsis') }]
        : []),
    ];
    const picked = await pickOne({
      title,
      placeholder: 'Choose a thread',
      choices,
      isPreselected: (value) => value === asking.preselectedId,
    });
    if (picked === undefined || picked === 'back') return undefined;
    if (typeof picked.value === 'string') return { connectionId, threadId: picked.value };
    await list.loadMore();
  }
}
