import { type InlineSteps, inlineSteps } from './inlineSteps.ts';
import { inlineTree } from './inlineTree.ts';
import { parseInline, type References, type Token } from './parser.ts';
import { element, type TreeNode } from './treeNode.ts';

/** A paragraph is taken apart every so many characters. Nobody writes paragraphs that long; models repeat themselves. */
const partLength = 4_000;

/** How many more characters the end of a sentence is waited for. */
const patience = 1_000;

/** Formulas are no longer than that, so that one which seems to have begun holds up a part only so far. */
const maxFormulaLength = 5_100;

/** Stands for the finished parts of a paragraph whose rest is parsed: a character that no font has, and a space. */
export const paragraphStandIn = '\uE000 ';

/** The class of all parts but the first, which stands in the paragraph itself. */
export const partClass = 'paragraph-part';

/**
 * The nodes of one paragraph. A long one is laid out in several blocks, so that text that comes later moves only the
 * last of them. Where they begin depends on the text alone, never on how it arrived.
 */
export function paragraphTree(inline: Token, references: References): readonly TreeNode[] {
  const cuts = partsOf(inline, references);
  if (cuts.length === 0) return inlineTree(inline.children ?? []);
  const last = lastPart(inline) ?? parseInline(inline.content.slice(cuts.at(-1)), references);
  return [0, ...cuts].flatMap((start, index) => {
    const end = cuts[index];
    const tokens = end === undefined ? last : parseInline(inline.content.slice(start, end), references);
    const nodes = inlineTree(tokens);
    return index === 0 ? nodes : [part(nodes, end !== undefined)];
  });
}

/** The part of a paragraph that has these nodes. */
export function part(nodes: readonly TreeNode[], isFinished: boolean): TreeNode {
  return element('span', nodes, { className: isFinished ? `${partClass} finished` : partClass });
}

/** Where the parts of this paragraph's text begin, the first one aside. */
export function partsOf(inline: Token, references: References): readonly number[] {
  const { content } = inline;
  if (content.length < partLength) return [];
  if (known?.text === content && known.references === references) return known.cuts;
  const cuts = cutParagraph(content, references);
  known = { text: content, references, cuts };
  return cuts;
}

/** The paragraph that is being written is asked for several times. */
let known: { readonly text: string; readonly references: References; readonly cuts: readonly number[] } | undefined;

/** Replaces the tokens of a paragraph's last part, which may be unfinished. */
export function setLastPart(inline: Token, tokens: readonly Token[]): void {
  inline.meta = { ...inline.meta, lastPart: tokens };
}

function lastPart(inline: Token): readonly Token[] | undefined {
  return inline.meta?.['lastPart'] as readonly Token[] | undefined;
}

/**
 * Where a paragraph can be cut so that each part by itself becomes what it is in the whole, whatever follows: before
 * words with nothing open in front of them. Each part has `length` characters or more and ends with a sentence if one
 * ends soon after that. A place is found as soon as it has come, and the same in every longer text.
 */
export function cutParagraph(text: string, references: References, length = partLength): readonly number[] {
  const steps = inlineSteps(text, references);
  const isBalanced = balancedAfter(steps);
  const cuts: number[] = [];
  let next = nextPart(0);
  let bracketDepth = 0;
  let formulaEnd = 0;

  function nextPart(start: number): { readonly sentence: number; readonly word: number } {
    const standIn = start === 0 && text.startsWith(paragraphStandIn) ? paragraphStandIn.length : 0;
    const sentence = start + standIn + length;
    return { sentence, word: sentence + Math.min(patience, length) };
  }

  for (const [index, start] of steps.starts.entries()) {
    const end = steps.starts[index + 1] ?? text.length;
    const character = text.charAt(start);
    if (start >= steps.loneTicks) break;
    if (character === '[' && end === start + 1) bracketDepth++;
    if (character === ']' && bracketDepth > 0) {
      bracketDepth--;
      // The target of a link, or what only looks like one, may go on for ever.
      if (text.charAt(end) === '(') break;
    }
    if (canBeginFormula(text, start, end)) formulaEnd = start + maxFormulaLength;
    if (isMark(character) || bracketDepth > 0 || !isBalanced(steps.marksBefore[index] ?? 0)) continue;
    for (let place = text.indexOf(' ', Math.max(start, next.sentence - 1)) + 1; place > 0 && place <= end;) {
      if (
        place >= Math.max(formulaEnd, endsSentence(text, place) ? next.sentence : next.word) &&
        isBetween(text, place)
      ) {
        cuts.push(place);
        next = nextPart(place);
      }
      place = text.indexOf(' ', Math.max(place, next.sentence - 1)) + 1;
    }
  }
  return cuts;
}

/** Whether the first so many marks of emphasis have found their partners among themselves, or never will. */
function balancedAfter({ marks }: InlineSteps): (count: number) => boolean {
  const isBalanced = [true];
  let hasOpen = false;
  let furthest = -1;
  for (const [index, mark] of marks.entries()) {
    hasOpen ||= mark.open && mark.end < 0;
    furthest = Math.max(furthest, mark.end);
    isBalanced.push(!hasOpen && furthest <= index);
  }
  return (count) => isBalanced[count] === true;
}

/** Characters at which the parser begins something, or tries to; a word may not be in the middle of that. */
function isMark(character: string): boolean {
  return /[\n!#$%&*+\-:<=>@[\\\]^_`{}~]/.test(character);
}

function canBeginFormula(text: string, start: number, end: number): boolean {
  const next = text.charAt(start + 1);
  if (text.charAt(start) === '$') return end - start <= 2 && next.trim() !== '';
  return text.charAt(start) === '\\' && end === start + 2 && (next === '(' || next === '[');
}

function endsSentence(text: string, place: number): boolean {
  return /[.!?:;]/.test(text.charAt(place - 2));
}

/** One space, with a word or mark on either side. */
function isBetween(text: string, place: number): boolean {
  return /[^\s\\]/.test(text.charAt(place - 2)) && /\S/.test(text.charAt(place));
}
