import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Workspace } from '../../../../src/server/workspace/workspace.ts';
import {
  type WorkspaceFile,
  WorkspaceFiles,
  type WorkspaceFilesOptions,
} from '../../../../src/server/workspace/workspaceFiles.ts';
import type { WorkspaceTool } from '../../../../src/server/workspace/workspaceTool.ts';

/** Folders made for one test file; they are deleted when its tests are over. */
export class TemporaryWorkspaces {
  readonly #folders: string[] = [];

  constructor() {
    after(() => {
      for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Writes the files (paths with `/`) below a new folder and answers its real path. */
  async folder(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'workspace-')));
    this.#folders.push(root);
    for (const [name, content] of Object.entries(files)) {
      await mkdir(path.join(root, path.dirname(name)), { recursive: true });
      await writeFile(path.join(root, name), content);
    }
    return root;
  }

  async workspace(
    files: Readonly<Record<string, string | Uint8Array>>,
    exclude: readonly string[] = [],
  ): Promise<Workspace> {
    return { folders: [{ name: 'main', path: await this.folder(files) }], exclude };
  }
}

export function filesOf(workspace: Workspace, options: Partial<WorkspaceFilesOptions> = {}): WorkspaceFiles {
  return new WorkspaceFiles(workspace, { signal: new AbortController().signal, now: () => 0, ...options });
}

export async function namesIn(
  workspace: Workspace,
  options: Partial<WorkspaceFilesOptions> = {},
): Promise<readonly string[]> {
  const { files } = await filesOf(workspace, options).list();
  return files.map((file: WorkspaceFile) => file.name);
}

/** Runs a tool to its end; progress is dropped. */
export async function runTool<Input, Progress, Result>(
  tool: WorkspaceTool<Input, Progress, Result>,
  input: unknown,
  files: WorkspaceFiles,
): Promise<Result> {
  const running = tool.run(tool.parse(input), files);
  for (;;) {
    const step = await running.next();
    if (step.done) return step.value;
  }
}
