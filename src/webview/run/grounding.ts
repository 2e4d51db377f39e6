import type { AttributedPassage, Attribution, AttributionSource } from '../../model/attribution.ts';
import { plainLine } from '../../model/plainLine.ts';

/**
 * - `grounded`    at least one source made the passage more likely
 * - `opposed`     there are sources, and all of them made it less likely
 * - `ungrounded`  the service named no source at all
 */
export type Grounding = 'grounded' | 'opposed' | 'ungrounded';

export function groundingOf({ sources }: AttributedPassage): Grounding {
  if (sources.length === 0) return 'ungrounded';
  return sources.some((source) => source.score > 0) ? 'grounded' : 'opposed';
}

/** How well a passage is grounded, in one line. */
export function groundingWords(passage: AttributedPassage): string {
  const { sources } = passage;
  const count = `${sources.length} ${sources.length === 1 ? 'source' : 'sources'}`;
  switch (groundingOf(passage)) {
    case 'ungrounded':
      return 'Ungrounded: no source';
    case 'opposed':
      return `${count}, none in favour`;
    case 'grounded':
      return `${count}, strongest ${scoreWords(strongest(sources))}`;
  }
}

function strongest(sources: readonly AttributionSource[]): number {
  return sources.reduce((best, { score }) => Math.max(best, score), -1);
}

/** `0.62`, `−0.21`: always two places, with a real minus. */
export function scoreWords(score: number): string {
  const text = Math.abs(score).toFixed(2);
  return score < 0 && text !== '0.00' ? `−${text}` : text;
}

/** What an answer as a whole rests on, in one sentence. */
export function attributionSummary({ passages }: Attribution): string {
  const told = spokenPassages(passages);
  const ungrounded = told.filter((passage) => groundingOf(passage) === 'ungrounded').length;
  if (told.length === 0) return 'The service found nothing in this answer to look at.';
  if (ungrounded === told.length) {
    return told.length === 1
      ? 'Ungrounded: the service found no source for this.'
      : `Ungrounded: the service found no source for any of the ${told.length} sentences.`;
  }
  if (told.length === 1) return 'The service found what this rests on.';
  const grounded = told.filter((passage) => groundingOf(passage) === 'grounded').length;
  const rest = told.length - ungrounded - grounded;
  return `${[
    `${grounded} of ${told.length} sentences rest on a source`,
    ...(ungrounded > 0 ? [`${ungrounded} ${ungrounded === 1 ? 'is' : 'are'} ungrounded`] : []),
    ...(rest > 0 ? [`${rest} ${rest === 1 ? 'has' : 'have'} only sources that speak against`] : []),
  ].join(', ')}.`;
}

/** Segments of nothing but blanks and marks are no sentences. */
export function spokenPassages(passages: readonly AttributedPassage[]): readonly AttributedPassage[] {
  return passages.filter(({ text, sources }) => sources.length > 0 || /[\p{L}\p{N}]/u.test(text));
}

/** The words of a passage, without the marks of Markdown that a person would read past. */
export function passageWords(text: string): string {
  const lines = text.trim().split('\n').map(plainSentence);
  return lines.filter((line) => line !== '').join('\n') || text.trim();
}

function plainSentence(line: string): string {
  const cells = /^\s*\|(.*)\|\s*$/.exec(line)?.[1]?.split('|');
  if (!cells) return plainLine(line.replace(/^\s*#{1,6}\s+/, ''));
  const words = cells.map((cell) => plainLine(cell.trim()));
  return words.every((word) => /^:?-*:?$/.test(word)) ? '' : words.join(' · ');
}

const kinds = new Map([
  ['tool_response', 'Tool result'],
  ['system_prompt', 'System prompt'],
  ['raw', 'Text in the conversation'],
]);

/** What kind of thing a source is; a word of the service that is not known here is repeated. */
export function sourceKind({ kind, toolName }: AttributionSource): string {
  if (toolName !== undefined && toolName !== '') return `Tool ${toolName}`;
  return kinds.get(kind) ?? (kind || 'Source');
}

/** What the tool looked at, as far as it is known. */
export function sourceOrigin({ origin, filePath, url, fileId }: AttributionSource): string | undefined {
  return origin || filePath || url || fileId || undefined;
}
