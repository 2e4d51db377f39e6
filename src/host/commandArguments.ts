import path from 'node:path';
import * as vscode from 'vscode';
import { isObject, optional, stringOf } from '../model/parse.ts';

/** The one optional object that commands take from keybindings and other extensions. */
export interface CommandTarget {
  /** A connection's id. */
  readonly connection?: string;
  /** An agent's id. */
  readonly agent?: string;
  /** A thread's id. */
  readonly thread?: string;
  readonly file?: vscode.Uri;
  readonly question?: string;
  /** A message's id; set by our own rows only. */
  readonly message?: string;
}

/** Reads the object; whatever is not as agreed is as if it were left out. `file` may be a Uri, its text or a path. */
export function readTarget(argument: unknown): CommandTarget {
  if (argument instanceof vscode.Uri) return { file: argument };
  if (!isObject(argument)) return {};
  return optional({
    connection: stringOf(argument, 'connection'),
    agent: stringOf(argument, 'agent'),
    thread: stringOf(argument, 'thread'),
    question: stringOf(argument, 'question'),
    message: stringOf(argument, 'message'),
    file: uriOf(argument['file']),
  });
}

/** What a menu passes: the clicked resource and all that are selected with it. */
export function readUris(clicked: unknown, selected: unknown): readonly vscode.Uri[] {
  const several = Array.isArray(selected) ? selected.filter((each) => each instanceof vscode.Uri) : [];
  const { file } = readTarget(clicked);
  if (!file) return several;
  return several.some((each) => each.toString() === file.toString()) ? several : [file];
}

function uriOf(value: unknown): vscode.Uri | undefined {
  if (value instanceof vscode.Uri) return value;
  if (isObject(value)) {
    // A Uri that came through a keybinding's JSON.
    const scheme = stringOf(value, 'scheme');
    const uriPath = stringOf(value, 'path');
    return scheme && uriPath
      ? vscode.Uri.from({ scheme, path: uriPath, ...optional({ authority: stringOf(value, 'authority') }) })
      : undefined;
  }
  if (typeof value !== 'string' || value === '') return undefined;
  if (/^[a-z][\w+.-]+:/i.test(value)) return vscode.Uri.parse(value);
  const folder = vscode.workspace.workspaceFolders?.[0];
  return path.isAbsolute(value) || !folder ? vscode.Uri.file(value) : vscode.Uri.joinPath(folder.uri, value);
}
