import { readBlocks } from '../markdown/blockTree.ts';
import { noReferences, parseBlocks } from '../markdown/parser.ts';
import type { Tag, TreeNode } from '../markdown/treeNode.ts';

/** Stands between texts that are not read as one: nothing that a person looks for goes across it. */
export const blockBreak = '\0';

/** Elements that begin on a line, or in a cell, of their own. */
export const blockTags: ReadonlySet<string> = new Set<Tag>([
  'blockquote',
  'div',
  'h3',
  'h4',
  'h5',
  'h6',
  'hr',
  'li',
  'ol',
  'p',
  'table',
  'tbody',
  'td',
  'th',
  'thead',
  'tr',
  'ul',
]);

/** What a person reads of a Markdown text: the same that its nodes will show, without making them. */
export function plainText(markdown: string): string {
  const { tokens, references } = parseBlocks(markdown, noReferences());
  const lineCount = markdown.split('\n').length;
  const blocks = readBlocks(tokens, { outline: [], lineCount, isOpen: false, references });
  return blocks.map((block) => (block.node === undefined ? '' : textOfNode(block.node))).join(blockBreak);
}

function textOfNode(node: TreeNode): string {
  if (typeof node === 'string') return node;
  if (node.kind === 'math') return `${blockBreak}${node.source}${blockBreak}`;
  if (node.kind === 'code') return `${blockBreak}${node.code}${blockBreak}`;
  if (node.kind !== 'element') return blockBreak;
  const text = node.children.map(textOfNode).join('');
  if (node.tag === 'br') return '\n';
  return blockTags.has(node.tag) ? `${blockBreak}${text}${blockBreak}` : text;
}
