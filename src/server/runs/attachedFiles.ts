import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { WireContent } from '../../wire/seekrflow.ts';
import type { AgentAttachment } from '../agent.ts';
import type { ChunkStore } from '../store/chunks.ts';
import { readTextBelow } from '../workspace/safeRead.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { workspaceLimits } from '../workspace/workspaceFiles.ts';

/**
 * The files that a message names by their ids (`input_file`), as they are now. Only below the folders of the run that
 * asks: whatever another window's run has cited stays out of reach. What cannot be read as text is left out.
 */
export async function attachedFiles(
  content: WireContent,
  chunks: Pick<ChunkStore, 'file'>,
  workspace: Workspace,
): Promise<readonly AgentAttachment[]> {
  const attachments: AgentAttachment[] = [];
  for (const item of typeof content === 'string' ? [] : content) {
    const file = item.type === 'input_file' ? chunks.file(item.file_id) : undefined;
    const root = file?.roots.find((each) => workspace.folders.some((folder) => folder.path === each));
    const realRoot = root === undefined ? undefined : await realpath(root).catch(() => undefined);
    if (!file || realRoot === undefined) continue;
    const read = await readTextBelow(realRoot, path.join(realRoot, file.path), workspaceLimits.maxFileBytes);
    const { path: place, folder } = file;
    if (read.kind === 'text') attachments.push({ path: place, ...(folder ? { folder } : {}), code: read.text });
  }
  return attachments;
}
