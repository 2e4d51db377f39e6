import { realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { CodeReference } from '../../model/codeReference.ts';

/**
 * Finds the file that a reference names, inside the workspace folders only: the reference may come from a model. A path
 * that is absolute, climbs with `..` or leaves its folder through a symbolic link gives undefined, as does a file that
 * is not there.
 */
export async function findWorkspaceFile(
  reference: Pick<CodeReference, 'path' | 'folder'>,
): Promise<vscode.Uri | undefined> {
  for (const { folder, segments } of candidatesOf(reference)) {
    const uri = vscode.Uri.joinPath(folder.uri, ...segments);
    if ((await isFile(uri)) && (await staysInside(uri, folder.uri))) return uri;
  }
  return openDocumentNamed(reference);
}

interface Candidate {
  readonly folder: vscode.WorkspaceFolder;
  readonly segments: readonly string[];
}

/** The places to look at: the named folder, else every folder; the path may also begin with a folder's name. */
function candidatesOf(reference: Pick<CodeReference, 'path' | 'folder'>): readonly Candidate[] {
  const segments = safeSegments(reference.path);
  if (!segments) return [];
  const folders = vscode.workspace.workspaceFolders ?? [];
  const named = folders.filter((folder) => folder.name === reference.folder);
  const plain = (named.length > 0 ? named : folders).map((folder) => ({ folder, segments }));
  const [first, ...rest] = segments;
  const prefixed = folders
    .filter((folder) => rest.length > 0 && folder.name === first)
    .map((folder) => ({ folder, segments: rest }));
  return [...plain, ...prefixed];
}

/** The parts of a relative path with `/` or `\`; undefined if it is absolute or climbs. */
export function safeSegments(text: string): readonly string[] | undefined {
  if (text === '' || text.includes('\0') || /^[/\\]|^[a-z]:|^[a-z][\w+.-]*:\/\//i.test(text)) return undefined;
  const segments = text.split(/[/\\]/).filter((segment) => segment !== '' && segment !== '.');
  return segments.length === 0 || segments.includes('..') ? undefined : segments;
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) === 0;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}

/** Where files are on this machine's disk, symbolic links are followed; elsewhere the path has to do. */
async function staysInside(uri: vscode.Uri, folder: vscode.Uri): Promise<boolean> {
  if (uri.scheme !== 'file') return true;
  const [real, realFolder] = await Promise.all([realpath(uri.fsPath), realpath(folder.fsPath)]);
  return isBelow(realFolder, real);
}

/** Whether a path is that of something in a folder, at any depth. Both are absolute and without links. */
export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** A document that is open but in no folder (`Untitled-1`, a single file) goes by its name alone. */
function openDocumentNamed(reference: Pick<CodeReference, 'path' | 'folder'>): vscode.Uri | undefined {
  if (reference.folder !== undefined || /[/\\]/.test(reference.path)) return undefined;
  return vscode.workspace.textDocuments.find(
    ({ uri }) =>
      (uri.scheme === 'untitled' || uri.scheme === 'file') &&
      !vscode.workspace.getWorkspaceFolder(uri) &&
      path.posix.basename(uri.path) === reference.path,
  )?.uri;
}
