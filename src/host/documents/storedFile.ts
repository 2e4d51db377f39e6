import path from 'node:path';
import { TextDecoder } from 'node:util';
import * as vscode from 'vscode';
import { stringOf } from '../../model/parse.ts';
import { maxFileBytes } from '../../session/serviceQueries.ts';
import { describeBytes } from '../describeBytes.ts';
import { withCancellableProgress } from '../cancellable.ts';
import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { type ReadView, showView, viewUri } from './readOnlyDocuments.ts';

/** A file that a service keeps. */
export interface StoredFilePlace {
  readonly connectionId: string;
  readonly fileId: string;
  /** What it is called, as far as that is known. */
  readonly name: string;
}

/**
 * Reads a file from its service. Text is shown in a read-only document; anything else is saved where the person says.
 */
export async function openStoredFile(
  host: Pick<Host, 'session' | 'connections' | 'log' | 'documents'>,
  file: StoredFilePlace,
  column: vscode.ViewColumn,
): Promise<void> {
  const { connectionId, fileId, name } = file;
  try {
    const bytes = await readWithProgress(host, file);
    if (!bytes) return;
    const text = textOfBytes(bytes);
    if (text === undefined) return await saveBytes(bytes, name);
    host.documents.files.set(keyOf(connectionId, fileId), text);
    const shown = path.posix.extname(name) === '' ? `${name}.txt` : name;
    await showView(host, viewUri(shown, { view: 'file', connectionId, fileId } as { view: string }), column);
  } catch (error) {
    await showFailure(
      host,
      error,
      `read “${name}” (files of up to ${describeBytes(maxFileBytes)} can be)`,
      connectionId,
    );
  }
}

/** Reads what {@link openStoredFile} shows. */
export function storedFileView({ session, documents }: Pick<Host, 'session' | 'documents'>): ReadView {
  return async (query) => {
    const connectionId = stringOf(query, 'connectionId');
    const fileId = stringOf(query, 'fileId');
    if (!connectionId || !fileId) throw new Error('This file is not known.');
    const known = documents.files.get(keyOf(connectionId, fileId));
    documents.files.delete(keyOf(connectionId, fileId));
    if (known !== undefined) return known;
    const bytes = await session.fileContent(connectionId, fileId, new AbortController().signal);
    return textOfBytes(bytes) ?? 'This file is not text.\n';
  };
}

/** Undefined if the person cancelled. */
function readWithProgress(
  { session }: Pick<Host, 'session'>,
  { connectionId, fileId, name }: StoredFilePlace,
): Thenable<Uint8Array | undefined> {
  const title = `Reading “${name}” (at most ${describeBytes(maxFileBytes)})`;
  return withCancellableProgress(title, (signal) => session.fileContent(connectionId, fileId, signal));
}

async function saveBytes(bytes: Uint8Array, name: string): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const fileName = path.posix.basename(name.replaceAll('\\', '/'));
  const uri = await vscode.window.showSaveDialog({
    title: `Save “${fileName}” (${describeBytes(bytes.byteLength)})`,
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, fileName) } : {}),
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, bytes);
  const chosen = await vscode.window.showInformationMessage(`Saved ${path.posix.basename(uri.path)}.`, 'Open');
  if (chosen === 'Open') await vscode.commands.executeCommand('vscode.open', uri);
}

/** The text in UTF-8; undefined if the bytes are no text. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: saved as it is rather than shown as something else.
    return undefined;
  }
}

function keyOf(connectionId: string, fileId: string): string {
  return JSON.stringify([connectionId, fileId]);
}
