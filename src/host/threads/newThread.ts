import { randomUUID } from 'node:crypto';
import type { CommandTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { runSteps, stepResult } from '../steps.ts';
import { chooseConnection, pickAgent, preselectedAgent, readAgents } from './choose.ts';

const title = 'New Thread';

/**
 * Opens an empty thread, which the service learns of with its first message. With a question it is asked at once, with
 * a file about that file.
 */
export async function newThread(host: Host, target: CommandTarget): Promise<void> {
  if (target.file) {
    const { askAboutFiles } = await import('../later.ts');
    return askAboutFiles(host, [target.file], { ...target, thread: '' });
  }
  const chosen = await runSteps<{ connectionId?: string; agentId?: string }>(
    target.connection === undefined ? {} : { connectionId: target.connection },
    [
      async (state, canGoBack) => {
        if (state.connectionId !== undefined) return { state, isSkipped: true };
        const isOnly = host.session.connections().length === 1;
        const answer = await chooseConnection(host, { title, canGoBack });
        return answer === undefined || answer === 'back'
          ? answer
          : { state: { connectionId: answer.value }, isSkipped: isOnly };
      },
      async (state, canGoBack) => {
        const connectionId = state.connectionId ?? 'local';
        if (target.agent !== undefined) return { state: { ...state, agentId: target.agent }, isSkipped: true };
        const agents = await readAgents(host, connectionId);
        if (!agents) return undefined;
        const runnable = agents.filter((agent) => agent.canRun);
        // Without a choice the panel's own default does, and the panel says what is wrong where nothing can run.
        if (runnable.length < 2) return { state, isSkipped: true };
        const answer = await pickAgent(agents, await preselectedAgent(host, connectionId, agents), {
          title,
          canGoBack,
        });
        return stepResult(answer, ({ id }) => ({ ...state, agentId: id }));
      },
    ],
  );
  const connectionId = chosen?.connectionId;
  if (!chosen || connectionId === undefined) return;
  host.session.rememberChoice({ ...chosen, threadId: '' });
  if (target.question !== undefined) {
    const { agentId } = chosen;
    const { sendQuestion } = await import('../later.ts');
    await sendQuestion(host, {
      connectionId,
      question: target.question,
      snippets: [],
      ...(agentId === undefined ? {} : { agentId }),
    });
    return;
  }
  const shown = host.panels.show({ connectionId, nonce: randomUUID() }, { preserveFocus: false, focus: 'composer' });
  if (chosen.agentId !== undefined) shown.conversation.selectAgent(chosen.agentId);
}
