import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { stringOf } from '../model/parse.ts';
import { outboxFolderIn } from '../session/outboxFolder.ts';

/** Where windows write down which panels they have open. */
export function panelFolderIn(storageDir: string): string {
  return path.join(storageDir, 'panels');
}

/**
 * Whether this or another window has prompts that may have to be sent, or panels that may have to be opened again. Asks
 * the disk only whether there is anything; a folder that cannot be read may have something in it. Never rejects.
 */
export async function isAnythingLeft(storageDir: string): Promise<boolean> {
  const found = await Promise.all([outboxFolderIn(storageDir), panelFolderIn(storageDir)].map(hasFiles));
  return found.includes(true);
}

async function hasFiles(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder)).length > 0;
  } catch (error) {
    return stringOf(error, 'code') !== 'ENOENT';
  }
}
