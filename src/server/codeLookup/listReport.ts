import type { AgentEvent } from '../agent.ts';
import { count, plural } from '../workspace/coverage.ts';
import { listFiles } from '../workspace/listFiles.ts';
import { folderOf } from '../workspace/languages/resolveImport.ts';
import type { WorkspaceFile } from '../workspace/workspaceFiles.ts';
import { callTool, type Desk, say } from './desk.ts';
import { notFound } from './helpReport.ts';
import { code as inCode, fileLink } from './markdown.ts';
import type { Plan } from './plan.ts';

const maxListedFiles = 400;
const maxFilesOfFolder = 60;

/** The files of the workspace or a folder, folder by folder. */
export async function* listReport(
  desk: Desk,
  plan: Plan & { readonly kind: 'list' },
): AsyncGenerator<AgentEvent, void> {
  const { folder, include } = plan;
  const listed = yield* callTool(desk, listFiles, { ...(folder ? { folder } : {}), ...(include ? { include } : {}) });
  if (desk.isStopped) return;
  if (!listed || listed.files.length === 0) {
    yield* notFound(desk, [folder ?? include ?? 'files']);
    return;
  }
  yield* say(desk, report(listed.files, plan, listed.listStoppedBy !== undefined));
}

function* report(
  files: readonly WorkspaceFile[],
  { folder, include }: Plan & { readonly kind: 'list' },
  isCut: boolean,
): Generator<string> {
  const folders = new Map<string, WorkspaceFile[]>();
  for (const file of files) {
    const own = folders.get(folderOf(file.name));
    if (own) own.push(file);
    else folders.set(folderOf(file.name), [file]);
  }
  const what = include ? ` that match ${inCode(include)}` : '';
  const where = folder ? ` below ${inCode(`${folder}/`)}` : ' in this workspace';
  yield `**${isCut ? 'More than ' : ''}${plural(files.length, 'file')}**${what}${where}, in ${plural(folders.size, 'folder')}.\n\n`;
  let shown = 0;
  for (const [name, own] of folders) {
    if (shown >= maxListedFiles) break;
    yield `**${name === '' ? 'top level' : inCode(`${name}/`)}**\n\n`;
    for (const file of own.slice(0, maxFilesOfFolder)) {
      yield `- ${fileLink(file.name, undefined, undefined, file.name.slice(name === '' ? 0 : name.length + 1))}\n`;
      shown++;
    }
    if (own.length > maxFilesOfFolder) yield `- and ${count(own.length - maxFilesOfFolder)} more\n`;
    yield '\n';
  }
  const left = files.length - shown;
  if (left > 0)
    yield `${plural(left, 'further file is', 'further files are')} not listed here. Ask for a folder to see its files.\n\n`;
  yield '*What git or the editor leave out is not listed.*\n';
}
