/** A formula in a line of text, with what stands around it. */
export interface FoundFormula {
  /** TeX, without its delimiters. */
  readonly source: string;
  /** On a line of its own, not in the running text. */
  readonly isDisplay: boolean;
  /** Index after the closing delimiter. */
  readonly end: number;
}

/** How a formula begins, and what ends it. */
interface Delimiter {
  readonly opener: string;
  readonly closer: string;
  readonly isDisplay: boolean;
}

const delimiters: readonly Delimiter[] = [
  { opener: '$$', closer: '$$', isDisplay: true },
  { opener: '$', closer: '$', isDisplay: false },
  { opener: '\\[', closer: '\\]', isDisplay: true },
  { opener: '\\(', closer: '\\)', isDisplay: false },
];

/** Longest formula in running text; what is longer is none. */
const maxInlineLength = 5_000;

/** Longest half-written formula that is shown as one; a lone dollar may also stand in a sentence. */
const maxHalfLength = 400;

/**
 * The formula that begins at `start`, whose delimiter is closed before `end`. Dollars follow the rules by which prices
 * stay text: no white space after the opening and before the closing one, no letter or digit outside of them. `\(` and
 * `\[` may also be escaped brackets, so what is in them must not read like prose.
 */
export function findFormula(text: string, start: number, end = text.length): FoundFormula | undefined {
  const delimiter = delimiterAt(text, start);
  if (!delimiter) return undefined;
  const { opener, closer, isDisplay } = delimiter;
  const from = start + opener.length;
  const to = endOfSource(text, from, Math.min(end, from + maxInlineLength), closer);
  if (to < 0) return undefined;
  const inner = text.slice(from, to);
  if (inner.trim() === '') return undefined;
  const after = to + closer.length;
  if (opener === '$' ? !isClosedLikeMath(text, inner, after) : opener.startsWith('\\') && !readsLikeMath(inner)) {
    return undefined;
  }
  return { source: withoutTicks(inner).trim(), isDisplay, end: after };
}

/**
 * Whether a formula seems to have been begun at `start` whose end is not there yet: `half` to show its source so far,
 * `nothing` where only (a part of) a delimiter has come.
 */
export function isHalfFormula(text: string, start: number): 'half' | 'nothing' | undefined {
  const rest = text.slice(start);
  if (rest === '$' || rest === '$$') return canOpenAt(text, start) ? 'nothing' : undefined;
  const delimiter = delimiterAt(text, start);
  if (!delimiter || rest.length > maxHalfLength) return undefined;
  const { opener, closer } = delimiter;
  const source = rest.slice(opener.length);
  if (source.trim() === '') return opener === '$' ? undefined : 'nothing';
  if (endOfSource(source, 0, source.length, closer) >= 0) return undefined;
  if (opener === '$' && (/^\d/.test(source) || hasSentence(source))) return undefined;
  return opener === '$$' || readsLikeMath(source) ? 'half' : undefined;
}

/** What is there of a formula that is still being written, without the beginning of its closing delimiter. */
export function halfSource(text: string): string {
  const opener = delimiterAt(text, 0)?.opener ?? '';
  return text
    .slice(opener.length)
    .replace(/(?:\$|\\)$/, '')
    .trim();
}

function delimiterAt(text: string, start: number): Delimiter | undefined {
  const delimiter = delimiters.find(({ opener }) => text.startsWith(opener, start));
  if (!delimiter?.opener.startsWith('$')) return delimiter;
  const after = text.charAt(start + delimiter.opener.length);
  if (!canOpenAt(text, start) || after === '$') return undefined;
  return delimiter.opener === '$' && (after === '' || /\s/.test(after)) ? undefined : delimiter;
}

/** `US$5`, `a$b` and the second half of `$$$` begin nothing. */
function canOpenAt(text: string, start: number): boolean {
  return !/[\w$]/.test(text.charAt(start - 1));
}

/** Where each closing delimiter was looked for last and not found, so that a text full of openings is read once. */
const missing = new Map<string, { readonly text: string; readonly from: number; readonly to: number }>();

/** Where the closing delimiter begins; dollars and backslashes that are escaped are part of the formula. */
function endOfSource(text: string, from: number, limit: number, closer: string): number {
  const known = missing.get(closer);
  const isKnown = known !== undefined && from >= known.from && from <= known.to && known.text === text;
  let index = isKnown ? known.to : from;
  for (; index + closer.length <= limit; index++) {
    if (text.startsWith(closer, index)) return index;
    if (text.charAt(index) === '\\') index++;
  }
  missing.set(closer, { text, from: isKnown ? known.from : from, to: index });
  return -1;
}

function isClosedLikeMath(text: string, inner: string, after: number): boolean {
  if (/\s$/.test(inner)) return false;
  // The 𝑛th, the 𝑥s: letters that follow a formula are an ending of a word.
  return !/^\w/.test(text.slice(after)) || /^(?:th|st|nd|rd|s|D)\b/.test(text.slice(after));
}

/** Not two words in a row, unless something else is there that only formulas have. A lone number is a citation. */
function readsLikeMath(source: string): boolean {
  if (/\\[a-z]|[\^_=<>+]/i.test(source)) return true;
  return !/^[\s\d,]*$/.test(source) && !/[a-z]{3,}/i.test(source);
}

/** Two words in a row that are not inside braces, as `$HOME_DIR is where` has them. */
function hasSentence(source: string): boolean {
  return /[a-z]{2,} [a-z]{2,}/i.test(source.replaceAll(/\{[^}]*\}?/g, ''));
}

/** `` $`x`$ `` is how GitHub keeps Markdown out of a formula. */
function withoutTicks(inner: string): string {
  return /^`[^`]+`$/.test(inner) ? inner.slice(1, -1) : inner;
}
