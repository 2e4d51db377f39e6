import path from 'node:path';
import * as vscode from 'vscode';
import type { ImageReading } from '../../model/panel.ts';
import { imageTypeOf } from '../messages/imageFile.ts';
import { findWorkspaceFile } from './workspaceFile.ts';

/** Largest picture that is read for the panel. */
const maxBytes = 5 * 1024 * 1024;

/**
 * Reads a picture that an answer shows. The path comes from a model: only files of the workspace that are images by
 * their content are read.
 *
 * @returns why it is not shown if it is none, too large or not there; never fails
 */
export async function readWorkspaceImage(relativePath: string): Promise<ImageReading> {
  const uri = await findWorkspaceFile({ path: relativePath });
  if (!uri || !vscode.workspace.getWorkspaceFolder(uri)) return { reason: 'There is no such file in this workspace.' };
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > maxBytes) return { reason: 'It is larger than 5 MB.' };
    const bytes = await vscode.workspace.fs.readFile(uri);
    const type = imageTypeOf(bytes) ?? (isSvg(uri, bytes) ? 'image/svg+xml' : undefined);
    if (type === undefined) return { reason: 'It is no image that can be shown.' };
    return { dataUrl: `data:${type};base64,${Buffer.from(bytes).toString('base64')}` };
  } catch (error) {
    return { reason: `It could not be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** Has no mark at its start; as an image, nothing in it runs or loads. */
function isSvg(uri: vscode.Uri, bytes: Uint8Array): boolean {
  return path.posix.extname(uri.path).toLowerCase() === '.svg' && Buffer.from(bytes).toString('utf8').includes('<svg');
}
