import { AgentError } from '../../model/errors.ts';
import { numberOf, stringOf } from '../../model/parse.ts';
import type { WorkspaceFile, WorkspaceFiles } from './workspaceFiles.ts';
import type { WorkspaceTool } from './workspaceTool.ts';

/** Told to models and shown in the panel at once. */
const maxReportedLines = 400;
const maxReportedCharacters = 24_000;

export interface ReadInput {
  readonly path: string;
  /** Both count from 1 and are included. */
  readonly startLine?: number;
  readonly endLine?: number;
}

export interface ReadResult {
  readonly file: WorkspaceFile;
  /** The whole file, whatever range was asked for. */
  readonly text: string;
  readonly lineCount: number;
  readonly startLine: number;
  readonly endLine: number;
}

export const readFile: WorkspaceTool<ReadInput, never, ReadResult> = {
  name: 'read_file',
  description:
    'Reads a text file of the workspace, whole or a range of lines. Files that git or the editor leave out cannot be read.',
  inputSchema: {
    type: 'object',
    properties: {
      path: { type: 'string', description: 'Relative to the workspace, with /' },
      startLine: { type: 'integer', minimum: 1 },
      endLine: { type: 'integer', minimum: 1 },
    },
    required: ['path'],
    additionalProperties: false,
  },
  parse(input) {
    const path = stringOf(input, 'path')?.trim();
    if (!path) throw new AgentError('invalid', 'read_file needs the path of a file.');
    const startLine = lineOf(input, 'startLine');
    const endLine = lineOf(input, 'endLine');
    return { path, ...(startLine ? { startLine } : {}), ...(endLine ? { endLine } : {}) };
  },
  run: read,
  reportProgress: (progress) => progress,
  report,
};

function lineOf(input: unknown, key: string): number | undefined {
  const line = numberOf(input, key);
  if (line === undefined) return undefined;
  if (!Number.isInteger(line) || line < 1) throw new AgentError('invalid', 'Lines count from 1.');
  return line;
}

// eslint-disable-next-line require-yield -- a tool is a generator; this one has no progress to tell
async function* read(input: ReadInput, files: WorkspaceFiles): AsyncGenerator<never, ReadResult> {
  const file = await files.find(input.path);
  if (!file) {
    const list = await files.list();
    const hint = list.stoppedBy ? ' The workspace has more files than were listed.' : '';
    throw new AgentError('not-found', `There is no file “${input.path}” in the workspace that may be read.${hint}`);
  }
  const content = await files.read(file);
  if (content.kind !== 'text') {
    throw new AgentError(
      content.kind === 'too-large' ? 'too-large' : 'not-found',
      `${file.name} cannot be read: ${content.reason}.`,
    );
  }
  const lineCount = countLines(content.text);
  const startLine = Math.min(input.startLine ?? 1, lineCount);
  const endLine = Math.max(startLine, Math.min(input.endLine ?? lineCount, lineCount));
  return { file, text: content.text, lineCount, startLine, endLine };
}

/** A line break at the very end begins no line of its own. */
export function countLines(text: string): number {
  if (text === '') return 1;
  const breaks = text.split('\n').length - 1;
  return text.endsWith('\n') ? Math.max(1, breaks) : breaks + 1;
}

function report(result: ReadResult): unknown {
  const lines = result.text.split('\n').slice(result.startLine - 1, result.endLine);
  const shown = lines.slice(0, maxReportedLines);
  while (shown.length > 1 && shown.join('\n').length > maxReportedCharacters) shown.length = shown.length >> 1;
  const endLine = result.startLine + shown.length - 1;
  return {
    path: result.file.name,
    lines: `${result.startLine}-${endLine} of ${result.lineCount}`,
    text: shown.join('\n').slice(0, maxReportedCharacters),
    ...(endLine < result.endLine ? { linesLeftOut: result.endLine - endLine } : {}),
  };
}
