import { readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { editorGlob } from './editorGlob.ts';
import { type IgnoreLevel, isIgnored, parseIgnoreFile } from './gitIgnore.ts';
import { type ReadText, readTextBelow, type Unreadable } from './safeRead.ts';
import type { Workspace } from './workspace.ts';

/** Bounds of what one run looks at, so that a huge workspace costs seconds and megabytes, not the machine. */
export const workspaceLimits = {
  maxFiles: 20_000,
  listTimeMs: 5000,
  maxFileBytes: 1_000_000,
  maxCachedCharacters: 48_000_000,
} as const;

export interface WorkspaceFile {
  /** Unique in the workspace: `path`, with the folder's name in front where there are several folders. */
  readonly name: string;
  /** Relative to its folder, with `/`. */
  readonly path: string;
  readonly folder?: string;
  readonly absolutePath: string;
  readonly realRoot: string;
}

export interface FileList {
  /** Sorted: the files of a folder, then its subfolders, each by code units. */
  readonly files: readonly WorkspaceFile[];
  /** Set if there are more files than were listed. */
  readonly stoppedBy?: 'files' | 'time';
}

export type FileText = ReadText | Unreadable;

export interface WorkspaceFilesOptions {
  readonly signal: AbortSignal;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  readonly maxFiles?: number;
}

interface Root {
  readonly name: string;
  readonly realPath: string;
  /** In front of every name: empty with a single folder. */
  readonly prefix: string;
}

/**
 * The files of a workspace as one run sees them. Links are not followed, and what git or the editor's globs leave out
 * does not exist here. Lists once and remembers texts, so that several searches of one run see the same workspace and
 * read it once; make a new one for every run.
 */
export class WorkspaceFiles {
  readonly #workspace: Workspace;
  readonly #signal: AbortSignal;
  readonly #now: () => number;
  readonly #maxFiles: number;
  readonly #excludes: readonly RegExp[];
  readonly #texts = new Map<string, FileText>();
  #cachedCharacters = 0;
  #list: Promise<FileList> | undefined;
  #byName: Map<string, WorkspaceFile> | undefined;
  #rootPaths: ReadonlySet<string> = new Set();

  constructor(workspace: Workspace, options: WorkspaceFilesOptions) {
    this.#workspace = workspace;
    this.#maxFiles = options.maxFiles ?? workspaceLimits.maxFiles;
    this.#signal = options.signal;
    this.#now = () => options.now();
    this.#excludes = workspace.exclude.map(editorGlob);
  }

  get signal(): AbortSignal {
    return this.#signal;
  }

  now(): number {
    return this.#now();
  }

  /** All files, as far as the bounds allow. An aborted signal gives what was found until then. */
  list(): Promise<FileList> {
    this.#list ??= this.#walk();
    return this.#list;
  }

  /**
   * The file a person, a message or a model means by `text`: its name or its path in a folder, with `/` or `\`. Only
   * files of the list are found, so nothing outside, ignored or behind a link ever is.
   */
  async find(text: string): Promise<WorkspaceFile | undefined> {
    const { files } = await this.list();
    this.#byName ??= indexByName(files);
    return this.#byName.get(text.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
  }

  async read(file: WorkspaceFile): Promise<FileText> {
    const cached = this.#texts.get(file.name);
    if (cached) return cached;
    const text = await readTextBelow(file.realRoot, file.absolutePath, workspaceLimits.maxFileBytes);
    const length = text.kind === 'text' ? text.text.length : 0;
    if (this.#cachedCharacters + length <= workspaceLimits.maxCachedCharacters) {
      this.#cachedCharacters += length;
      this.#texts.set(file.name, text);
    }
    return text;
  }

  async #walk(): Promise<FileList> {
    const files: WorkspaceFile[] = [];
    const deadline = this.#now() + workspaceLimits.listTimeMs;
    let stoppedBy: FileList['stoppedBy'];
    const roots = await this.#roots();
    this.#rootPaths = new Set(roots.map((root) => root.realPath));
    for (const root of roots) {
      for await (const file of this.#filesBelow(root, '', [])) {
        if (files.length >= this.#maxFiles) stoppedBy = 'files';
        else if (this.#now() > deadline) stoppedBy = 'time';
        if (stoppedBy || this.#signal.aborted) break;
        files.push(file);
      }
      if (stoppedBy || this.#signal.aborted) break;
    }
    return stoppedBy ? { files, stoppedBy } : { files };
  }

  /** Folders that cannot be resolved hold no files. */
  async #roots(): Promise<readonly Root[]> {
    const hasSeveral = this.#workspace.folders.length > 1;
    const roots: Root[] = [];
    for (const { name, path: folderPath } of this.#workspace.folders) {
      const realPath = path.isAbsolute(folderPath) ? await realpath(folderPath).catch(() => undefined) : undefined;
      if (realPath === undefined || roots.some((root) => root.realPath === realPath)) continue;
      roots.push({ name, realPath, prefix: hasSeveral ? `${name}/` : '' });
    }
    return roots;
  }

  async *#filesBelow(root: Root, folder: string, above: readonly IgnoreLevel[]): AsyncGenerator<WorkspaceFile> {
    if (this.#signal.aborted) return;
    const absoluteFolder = path.join(root.realPath, folder);
    // A folder that became a link since its parent was listed would lead out of the workspace.
    if ((await realpath(absoluteFolder).catch(() => undefined)) !== absoluteFolder) return;
    const entries = await readdir(absoluteFolder, { withFileTypes: true }).catch(() => []);
    const levels = await this.#levelsOf(root, folder, entries, above);
    const names = entries.toSorted((one, other) => compare(one.name, other.name));
    for (const entry of names) {
      if (!entry.isFile() || entry.name === '.git') continue;
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (this.#isExcluded(relative, levels, false)) continue;
      yield {
        name: root.prefix + relative,
        path: relative,
        ...(root.prefix === '' ? {} : { folder: root.name }),
        absolutePath: path.join(absoluteFolder, entry.name),
        realRoot: root.realPath,
      };
    }
    for (const entry of names) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (!entry.isDirectory() || entry.name === '.git' || this.#isExcluded(relative, levels, true)) continue;
      // A workspace folder inside another one is listed under its own name, as the editor shows it.
      if (this.#rootPaths.has(path.join(absoluteFolder, entry.name))) continue;
      yield* this.#filesBelow(root, relative, levels);
    }
  }

  async #levelsOf(
    root: Root,
    folder: string,
    entries: readonly { readonly name: string; isFile(): boolean; isDirectory(): boolean }[],
    above: readonly IgnoreLevel[],
  ): Promise<readonly IgnoreLevel[]> {
    const ruleFiles = [
      ...(entries.some((entry) => entry.name === '.git' && entry.isDirectory()) ? ['.git/info/exclude'] : []),
      ...(entries.some((entry) => entry.name === '.gitignore' && entry.isFile()) ? ['.gitignore'] : []),
    ];
    const levels = [...above];
    for (const file of ruleFiles) {
      const absolutePath = path.join(root.realPath, folder, file);
      const content = await readTextBelow(root.realPath, absolutePath, workspaceLimits.maxFileBytes);
      if (content.kind === 'text') levels.push({ folder, rules: parseIgnoreFile(content.text) });
    }
    return levels;
  }

  #isExcluded(relative: string, levels: readonly IgnoreLevel[], isFolder: boolean): boolean {
    return this.#excludes.some((glob) => glob.test(relative)) || isIgnored(levels, relative, isFolder);
  }
}

/** Lets everything else of the process have a turn; long loops over remembered texts would otherwise hold it up. */
export async function takeTurns(index: number): Promise<void> {
  if (index % 16 === 15) await nextTurn();
}

function indexByName(files: readonly WorkspaceFile[]): Map<string, WorkspaceFile> {
  const index = new Map<string, WorkspaceFile>();
  for (const file of files) if (!index.has(file.path)) index.set(file.path, file);
  for (const file of files) index.set(file.name, file);
  return index;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
