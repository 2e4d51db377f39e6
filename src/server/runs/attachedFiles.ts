import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { optional } from '../../model/parse.ts';
import type { WireContent } from '../../wire/seekrflow.ts';
import type { AgentAttachment, AgentContext } from '../agent.ts';
import type { ChunkStore, CitedFile } from '../store/chunks.ts';
import { type ReadText, type Unreadable, readTextBelow } from '../workspace/safeRead.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { workspaceLimits } from '../workspace/workspaceFiles.ts';

/**
 * The files that a message names by their ids (`input_file`), as they are now. Only below the folders of the run that
 * asks: whatever another window's run has cited stays out of reach. What an agent cannot be given is said.
 */
export async function attachedFiles(
  items: WireContent,
  chunks: Pick<ChunkStore, 'file'>,
  workspace: Workspace,
): Promise<Required<Pick<AgentContext, 'attachments' | 'leftOut'>>> {
  const attachments: AgentAttachment[] = [];
  const leftOut: string[] = [];
  for (const item of typeof items === 'string' ? [] : items) {
    if (item.type === 'input_image') leftOut.push('an image');
    if (item.type !== 'input_file') continue;
    const file = chunks.file(item.file_id);
    if (!file) {
      leftOut.push('a file that is not known here');
      continue;
    }
    const content = await readBelow(file, workspace);
    const { path: place, folder, name } = file;
    if (content.kind === 'text') attachments.push({ path: place, ...optional({ folder }), code: content.text });
    else leftOut.push(`the file ${name} (${content.reason})`);
  }
  return { attachments, leftOut };
}

async function readBelow(file: CitedFile, workspace: Workspace): Promise<ReadText | Unreadable> {
  const root = file.roots.find((each) => workspace.folders.some((folder) => folder.path === each));
  const realRoot = root === undefined ? undefined : await realpath(root).catch(() => undefined);
  if (realRoot === undefined) return { kind: 'outside', reason: 'it lies outside of the workspace' };
  return readTextBelow(realRoot, path.join(realRoot, file.path), workspaceLimits.maxFileBytes);
}
