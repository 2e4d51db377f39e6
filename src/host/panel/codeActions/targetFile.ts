import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { type CodeReference, describeReference } from '../../../model/codeReference.ts';
import { stringOf } from '../../../model/parse.ts';
import { findNamedFile } from '../fileLookup.ts';
import { findWorkspaceFile, isBelow, safeSegments } from '../workspaceFile.ts';

/** A file that is there, or one that would be new; else why neither can be. */
export type TargetFile =
  | { readonly kind: 'existing' | 'new'; readonly uri: vscode.Uri }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * The place in the workspace that a path in an answer means, for writing. Never outside of the workspace folders,
 * whatever links lead there, and never inside `.git`, where files are run.
 */
export async function targetFile(named: string): Promise<TargetFile> {
  const known = await findNamedFile(named);
  const refused = { kind: 'refused', reason: `${named} is no place in this workspace; nothing was changed.` } as const;
  if (known) return isGitOwn(known.path.split('/')) ? refused : { kind: 'existing', uri: known };
  const segments = safeSegments(named);
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (!segments || folders.length === 0 || isGitOwn(segments)) return refused;
  const [first, ...rest] = segments;
  const prefixed = folders.length > 1 && rest.length > 0 ? folders.find((folder) => folder.name === first) : undefined;
  const folder = prefixed ?? folders[0];
  if (!folder) return refused;
  const uri = vscode.Uri.joinPath(folder.uri, ...(prefixed ? rest : segments));
  return (await wouldStayInside(uri, folder.uri)) ? { kind: 'new', uri } : refused;
}

function isGitOwn(segments: readonly string[]): boolean {
  return segments.some((segment) => segment.toLowerCase() === '.git');
}

/** A folder on the way that is a symbolic link must not lead out; one that does not exist leads nowhere yet. */
async function wouldStayInside(uri: vscode.Uri, folder: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return true;
  const realFolder = await realpath(folder.fsPath);
  for (let parent = path.dirname(uri.fsPath); ; parent = path.dirname(parent)) {
    const real = await realpathIfThere(parent);
    if (real !== undefined) return real === realFolder || isBelow(realFolder, real);
    if (parent === path.dirname(parent)) return false;
  }
}

async function realpathIfThere(file: string): Promise<string | undefined> {
  try {
    return await realpath(file);
  } catch (error) {
    if (stringOf(error, 'code') === 'ENOENT') return undefined;
    throw error;
  }
}

/** Opens what a question's code was from: a file, or a cell of a notebook. Undefined if it is gone or has no text. */
export async function openAsked(reference: CodeReference): Promise<vscode.TextDocument | undefined> {
  const uri = await findWorkspaceFile(reference);
  if (!uri) return undefined;
  if (reference.cell === undefined) return openText(uri);
  const notebook = await vscode.workspace.openNotebookDocument(uri).then(
    (opened) => opened,
    () => undefined,
  );
  return notebook && reference.cell <= notebook.cellCount ? notebook.cellAt(reference.cell - 1).document : undefined;
}

/** Undefined where VS Code has no text of it: it is an image, or too large. */
export async function openText(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  return vscode.workspace.openTextDocument(uri).then(
    (opened) => opened,
    () => undefined,
  );
}

/** Why nothing can be done with the code of a question any more; undefined if something can. */
export function whyNotWritable(reference: CodeReference): string | undefined {
  if (reference.path === '') return 'The question does not say which file its code is from.';
  if (reference.revision === undefined) return undefined;
  return `${describeReference(reference)} is an older version and cannot be changed.`;
}
