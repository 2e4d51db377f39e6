import path from 'node:path';
import * as vscode from 'vscode';
import type { CheckedFile, FilePlace } from '../../model/fileCheck.ts';
import { optional } from '../../model/parse.ts';
import { pathOf } from '../ask/documentPlace.ts';
import { findWorkspaceFile } from './workspaceFile.ts';

/** How many files are looked at side by side. */
const concurrency = 16;

/** Most files that one search by name may find; where there are more, nobody knows whether a name is the only one. */
const maxFound = 500;

/** Longest pattern of a search by name. */
const maxPatternLength = 8_000;

/** How long files must stay as they are before the panel is told to ask anew: a build writes many. */
const pauseMs = 500;

/** Knows which of the files exist that answers name. */
export interface FileLookup extends vscode.Disposable {
  check(paths: readonly string[]): Promise<readonly CheckedFile[]>;
}

/**
 * Remembers what was found until files of these names come or go.
 *
 * @param onDidChange called then, once things are quiet
 */
export function createFileLookup(onDidChange: () => void): FileLookup {
  const known = new Map<string, FilePlace | undefined>();
  let names = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  function forget(): void {
    known.clear();
    names = new Set();
    clearTimeout(timer);
    timer = setTimeout(onDidChange, pauseMs);
  }

  const onFile = (uri: vscode.Uri): void => {
    if (names.has(path.posix.basename(uri.path))) forget();
  };
  const watcher = vscode.workspace.createFileSystemWatcher('**/*', false, true, false);
  const subscriptions = [
    watcher,
    watcher.onDidCreate(onFile),
    watcher.onDidDelete(onFile),
    vscode.workspace.onDidChangeWorkspaceFolders(forget),
  ];
  return {
    async check(paths) {
      const missing = paths.filter((each) => !known.has(each));
      for (const each of paths) names.add(path.posix.basename(each.replaceAll('\\', '/')));
      const found = await findNamedFiles(missing);
      for (const each of missing) known.set(each, placeOf(found.get(each)));
      return paths.map((asked) => ({ asked, ...optional({ place: known.get(asked) }) }));
    },
    dispose() {
      clearTimeout(timer);
      for (const each of subscriptions) each.dispose();
    },
  };
}

function placeOf(uri: vscode.Uri | undefined): FilePlace | undefined {
  return uri && pathOf(uri);
}

/** The one file of the workspace that a path in an answer means, by {@link findNamedFiles}. */
export async function findNamedFile(named: string): Promise<vscode.Uri | undefined> {
  return (await findNamedFiles([named])).get(named);
}

/**
 * Finds the files that paths in an answer mean: the very path below a workspace folder, also where it is absolute, else
 * the only file whose path ends like it. Never a file outside the workspace folders.
 */
export async function findNamedFiles(paths: readonly string[]): Promise<ReadonlyMap<string, vscode.Uri>> {
  const found = new Map<string, vscode.Uri>();
  for (let start = 0; start < paths.length; start += concurrency) {
    await Promise.all(
      paths.slice(start, start + concurrency).map(async (named) => {
        const uri = await findExactly(named);
        if (uri) found.set(named, uri);
      }),
    );
  }
  await findByEnd(
    paths.filter((named) => !found.has(named)),
    found,
  );
  return found;
}

async function findExactly(named: string): Promise<vscode.Uri | undefined> {
  if (!isAbsolute(named)) return findWorkspaceFile({ path: named });
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    const inside = pathInside(named, folder.uri);
    const uri = inside && (await findWorkspaceFile({ path: inside, folder: folder.name }));
    if (uri) return uri;
  }
  return undefined;
}

function isAbsolute(named: string): boolean {
  return /^(?:\/|[A-Za-z]:[\\/])/.test(named);
}

/** What is left of an absolute path below a folder; compared as the folder's own file system does. */
function pathInside(named: string, folder: vscode.Uri): string | undefined {
  const base = `${folder.path.replace(/\/$/, '')}/`;
  const isDrive = /^[A-Za-z]:/.test(named);
  const full = isDrive ? `/${named.replaceAll('\\', '/')}` : named;
  const isBelow = isDrive ? full.toLowerCase().startsWith(base.toLowerCase()) : full.startsWith(base);
  return isBelow ? full.slice(base.length) : undefined;
}

/** One search for all: a path that is relative and holds nothing that a pattern would read as its own. */
async function findByEnd(paths: readonly string[], found: Map<string, vscode.Uri>): Promise<void> {
  const wanted = new Map<string, string>();
  let length = 0;
  for (const named of paths) {
    const end = named.replaceAll('\\', '/').replace(/^(?:\.\/)+/, '');
    if (!/^[\w@+-][\w@.+/-]*$/.test(end) || end.split('/').some((part) => part === '..' || part === '')) continue;
    length += end.length + 1;
    if (length > maxPatternLength) break;
    wanted.set(named, end);
  }
  const ends = [...new Set(wanted.values())];
  if (ends.length === 0) return;
  const pattern = ends.length === 1 ? `**/${ends[0]}` : `**/{${ends.join(',')}}`;
  const files = await vscode.workspace.findFiles(pattern, '**/node_modules/**', maxFound);
  if (files.length >= maxFound) return;
  for (const [named, end] of wanted) {
    const [only, another] = files.filter((uri) => uri.path.endsWith(`/${end}`));
    if (only && !another) found.set(named, only);
  }
}
