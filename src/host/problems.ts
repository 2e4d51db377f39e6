import * as vscode from 'vscode';
import { isObject } from '../model/parse.ts';
import { type Problem, type ProblemAction, actionLabels, explain } from '../model/explain.ts';
import { openConnectionSettings } from './connections/connectionStore.ts';
import type { Host } from './host.ts';

/** Actions that are the editor's own; the others are the session's. */
const hostActions: ReadonlySet<ProblemAction> = new Set(['setApiKey', 'signIn', 'showLog', 'openSettings']);

/** Runs an action that is the editor's own. `false` for every other. */
export async function runHostAction(action: string, connectionId: string): Promise<boolean> {
  switch (action) {
    case 'setApiKey':
      await vscode.commands.executeCommand('agentThreads.setApiKey', { connection: connectionId });
      return true;
    case 'signIn':
      await vscode.commands.executeCommand('agentThreads.signIn', { connection: connectionId });
      return true;
    case 'showLog':
      await vscode.commands.executeCommand('agentThreads.showLog');
      return true;
    case 'openSettings':
      await openConnectionSettings();
      return true;
    default:
      return false;
  }
}

/**
 * Says a failure as an error message with what can be done about it.
 *
 * @returns true if the person chose to retry
 */
export async function showProblem(problem: Problem, connectionId: string, canRetry = false): Promise<boolean> {
  const offered = problem.actions.filter((action) => hostActions.has(action) || (canRetry && action === 'retry'));
  const chosen = await vscode.window.showErrorMessage(
    [`${problem.title}.`, problem.detail, ...(problem.requestId ? [`Request ${problem.requestId}.`] : [])].join(' '),
    ...offered.map((action) => actionLabels[action]),
  );
  const action = offered.find((each) => actionLabels[each] === chosen);
  if (!action) return false;
  return !(await runHostAction(action, connectionId));
}

/** Says that `attempted` (a clause: *delete the thread*) failed. `true` if the person chose to retry. */
export async function showFailure(
  host: Pick<Host, 'connections' | 'log'>,
  error: unknown,
  attempted: string,
  connectionId: string,
  canRetry = false,
): Promise<boolean> {
  const kind = isObject(error) && typeof error['kind'] === 'string' ? error['kind'] : 'unexpected';
  host.log.warn(`could not ${attempted}: ${kind}`);
  const name = host.connections.find(connectionId)?.name ?? connectionId;
  return showProblem(explain(error, attempted, name), connectionId, canRetry);
}
