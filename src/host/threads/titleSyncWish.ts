import * as vscode from 'vscode';

export const titleSetting = 'agentThreads.syncTitles';

/** The copy that VS Code's Settings Sync carries to other machines. */
export const sharedTitlesKey = 'titles';

/** Whether a person wants Settings Sync to carry titles. */
export function isTitleSyncOn(): boolean {
  return vscode.workspace.getConfiguration().get<boolean>(titleSetting) === true;
}

/** Whether there is anything to do for that: titles to be carried, or a copy to be taken back. */
export function isTitleSyncWanted(state: Pick<vscode.Memento, 'get'>): boolean {
  return isTitleSyncOn() || state.get(sharedTitlesKey) !== undefined;
}
