/** An address that stands in running text. The names are markdown-it's. */
export interface BareLink {
  readonly schema: string;
  readonly index: number;
  readonly lastIndex: number;
  readonly text: string;
  readonly url: string;
}

/** What ends an address: white space, punctuation and control characters; and what never is part of one. */
const blank = String.raw`\p{Z}\p{Cc}`;
const boundary = String.raw`${blank}\p{P}`;
const bracket = '<>\uff5c';
const letter = `[^${boundary}${bracket}]`;

const scheme = `(^|(?!_)[${boundary}${bracket}])(https?:|mailto:)`;
const label = String.raw`(?:xn--[a-z\d-]{1,59}|${letter}(?:(?:-|${letter}){0,61}${letter})?)`;
const ipv6 = String.raw`\[[\da-f:.]{2,45}\]`;
const port = String.raw`(?::(?:[1-5]?\d{1,4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5]))?`;
/** Behind a host: not the middle of a word or number. */
const hostEnd = String.raw`(?=$|[${boundary}${bracket}])(?![-_]|:\d|\.-|\.(?!$|[${boundary}]))`;

const anyScheme = new RegExp(scheme, 'giu');
const firstScheme = new RegExp(`^${scheme}`, 'iu');
const host = new RegExp(String.raw`//(?:${ipv6}|(?:${label}\.){0,10}${label})${port}${hostEnd}`, 'iuy');
const mailbox = new RegExp(
  String.raw`[\w!#$%&'*+/=?^\x60{|}~-](?:[\w!#$%&'*+/=?^\x60{|}~-]|\.(?=[\w!#$%&'*+/=?^\x60{|}~-])){0,63}@` +
    String.raw`(?:${label}\.){0,4}${label}${hostEnd}`,
  'iuy',
);

/** One step of a path; marks of punctuation only where the sentence does not seem to end with them. */
const step = new RegExp(
  [
    letter,
    String.raw`[-\\/:%@#&=_~*]`,
    `"[^"${blank}]{1,100}"`,
    `'[^'${blank}]{1,100}'`,
    `'(?=${letter}|-)`,
    String.raw`\.{2,20}:?[a-z\d%/&]`,
    String.raw`\.(?![${blank}.]|$)`,
    `[,;](?![${blank}]|$)`,
    `!{1,20}(?![${blank}!]|$)`,
    String.raw`\?(?![${blank}?]|$)`,
  ].join('|'),
  'iuy',
);

/** Longest path, how deep brackets may be nested in it, and how much may be in a pair. */
const longest = 10_000;
const deepest = 4;
const longestInBrackets = 1_000;

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const isBlank = new RegExp(`[${blank}]`, 'u');

/**
 * Finds addresses with `http:`, `https:` and `mailto:` in running text, as markdown-it's own package does, without its
 * tables and without what it knows besides: host names alone, mail addresses alone and other schemes.
 */
export const bareLinks = {
  test(text: string): boolean {
    return next(text, 0) !== undefined;
  },

  /** Null where there is none. */
  match(text: string): BareLink[] | null {
    const links: BareLink[] = [];
    for (let link = next(text, 0); link; link = next(text, link.lastIndex)) links.push(link);
    return links.length > 0 ? links : null;
  },

  /** The one with which the text begins. */
  matchAtStart(text: string): BareLink | null {
    const match = firstScheme.exec(text);
    return (match && linkAt(text, match, 0)) ?? null;
  },
};

function next(text: string, from: number): BareLink | undefined {
  if (!/https?:|mailto:/i.test(text)) return undefined;
  anyScheme.lastIndex = Math.max(from - 1, 0);
  for (let match = anyScheme.exec(text); match; match = anyScheme.exec(text)) {
    const link = match.index + (match[1] ?? '').length < from ? undefined : linkAt(text, match, match.index);
    if (link) return link;
  }
  return undefined;
}

/** The link whose scheme was found, if the rest of an address follows. */
function linkAt(text: string, [found, before = '', schema = '']: RegExpExecArray, at: number): BareLink | undefined {
  const index = at + before.length;
  const afterScheme = at + found.length;
  const isMail = schema.toLowerCase() === 'mailto:';
  const lastIndex = isMail ? endOf(mailbox, text, afterScheme) : endOfWebAddress(text, afterScheme);
  if (lastIndex === undefined) return undefined;
  const address = text.slice(index, lastIndex);
  return { schema: schema.toLowerCase(), index, lastIndex, text: address, url: address };
}

function endOfWebAddress(text: string, at: number): number | undefined {
  const end = endOf(host, text, at);
  if (end === undefined) return undefined;
  // What is in brackets only looks like an IPv6 address so far.
  if (text.startsWith('//[', at) && !URL.canParse(`http:${text.slice(at, end)}`)) return undefined;
  return endOfPath(text, end);
}

/** Where the path, the query and the fragment end that begin here; the same place if nothing does. */
function endOfPath(text: string, at: number): number {
  if (!/^[/?#]/.test(text.charAt(at))) return at;
  let end = at + 1;
  while (end - at < longest) {
    const after = text.charAt(end) in closing ? endOfBrackets(text, end, deepest) : endOf(step, text, end);
    if (after === undefined) break;
    end = after;
  }
  return end > at + 1 || text.charAt(at) === '/' ? end : at;
}

/** Behind the bracket that closes the one here. */
function endOfBrackets(text: string, at: number, depth: number): number | undefined {
  const opener = text.charAt(at);
  let end: number | undefined = at + 1;
  for (let count = 0; end !== undefined && count <= longestInBrackets; count++) {
    const character = text.charAt(end);
    if (character === closing[opener]) return end + 1;
    if (character === '' || isBlank.test(character)) return undefined;
    if (character !== opener) end++;
    else end = depth > 1 ? endOfBrackets(text, end, depth - 1) : undefined;
  }
  return undefined;
}

function endOf(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}
