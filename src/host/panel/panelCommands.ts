import type { PanelTarget } from '../../model/panel.ts';
import type { Commands } from '../command.ts';
import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { chooseConnection, chooseThread, pickAgent, preselectedAgent, readAgents } from '../threads/choose.ts';
import { sayNoAgents } from '../threads/noAgents.ts';
import { isRow } from '../threads/rows.ts';
import { type ThreadTarget, threadsNamed } from '../threads/threadTarget.ts';
import { openOriginalFile } from './sourceDocument.ts';

/** The commands that act on the panel in front, or ask where there is none. */
export const panelCommands: Commands = {
  'agentThreads.stopRun': stopRun,
  'agentThreads.selectAgent': selectAgent,
  'agentThreads.focusLastMessage': (host) => focusInThread(host, 'lastMessage', 'Focus Last Message'),
  'agentThreads.findInThread': (host) => focusInThread(host, 'find', 'Find in Thread'),
  'agentThreads.openOriginalFile': openOriginalFile,
};

async function stopRun(host: Host, argument: unknown): Promise<void> {
  const active = isRow(argument) ? undefined : host.panels.active;
  const named = threadsNamed(host, argument, undefined, [])?.[0];
  if (!named && active && hasRun(active.conversation.state().run?.activity)) return active.conversation.stop();
  const target = named ?? (await chooseThread(host, { title: 'Stop Run', isRunning: true }));
  if (target) await stopThread(host, target);
}

async function stopThread({ session }: Host, target: ThreadTarget): Promise<void> {
  const conversation = session.conversation(target);
  try {
    // The run may have been started elsewhere: loading finds it.
    await conversation.load();
    await conversation.stop();
  } finally {
    conversation.release();
  }
}

function hasRun(activity: string | undefined): boolean {
  return activity !== undefined && activity !== 'ended';
}

/** Chooses the agent of the thread that is named or in front; without one, that is preselected the next time. */
async function selectAgent(host: Host, argument: unknown): Promise<void> {
  const title = 'Select Agent';
  const target = readTarget(argument);
  const row = isRow(argument) ? argument : undefined;
  const thread = threadsNamed(host, argument, undefined, [])?.[0];
  const active = row || thread || target.connection !== undefined ? undefined : host.panels.active;
  const connectionId = await connectionFor(
    host,
    title,
    row?.connectionId ?? thread?.connectionId ?? target.connection ?? active?.conversation.key.connectionId,
  );
  if (connectionId === undefined) return;
  let agentId = target.agent;
  if (agentId === undefined) {
    const agents = await readAgents(host, connectionId);
    if (!agents) return;
    if (agents.length === 0) {
      void sayNoAgents(host, connectionId, 'none');
      return;
    }
    const current = active?.conversation.state().agentId ?? (await preselectedAgent(host, connectionId, agents));
    const answer = await pickAgent(agents, current, { title });
    if (typeof answer !== 'object') return;
    agentId = answer.value.id;
  }
  const shown = thread ? host.panels.show(thread, { preserveFocus: true }) : active;
  shown?.conversation.selectAgent(agentId);
  host.session.rememberChoice({ connectionId, agentId });
}

async function connectionFor(host: Host, title: string, known: string | undefined): Promise<string | undefined> {
  if (known !== undefined) return known;
  const answer = await chooseConnection(host, { title });
  return typeof answer === 'object' ? answer.value : undefined;
}

/** In the panel in front, else in that of a thread that is chosen. */
async function focusInThread(host: Host, focus: PanelTarget, title: string): Promise<void> {
  const target = host.panels.active?.conversation.key ?? (await chooseThread(host, { title }));
  if (target) host.panels.show(target, { preserveFocus: false, focus });
}
