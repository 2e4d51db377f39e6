import MarkdownIt from 'markdown-it';
import { bareLinks } from './bareLinks.ts';
import { encodeAddress, readableAddress } from './linkAddress.ts';
import { addMath, type HalfFormula, type MathEnvironment } from './mathRules.ts';

type Parser = InstanceType<typeof MarkdownIt>;

/** A piece of parsed Markdown, as markdown-it makes it. */
export type Token = ReturnType<Parser['parse']>[number];

/** Link reference definitions by normalised label. Reads fall through to the prototype: what was known before. */
export type References = Record<string, { readonly title: string; readonly href: string }>;

export interface Parsed {
  readonly tokens: readonly Token[];
  /** Definitions of this text alone are own properties. */
  readonly references: References;
}

/** Turns Markdown into block tokens, with the definitions that were made earlier in the document. */
export type Parse = (text: string, known: References) => Parsed;

const parser = createParser();

/** A parser with the rules of answers. */
export function createParser(): Parser {
  const markdown = new MarkdownIt({ html: false, linkify: true });
  Object.assign(markdown, {
    // Bare host names and mail addresses stay text: a file name such as `setup.py` would become a link to Paraguay.
    linkify: bareLinks,
    normalizeLink: encodeAddress,
    normalizeLinkText: readableAddress,
    // What may be opened is decided where links are built (linkTarget.ts), which also shows the targets it refuses.
    validateLink: () => true,
  });
  // The streaming renderer needs to see where definitions are.
  markdown.core.ruler.disable('strip_references');
  addMath(markdown);
  return markdown;
}

export function parseBlocks(text: string, known: References): Parsed {
  const references = Object.create(known) as References;
  return { tokens: parser.parse(text, { references }), references };
}

/** Inline tokens of one paragraph's text, of which a part may be a formula whose end has not come. */
export function parseInline(text: string, known: References, halfFormula?: HalfFormula): readonly Token[] {
  const environment: MathEnvironment = halfFormula ? { halfFormula } : {};
  const references = Object.create(known) as References;
  return parser.parseInline(text, { ...environment, references })[0]?.children ?? [];
}

/** How a reference's label is compared: case and inner white space do not count. */
export function normalizeLabel(label: string): string {
  return parser.utils.normalizeReference(label);
}

export function noReferences(): References {
  return Object.create(null) as References;
}
