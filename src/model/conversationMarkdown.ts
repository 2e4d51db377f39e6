import { describeReference } from './codeReference.ts';
import { type Part, type SourcePart, type ToolPart, textOf } from './message.ts';
import { askedOf, fenceFor, longestRunOfBackticks } from './prompt.ts';
import { toolInputOf } from './runState.ts';
import { toolSummary } from './toolSummary.ts';
import { type TranscriptItem, agentIdOf, authorName, clockTime } from './transcript.ts';

export interface ConversationMarkdownOptions {
  readonly title: string;
  /** By the agent's id; undefined where it has no name. */
  readonly agentName: (agentId: string) => string | undefined;
  /** What a reader must know is not in it; absent: all of the conversation is there. */
  readonly missing?: string;
}

/** Headings inside of messages stand below that of their message. */
const highestHeading = 3;

/**
 * A conversation as one Markdown document: a heading for each article with author and time, then what was said, the
 * tools that were called in a line each, and sources as a list. Reasoning is left out. What a message says can neither
 * end nor swallow what comes after it.
 */
export function conversationMarkdown(
  items: readonly TranscriptItem[],
  { title, agentName, missing }: ConversationMarkdownOptions,
): string {
  const blocks = [`# ${inLine(title) || 'Thread'}`];
  if (missing !== undefined) blocks.push(`> **Not complete.** ${inLine(missing)}`);
  for (const item of items) {
    const agentId = agentIdOf(item);
    const author = authorName(item, agentId === undefined ? undefined : agentName(agentId));
    blocks.push(`## ${[inLine(author), whenOf(item), stateOf(item)].filter(Boolean).join(', ')}`);
    blocks.push(...(item.role === 'user' ? questionBlocks(item) : answerBlocks(item.parts)));
  }
  return `${blocks.join('\n\n')}\n`;
}

function questionBlocks(item: TranscriptItem): readonly string[] {
  const { question, attachments } = askedOf(item.messages[0], textOf(item));
  const attached = attachments.map((reference) => `- ${codeSpan(describeReference(reference))}`);
  return [
    ...textBlocks(question),
    ...(attached.length > 0 ? ['Attached code:', attached.join('\n')] : []),
    ...answerBlocks(item.parts.filter((part) => part.type !== 'text')),
  ];
}

/** The parts in order, what the answer rests on at the end. */
function answerBlocks(parts: readonly Part[]): readonly string[] {
  const blocks: string[] = [];
  let tools: string[] = [];
  const endTools = (): void => {
    if (tools.length > 0) blocks.push(tools.join('\n'));
    tools = [];
  };
  for (const part of parts) {
    if (part.type === 'tool') tools.push(toolLine(part));
    const others = blocksOf(part);
    if (others.length > 0) endTools();
    blocks.push(...others);
  }
  endTools();
  const sources = parts.filter((part) => part.type === 'source');
  if (sources.length > 0) blocks.push('Sources:', sources.map((source) => `- ${sourceLine(source)}`).join('\n'));
  return blocks;
}

function blocksOf(part: Part): readonly string[] {
  switch (part.type) {
    case 'text':
      return textBlocks(part.text);
    case 'file':
      return [`File: ${codeSpan(part.name ?? part.fileId ?? part.mediaType ?? 'without name')}`];
    case 'error':
      return ['Error from the agent:', fenced(part.errorText)];
    case 'guardrail':
      return ['A guardrail of the service blocked or changed the text before.'];
    case 'reasoning':
    case 'tool':
    case 'source':
    case 'data':
    case 'annotations':
    case 'unknown':
      return [];
  }
}

function textBlocks(text: string): readonly string[] {
  const trimmed = text.replace(/^\s*\n/, '').trimEnd();
  return trimmed === '' ? [] : [embeddedMarkdown(trimmed)];
}

function toolLine(tool: ToolPart): string {
  const summary = toolSummary(toolInputOf(tool));
  const hasFailed = tool.state === 'failed' || tool.state === 'input-error';
  return `- Tool ${codeSpan(tool.toolName || tool.toolCallId || 'without name')}${
    summary === '' ? '' : `: ${codeSpan(summary)}`
  }${hasFailed ? ' (failed)' : ''}`;
}

function sourceLine(source: SourcePart): string {
  const title = inLine(source.title || source.filename || source.url || source.sourceId);
  const place = source.location && describeReference(source.location);
  const facts = [
    place,
    source.page === undefined ? undefined : `page ${source.page}`,
    source.lines === undefined ? undefined : `lines ${source.lines}`,
    source.section,
  ].filter((fact) => fact !== undefined && fact !== '' && fact !== title);
  const name = source.url === undefined ? title : `[${escaped(title)}](<${source.url.replace(/[<>\s]/g, encodeURI)}>)`;
  return facts.length === 0 ? name : `${name} (${facts.map((fact) => inLine(fact ?? '')).join(', ')})`;
}

function whenOf({ createdAt }: TranscriptItem): string | undefined {
  const date = new Date(createdAt ?? '');
  const time = createdAt === undefined ? undefined : clockTime(createdAt);
  if (time === undefined) return undefined;
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

function stateOf({ state, isLive }: TranscriptItem): string | undefined {
  if (isLive) return 'not finished';
  if (state === 'unsaved') return 'only on this machine';
  return state === 'stored' ? undefined : 'not sent';
}

/** Text in one line; line breaks would end a heading or an item. */
function inLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function escaped(text: string): string {
  return text.replace(/[\\[\]]/g, String.raw`\$&`);
}

/** Text as inline code, whatever backticks are in it. */
function codeSpan(text: string): string {
  const line = inLine(text);
  const ticks = '`'.repeat(longestRunOfBackticks(line) + 1);
  const pad = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${pad}${line}${pad}${ticks}`;
}

function fenced(text: string): string {
  const fence = fenceFor(text);
  return `${fence}\n${text.trimEnd()}\n${fence}`;
}

/**
 * Markdown as a part of a larger document: its headings are moved below that of the message where they are not, all by
 * the same, and a fence that nobody closed is closed.
 */
export function embeddedMarkdown(text: string): string {
  const lines: Line[] = [];
  let fence: { readonly marks: string; readonly indent: string } | undefined;
  for (const line of text.split(/\r?\n/)) {
    const mark = /^(\s*)(`{3,}|~{3,})(.*)$/.exec(line);
    const [, indent = '', marks = '', rest = ''] = mark ?? [];
    if (fence) {
      if (mark && rest.trim() === '' && marks.startsWith(fence.marks)) fence = undefined;
      lines.push({ text: line });
    } else if (mark && !(marks.startsWith('`') && rest.includes('`'))) {
      fence = { marks, indent };
      lines.push({ text: line });
    } else {
      pushLine(lines, line);
    }
  }
  const highest = Math.min(...lines.map(({ level }) => level ?? Infinity));
  const shift = Math.max(0, highestHeading - highest);
  const written = lines.map(({ text: own, level }) =>
    level === undefined ? own : `${'#'.repeat(Math.min(6, level + shift))} ${own}`.trimEnd(),
  );
  return [...written, ...(fence ? [`${fence.indent}${fence.marks}`] : [])].join('\n');
}

/** A line; of a heading its words. */
interface Line {
  readonly text: string;
  readonly level?: number;
}

/** Adds a line outside of fences. A heading may show only in the line below it. */
function pushLine(lines: Line[], line: string): void {
  const [, marks, words = ''] = /^ {0,3}(#{1,6})(?:\s+(.*))?$/.exec(line) ?? [];
  const underline = /^ {0,3}(?:(=+)|-+)\s*$/.exec(line);
  const before = lines.at(-1);
  const isLone = (lines.at(-2)?.text ?? '').trim() === '';
  const isText = before?.level === undefined && /^ {0,3}(?!\d+[.)]\s)[^\s>#|*+`~-]/.test(before?.text ?? '');
  if (marks !== undefined) lines.push({ text: words, level: marks.length });
  else if (underline && isLone && isText) {
    lines[lines.length - 1] = { text: before?.text.trim() ?? '', level: underline[1] === undefined ? 2 : 1 };
  } else lines.push({ text: line });
}
