import { type Outline, rankHeading, rankNested } from './headingRank.ts';
import { findFormula, halfSource } from './formula.ts';
import { inlineTree } from './inlineTree.ts';
import { openFormulaMark } from './mathRules.ts';
import { paragraphTree } from './paragraphParts.ts';
import type { References, Token } from './parser.ts';
import { type ElementNode, element, type MathNode, type TreeNode } from './treeNode.ts';

/** A top-level block of a parsed text. */
export interface Block {
  /** markdown-it's name for its first token: `paragraph_open`, `fence`, `reference_definition` … */
  readonly type: string;
  /** Line numbers in the parsed text, from 0; `endLine` is the first line after the block. */
  readonly startLine: number;
  readonly endLine: number;
  /** Absent for link reference definitions, which show nothing. */
  readonly node?: TreeNode;
  /** The outline after this block. */
  readonly outline: Outline;
  readonly tokens: readonly Token[];
}

export interface ReadOptions {
  /** The outline before the first block. */
  readonly outline: Outline;
  /** How many lines were parsed; a fence that reaches the last one may still grow. */
  readonly lineCount: number;
  /** True while more text may arrive. */
  readonly isOpen: boolean;
  readonly references: References;
}

/** Groups the tokens of a parsed text into its top-level blocks. */
export function readBlocks(tokens: readonly Token[], options: ReadOptions): readonly Block[] {
  const blocks: Block[] = [];
  let outline = options.outline;
  let start = 0;
  while (start < tokens.length) {
    const end = endOfBlock(tokens, start);
    const own = tokens.slice(start, end);
    const first = own[0];
    if (!first) break;
    if (first.type === 'heading_open') outline = rankHeading(outline, levelOf(first)).outline;
    const reader = new BlockReader(own, outline, options);
    const node = reader.readTopLevel();
    const [startLine, endLine] = first.map ?? [0, 0];
    blocks.push({
      type: first.type,
      startLine,
      endLine,
      outline,
      tokens: own,
      ...(node === undefined ? {} : { node }),
    });
    start = end;
  }
  return blocks;
}

function endOfBlock(tokens: readonly Token[], start: number): number {
  let index = start;
  let depth = 0;
  do depth += tokens[index++]?.nesting ?? 0;
  while (depth > 0 && index < tokens.length);
  return index;
}

function levelOf(heading: Token): number {
  return Number(heading.tag.slice(1));
}

/** Reads one block's tokens in order. */
class BlockReader {
  readonly #tokens: readonly Token[];
  readonly #outline: Outline;
  readonly #options: ReadOptions;
  #index = 0;

  constructor(tokens: readonly Token[], outline: Outline, options: ReadOptions) {
    this.#tokens = tokens;
    this.#outline = outline;
    this.#options = options;
  }

  readTopLevel(): TreeNode | undefined {
    const first = this.#tokens[0];
    if (first?.type === 'heading_open') {
      this.#index = 1;
      return this.#heading(first, Math.min(this.#outline.length + 2, 6) as 3 | 4 | 5 | 6);
    }
    return this.#children()[0];
  }

  /** Reads until the token that closes the current element, which is consumed. */
  #children(): TreeNode[] {
    const nodes: TreeNode[] = [];
    while (this.#index < this.#tokens.length) {
      const token = this.#tokens[this.#index++];
      if (!token || token.nesting < 0) break;
      const node = this.#node(token);
      if (node !== undefined) nodes.push(node);
    }
    return nodes;
  }

  #node(token: Token): TreeNode | undefined {
    switch (token.type) {
      case 'math_block':
        return this.#mathBlock(token);
      case 'paragraph_open':
        if (this.#mayBecomeFormula(token)) return this.#openFormula();
        return element('p', this.#paragraph());
      case 'heading_open':
        return this.#heading(token, rankNested(this.#outline));
      case 'bullet_list_open':
      case 'ordered_list_open':
        return this.#list(token);
      case 'list_item_open':
        return listItem(this.#children());
      case 'blockquote_open':
        return element('blockquote', this.#children(), { attributes: byContent });
      case 'table_open':
        return tableBox(element('table', this.#children()));
      case 'thead_open':
        return element('thead', this.#children());
      case 'tbody_open':
        return element('tbody', this.#children());
      case 'tr_open':
        return element('tr', this.#children());
      case 'th_open':
      case 'td_open':
        return this.#cell(token);
      case 'fence':
        if (languageOf(token) === 'math') return displayMath(token.content.trim(), this.#isComplete(token));
        return {
          kind: 'code',
          language: languageOf(token),
          info: token.info.trim(),
          code: token.content,
          isComplete: this.#isComplete(token),
        };
      case 'code_block':
        return { kind: 'code', language: '', info: '', code: token.content, isComplete: true };
      case 'hr':
        return element('hr', []);
      case 'reference_definition':
        return undefined;
      case 'inline':
        return element('span', inlineTree(token.children ?? []));
      default:
        return token.nesting > 0 ? element('div', this.#children()) : token.content || undefined;
    }
  }

  #paragraph(): readonly TreeNode[] {
    const content = this.#tokens[this.#index];
    if (content?.type !== 'inline') return this.#inline();
    this.#index += 2;
    return paragraphTree(content, this.#options.references);
  }

  /** The inline content of a heading or cell, up to its closing token. */
  #inline(): readonly TreeNode[] {
    const content = this.#tokens[this.#index++];
    if (content?.type !== 'inline') return [];
    this.#index++;
    return inlineTree(content.children ?? []);
  }

  #heading(token: Token, rank: 3 | 4 | 5 | 6): TreeNode {
    return element(`h${rank}`, this.#inline(), {
      className: `heading-${levelOf(token)}`,
    });
  }

  #mathBlock(token: Token): TreeNode {
    const isClosed = token.meta?.['isClosed'] === true;
    const isHalf = !isClosed && this.#mayGrow(token);
    return displayMath(isHalf ? token.content.replace(/(?:\$|\\)$/, '') : token.content, isClosed);
  }

  /** A paragraph that begins like a formula and is not closed, at the end of a text that is still being written. */
  #mayBecomeFormula(paragraph: Token): boolean {
    if (paragraph.meta?.[openFormulaMark] !== true || !this.#mayGrow(paragraph)) return false;
    return findFormula(this.#tokens[this.#index]?.content ?? '', 0) === undefined;
  }

  #mayGrow(token: Token): boolean {
    return this.#options.isOpen && (token.map?.[1] ?? 0) >= this.#options.lineCount;
  }

  #openFormula(): TreeNode {
    const content = this.#tokens[this.#index]?.content ?? '';
    this.#index += 2;
    return displayMath(halfSource(content), false);
  }

  #list(token: Token): TreeNode {
    const first = this.#index;
    const items = this.#children();
    const own = this.#tokens.slice(first, this.#index);
    const isLoose = own.some(
      (each) => each.type === 'paragraph_open' && each.level === token.level + 2 && !each.hidden,
    );
    const start = token.attrGet('start');
    return element(token.type === 'bullet_list_open' ? 'ul' : 'ol', items, {
      ...(isLoose ? { className: 'loose' } : {}),
      attributes: { ...byContent, ...(start === null ? {} : { start: String(start) }) },
    });
  }

  #cell(token: Token): TreeNode {
    const align = /text-align:(left|center|right)/.exec(String(token.attrGet('style') ?? ''))?.[1];
    return element(
      token.type === 'th_open' ? 'th' : 'td',
      this.#inline(),
      align ? { className: `align-${align}` } : {},
    );
  }

  #isComplete(fence: Token): boolean {
    const [start, end] = fence.map ?? [0, 0];
    const lines = fence.content.split('\n').length - (fence.content === '' || fence.content.endsWith('\n') ? 1 : 0);
    const isClosed = end - start === lines + 2;
    return isClosed || !this.#options.isOpen || end < this.#options.lineCount;
  }
}

/**
 * For what has a side of its own: marks of a list, the line of a quote, the order of columns. It follows the first
 * words inside; as those of an element with a direction of its own would not count, paragraphs and cells have none and
 * are turned by the style sheet.
 */
const byContent = { dir: 'auto' } as const;

function displayMath(source: string, isComplete: boolean): MathNode {
  return { kind: 'math', source, isDisplay: true, isComplete };
}

/** Wide tables scroll by themselves, reachable by keyboard. */
function tableBox(table: ElementNode): TreeNode {
  return element('div', [table], {
    className: 'table-box',
    attributes: { ...byContent, role: 'group', 'aria-label': 'Table', tabindex: '0' },
  });
}

export function languageOf(fence: Token): string {
  return /^[^\s{:,]*/.exec(fence.info.trim())?.[0] ?? '';
}

/** `- [x] done` gets a mark instead of its brackets. */
function listItem(children: readonly TreeNode[]): TreeNode {
  const paragraph = children[0];
  if (typeof paragraph !== 'object' || paragraph.kind !== 'element' || paragraph.tag !== 'p') {
    return element('li', children);
  }
  const text = paragraph.children[0];
  const box = typeof text === 'string' ? /^\[([ xX])\][ \n]/.exec(text) : null;
  if (typeof text !== 'string' || !box) return element('li', children);
  const isDone = box[1] !== ' ';
  const mark = element('span', [], {
    className: isDone ? 'task done' : 'task',
    attributes: { role: 'img', 'aria-label': isDone ? 'Done' : 'To do' },
  });
  const rest = text.slice(box[0].length);
  const content = [mark, ...(rest === '' ? [] : [rest]), ...paragraph.children.slice(1)];
  return element('li', [{ ...paragraph, children: content }, ...children.slice(1)], { className: 'task-item' });
}
