import path from 'node:path';

/** Where the outbox is, below the folder that all windows share. Empty or not there: no prompt is on its way anywhere. */
export function outboxFolderIn(storageDir: string): string {
  return path.join(storageDir, 'outbox');
}
