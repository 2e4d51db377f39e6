import { optional } from '../../model/parse.ts';
import { parsePrompt, readPromptMetadata } from '../../model/prompt.ts';
import type { AgentAttachment } from '../agent.ts';

export interface LookupRequest {
  readonly question: string;
  readonly attachments: readonly AgentAttachment[];
}

/**
 * Takes a user message apart into the question and the code that came with it. With the metadata of this extension the
 * places come from there; messages made elsewhere are read by their fences and whatever names a file above or behind
 * one.
 */
export function readRequest(text: string, metadata?: unknown): LookupRequest {
  const own = readPromptMetadata(metadata);
  const references = own?.attachments ?? [];
  const normal = text.replace(/\r\n?/g, '\n');
  const { question, snippets } = parsePrompt(references.length > 0 ? normal : withOurHeadings(normal), references);
  return {
    question,
    attachments: snippets
      .filter((snippet) => snippet.code.trim() !== '')
      .map(({ reference: { path, ...place }, code }) => ({ ...optional({ path: path || undefined }), ...place, code })),
  };
}

/** A place as people write it: `src/a.ts:3-9`, `src/a.ts#L3`, "File: `src/a.ts` (lines 3 to 9)", `src/a.ts lines 3–9`. */
const place =
  /^\s*(?:(?:#+|[-*>]|\/\/|file(?:name)?:|in|from)\s+)*[`*"'(]*(?<path>[\p{L}\p{N}_@.~-][\p{L}\p{N}_@.~+\\/-]*?)[`*"')]*(?:\s*[:#,(]\s*|\s+)?(?:(?:lines?\s*|L)?(?<start>\d+)(?:\s*(?:-|–|—|to|\.\.)\s*L?(?<end>\d+))?)?[`*"')]*\s*(?:\([\w+#]+\))?\s*:?\s*$/iu;

/** Rewrites lines above fences that name a file, and names behind the language of a fence, into our own headings. */
function withOurHeadings(text: string): string {
  const result: string[] = [];
  let fence = '';
  for (const line of text.split('\n')) {
    if (fence !== '') {
      if (line.trimEnd() === fence) fence = '';
      result.push(line);
      continue;
    }
    const opening = /^(?<fence>`{3,})(?<language>[\w+#.-]*)(?:[ \t:]+(?<rest>[^`]*))?$/.exec(line);
    if (!opening?.groups) {
      result.push(line);
      continue;
    }
    fence = opening.groups['fence'] ?? '';
    const rest = opening.groups['rest']?.replace(/\b(?:title|file(?:name)?|path)=/, '').trim() ?? '';
    const named = rest === '' ? undefined : ourHeading(rest);
    const above = result.findLastIndex((each) => each.trim() !== '');
    const heading = named ?? ourHeading(result[above] ?? '');
    if (heading && !named) result.splice(above);
    if (heading) result.push(heading);
    result.push(`${fence}${opening.groups['language'] ?? ''}`);
  }
  return result.join('\n');
}

function ourHeading(line: string): string | undefined {
  const { path, start, end } = place.exec(line)?.groups ?? {};
  // A sentence's last word is no file: a path has a slash, or an ending.
  if (!path || !/\/|\\|[^.]\.[A-Za-z]\w{0,9}$/.test(path)) return undefined;
  const shown = path.replaceAll('\\', '/').replace(/^\.\//, '');
  if (start === undefined) return `${shown}:`;
  return end === undefined || end === start ? `${shown}, line ${start}:` : `${shown}, lines ${start} to ${end}:`;
}
