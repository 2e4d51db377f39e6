import { AgentError } from '../../model/errors.ts';
import { booleanOf, stringOf } from '../../model/parse.ts';
import { type CodeFile, mainDeclarations, readCodeFile } from './languages/codeFile.ts';
import { editorGlob } from './editorGlob.ts';
import { type FileList, takeTurns, type WorkspaceFile, type WorkspaceFiles } from './workspaceFiles.ts';
import type { WorkspaceTool } from './workspaceTool.ts';

export const listLimits = {
  /** For going through the files one by one, the pauses of who does so included. */
  outlineTimeMs: 58_000,
  outlinedFiles: 2000,
  reportedFiles: 200,
  reportedNames: 8,
} as const;

export interface ListInput {
  /** Only files below it; empty for the whole workspace. */
  readonly folder: string;
  /** A glob: only files whose name it matches. */
  readonly include?: string;
  /** Also reads every file and tells what it declares. */
  readonly withDeclarations: boolean;
}

export interface ListProgress {
  readonly done: number;
  readonly of: number;
  readonly file: WorkspaceFile;
  /** Undefined if the file gives no text. */
  readonly code: CodeFile | undefined;
}

export interface ListResult {
  readonly files: readonly WorkspaceFile[];
  readonly listStoppedBy?: NonNullable<FileList['stoppedBy']>;
  /** Only with declarations: what was read, in the order of the files. */
  readonly outlines: readonly CodeFile[];
  /** How many files were gone through, binary ones included. */
  readonly outlinedFiles: number;
  readonly outlineStoppedBy?: 'time' | 'files' | 'cancelled';
}

export const listFiles: WorkspaceTool<ListInput, ListProgress, ListResult> = {
  name: 'list_files',
  description:
    'Lists the files of the workspace or of a folder, on request with what each declares. Files that git or the editor leave out are not listed.',
  inputSchema: {
    type: 'object',
    properties: {
      folder: { type: 'string', description: 'Relative to the workspace, with /; left out for all' },
      include: { type: 'string', description: 'Glob of the files to list, such as **/*.md' },
      declarations: { type: 'boolean', default: false },
    },
    additionalProperties: false,
  },
  parse(input) {
    const include = stringOf(input, 'include')?.trim();
    const folder = (stringOf(input, 'folder') ?? '').replaceAll('\\', '/').replace(/^(?:\.?\/)+|\/+$/g, '');
    return {
      folder: folder === '.' ? '' : folder,
      withDeclarations: booleanOf(input, 'declarations') ?? false,
      ...(include ? { include } : {}),
    };
  },
  run: list,
  reportProgress: ({ done, of, file }) => ({ done, of, file: file.name }),
  report,
};

async function* list(input: ListInput, files: WorkspaceFiles): AsyncGenerator<ListProgress, ListResult> {
  const all = await files.list();
  const include = input.include === undefined ? undefined : editorGlob(input.include);
  const isWanted = (file: WorkspaceFile): boolean =>
    (input.folder === '' || [file.name, file.path].some((name) => name.startsWith(`${input.folder}/`))) &&
    (!include || include.test(file.path) || include.test(file.name));
  const wanted = all.files.filter(isWanted);
  if (wanted.length === 0 && input.folder !== '' && !include) {
    throw new AgentError('not-found', `There is no folder “${input.folder}” with files in the workspace.`);
  }
  const result = { files: wanted, ...(all.stoppedBy ? { listStoppedBy: all.stoppedBy } : {}) };
  if (!input.withDeclarations) return { ...result, outlines: [], outlinedFiles: 0 };

  const startedAt = files.now();
  const outlines: CodeFile[] = [];
  const total = Math.min(wanted.length, listLimits.outlinedFiles);
  let stoppedBy: ListResult['outlineStoppedBy'] = wanted.length > total ? 'files' : undefined;
  let done = 0;
  for (const file of wanted.slice(0, total)) {
    await takeTurns(done);
    if (files.signal.aborted) stoppedBy = 'cancelled';
    else if (files.now() - startedAt > listLimits.outlineTimeMs) stoppedBy = 'time';
    if (stoppedBy === 'cancelled' || stoppedBy === 'time') break;
    const content = await files.read(file);
    const code = content.kind === 'text' ? readCodeFile(file, content.text) : undefined;
    if (code) outlines.push(code);
    done++;
    yield { done, of: total, file, code };
  }
  return { ...result, outlines, outlinedFiles: done, ...(stoppedBy ? { outlineStoppedBy: stoppedBy } : {}) };
}

function report(result: ListResult): unknown {
  const outlines = new Map(result.outlines.map((code) => [code.file.name, code]));
  const shown = result.files.slice(0, listLimits.reportedFiles);
  return {
    total: result.files.length,
    files: shown.map((file) => {
      const code = outlines.get(file.name);
      if (!code) return file.name;
      const names = mainDeclarations(code).map((declaration) => declaration.name);
      const further = names.length - listLimits.reportedNames;
      return {
        path: file.name,
        lines: code.lineCount,
        ...(names.length > 0 ? { declares: names.slice(0, listLimits.reportedNames) } : {}),
        ...(further > 0 ? { furtherNames: further } : {}),
      };
    }),
    ...(result.files.length > shown.length ? { furtherFiles: result.files.length - shown.length } : {}),
    ...(result.outlinedFiles > 0 ? { readFiles: result.outlinedFiles } : {}),
    ...(result.outlineStoppedBy ? { stoppedBy: result.outlineStoppedBy } : {}),
    ...(result.listStoppedBy ? { listStoppedBy: result.listStoppedBy } : {}),
  };
}
