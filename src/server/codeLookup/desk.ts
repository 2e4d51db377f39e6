import { createHash } from 'node:crypto';
import { describeReference } from '../../model/codeReference.ts';
import { isAgentError } from '../../model/errors.ts';
import { parseJson, stringOf } from '../../model/parse.ts';
import type { AgentContext, AgentEvent, AgentSource } from '../agent.ts';
import type { Coverage } from '../workspace/coverage.ts';
import { type CodeFile, readCodeFile, sectionOf } from '../workspace/languages/codeFile.ts';
import { FileNames, folderOf } from '../workspace/languages/resolveImport.ts';
import { type WorkspaceFile, WorkspaceFiles } from '../workspace/workspaceFiles.ts';
import type { WorkspaceTool } from '../workspace/workspaceTool.ts';
import { fileLink } from './markdown.ts';

/** As much text as one source carries. */
const maxSourceLines = 60;
const maxSourceCharacters = 6000;

/** Of a workspace with many packages so many are known by name. */
const maxPackages = 200;

/** How long after a piece of text the next one comes: fast, but seen. */
const textPaceMs = 12;

/** What one run of Code Lookup works with: its files, what it has read, and what it has cited. */
export class Desk {
  readonly context: AgentContext;
  readonly files: WorkspaceFiles;
  /** Of every search of the run, for the closing words. */
  readonly coverages: Coverage[] = [];
  readonly #code = new Map<string, CodeFile | undefined>();
  readonly #cited = new Set<string>();
  readonly #pending: AgentSource[] = [];
  #fileNames: FileNames | undefined;
  #packages: Promise<ReadonlyMap<string, string>> | undefined;
  #counter = 0;

  constructor(context: AgentContext) {
    this.context = context;
    this.files = new WorkspaceFiles(context.workspace, context);
  }

  get isStopped(): boolean {
    return this.context.signal.aborted;
  }

  /**
   * Unique within a thread, because every run finds a longer history, and the same whenever the same thing is asked in
   * the same place.
   */
  nextId(kind: string): string {
    this.#counter++;
    return `${kind}-${this.context.history.length}-${this.#counter}`;
  }

  async fileNames(): Promise<FileNames> {
    this.#fileNames ??= new FileNames((await this.files.list()).files.map((file) => file.name));
    return this.#fileNames;
  }

  /** The packages that the workspace itself holds, with their folders. */
  packages(): Promise<ReadonlyMap<string, string>> {
    this.#packages ??= packagesOf(this.files);
    return this.#packages;
  }

  /** What is known about a file; undefined if it gives no text. */
  async code(file: WorkspaceFile): Promise<CodeFile | undefined> {
    if (!this.#code.has(file.name)) {
      const content = await this.files.read(file);
      this.#code.set(file.name, content.kind === 'text' ? readCodeFile(file, content.text) : undefined);
    }
    return this.#code.get(file.name);
  }

  /** A link to lines of a file that also makes them a source of the answer. */
  cite(code: CodeFile, startLine: number, endLine = startLine, label?: string): string {
    this.#use(sourceOf(code, startLine, endLine));
    return fileLink(code.file.name, startLine, endLine, label);
  }

  /** A link to one line whose source is more than the line. */
  citeWithin(code: CodeFile, line: number, startLine: number, endLine: number, label: string): string {
    this.#use(sourceOf(code, startLine, endLine));
    return fileLink(code.file.name, line, line, label);
  }

  #use(source: AgentSource): void {
    if (this.#cited.has(source.chunkId)) return;
    this.#cited.add(source.chunkId);
    this.#pending.push(source);
  }

  takeSources(): readonly AgentSource[] {
    return this.#pending.splice(0);
  }
}

async function packagesOf(files: WorkspaceFiles): Promise<ReadonlyMap<string, string>> {
  const packages = new Map<string, string>();
  const manifests = (await files.list()).files.filter((file) => /(?:^|\/)package\.json$/.test(file.path));
  for (const file of manifests.slice(0, maxPackages)) {
    const content = await files.read(file);
    const name = content.kind === 'text' ? stringOf(parseJson(content.text), 'name') : undefined;
    if (name && !packages.has(name)) packages.set(name, folderOf(file.name));
  }
  return packages;
}

function sourceOf(code: CodeFile, startLine: number, endLine: number): AgentSource {
  const last = Math.min(endLine, code.lineCount, startLine + maxSourceLines - 1);
  const text = code.lines
    .slice(startLine - 1, last)
    .join('\n')
    .slice(0, maxSourceCharacters);
  const { path, folder, name } = code.file;
  const section = sectionOf(code, startLine);
  const hash = createHash('sha256').update(`${name}\n${startLine}-${last}\n${text}`).digest('hex');
  const place = { path, ...(folder ? { folder } : {}), startLine, endLine: last };
  return {
    chunkId: `chunk-${hash.slice(0, 24)}`,
    ...place,
    title: describeReference(place),
    mediaType: code.language?.id === 'markdown' ? 'text/markdown' : 'text/plain',
    text,
    ...(section ? { section } : {}),
  };
}

/**
 * Calls a tool so that it can be seen; answers its result, or undefined where it failed, which is shown, too. A stopped
 * run begins no further call.
 */
export async function* callTool<Input, Progress, Result>(
  desk: Desk,
  tool: WorkspaceTool<Input, Progress, Result>,
  input: Readonly<Record<string, unknown>>,
  onProgress?: (progress: Progress) => AsyncGenerator<AgentEvent, void>,
): AsyncGenerator<AgentEvent, Result | undefined> {
  if (desk.isStopped) return undefined;
  const toolCallId = desk.nextId('call');
  yield { type: 'tool-input-start', toolCallId, toolName: tool.name };
  yield { type: 'tool-input-delta', toolCallId, delta: JSON.stringify(input) };
  yield { type: 'tool-input-available', toolCallId, toolName: tool.name, input };
  await desk.context.pace();
  try {
    const running = tool.run(tool.parse(input), desk.files);
    let step = await running.next();
    while (!step.done) {
      yield { type: 'tool-output-available', toolCallId, output: tool.reportProgress(step.value), preliminary: true };
      if (onProgress) yield* onProgress(step.value);
      step = await running.next();
    }
    yield { type: 'tool-output-available', toolCallId, output: tool.report(step.value) };
    await desk.context.pace();
    return step.value;
  } catch (error) {
    if (!isAgentError(error)) throw error;
    yield { type: 'tool-output-error', toolCallId, errorText: error.message };
    return undefined;
  }
}

/** Thinks aloud, a sentence at a time. */
export async function* think(desk: Desk, text: () => string): AsyncGenerator<AgentEvent, void> {
  const id = desk.nextId('reasoning');
  yield { type: 'reasoning-start', id };
  for (const delta of text().match(/.+?(?:[.:](?:\s+|$)|\n+|$)/gs) ?? []) {
    if (desk.isStopped) break;
    yield { type: 'reasoning-delta', id, delta };
    await desk.context.pace(textPaceMs);
  }
  yield { type: 'reasoning-end', id };
}

/** Streams Markdown, a sentence, a line or a row at a time; after each piece come the sources that it cites. */
export async function* say(
  desk: Desk,
  pieces: Iterable<string> | AsyncIterable<string>,
): AsyncGenerator<AgentEvent, void> {
  if (desk.isStopped) return;
  const id = desk.nextId('text');
  yield { type: 'text-start', id };
  let tail = '\n\n';
  for await (const piece of pieces) {
    const text = withoutGap(tail, piece);
    tail = (tail + text).slice(-2);
    for (const delta of splitText(text)) {
      if (desk.isStopped) break;
      yield { type: 'text-delta', id, delta };
      await desk.context.pace(textPaceMs);
    }
    if (desk.isStopped) break;
    for (const source of desk.takeSources()) yield { type: 'source-document', source };
  }
  yield { type: 'text-end', id };
}

/** Pieces bring their own blank lines; two in a row would only be a gap. */
export function withoutGap(tail: string, piece: string): string {
  const before = /\n*$/.exec(tail)?.[0].length ?? 0;
  const own = /^\n*/.exec(piece)?.[0].length ?? 0;
  return piece.slice(Math.min(own, Math.max(0, before + own - 2)));
}

/** Lines, and sentences of long lines; a row of a table stays whole. */
function splitText(text: string): readonly string[] {
  return (text.match(/[^\n]*\n+|[^\n]+$/g) ?? []).flatMap((line) =>
    line.startsWith('|') || line.length < 120 ? [line] : (line.match(/.+?(?:[.;:]\s+(?=\S)|$)|\n+/gs) ?? [line]),
  );
}
