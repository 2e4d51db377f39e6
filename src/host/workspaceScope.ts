import * as vscode from 'vscode';
import type { WorkspaceScope } from '../backends/backend.ts';
import { isObject } from '../model/parse.ts';

/** The window's folders on disk and what its settings keep out of the Explorer and of searches. */
export function workspaceScope(): WorkspaceScope {
  const folders = (vscode.workspace.workspaceFolders ?? []).filter((folder) => folder.uri.scheme === 'file');
  return {
    folders: folders.map((folder) => ({ name: folder.name, path: folder.uri.fsPath })),
    exclude: [...new Set([...globsOf('files'), ...globsOf('search')])],
  };
}

/** Globs that are simply on. Those with a condition (`when`) depend on neighbouring files and hide nothing here. */
function globsOf(section: 'files' | 'search'): readonly string[] {
  const value = vscode.workspace.getConfiguration(section).get<unknown>('exclude');
  return isObject(value) ? Object.keys(value).filter((glob) => value[glob] === true) : [];
}
