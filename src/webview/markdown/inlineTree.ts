import { halfSource } from './formula.ts';
import { mentionInCode, splitMentions } from './fileMention.ts';
import { readImageTarget } from './imageTarget.ts';
import { absoluteTarget, describeTarget, type FileTarget, linkTarget, type LinkTarget } from './linkTarget.ts';
import type { Token } from './parser.ts';
import { element, type TreeNode } from './treeNode.ts';

/** Turns the inline tokens of one paragraph, heading or cell into nodes. */
export function inlineTree(tokens: readonly Token[]): readonly TreeNode[] {
  const walk = { index: 0 };
  return joinText(readUntilClose(tokens, walk, false));
}

function readUntilClose(tokens: readonly Token[], walk: { index: number }, isInLink: boolean): TreeNode[] {
  const nodes: TreeNode[] = [];
  while (walk.index < tokens.length) {
    const token = tokens[walk.index++];
    if (!token || token.nesting < 0) break;
    nodes.push(...readNode(token, tokens, walk, isInLink));
  }
  return nodes;
}

function readNode(
  token: Token,
  tokens: readonly Token[],
  walk: { index: number },
  isInLink: boolean,
): readonly TreeNode[] {
  switch (token.type) {
    case 'em_open':
      return [element('em', joinText(readUntilClose(tokens, walk, isInLink)))];
    case 'strong_open':
      return [element('strong', joinText(readUntilClose(tokens, walk, isInLink)))];
    case 's_open':
      return [element('s', joinText(readUntilClose(tokens, walk, isInLink)))];
    case 'link_open':
      return link(attribute(token, 'href'), joinText(readUntilClose(tokens, walk, true)));
    case 'image':
      return image(attribute(token, 'src'), altText(token), isInLink);
    case 'code_inline': {
      const target = isInLink ? undefined : mentionInCode(token.content);
      const code = element('code', [token.content]);
      return [target ? mention(target, [code]) : code];
    }
    case 'math_inline':
    case 'math_display':
      return [{ kind: 'math', source: token.content, isDisplay: token.type === 'math_display', isComplete: true }];
    case 'math_half': {
      const isDisplay = /^(?:\$\$|\\\[)/.test(token.content);
      return [{ kind: 'math', source: halfSource(token.content), isDisplay, isComplete: false }];
    }
    case 'softbreak':
      return ['\n'];
    case 'hardbreak':
      return [element('br', [])];
    case 'text':
      return isInLink ? [token.content] : textWithMentions(token.content);
    default:
      if (token.nesting > 0) return joinText(readUntilClose(tokens, walk, isInLink));
      return [token.content];
  }
}

function textWithMentions(text: string): readonly TreeNode[] {
  return splitMentions(text).map((piece) => (piece.target ? mention(piece.target, [piece.text]) : piece.text));
}

/** A link that may be opened, or its text followed by the target that may not. */
function link(href: string, children: readonly TreeNode[]): readonly TreeNode[] {
  const target = linkTarget(href);
  const content = children.length > 0 ? children : [href];
  if (target?.kind === 'file') return [fileLink(target, content)];
  if (target) return [anchor(target, content)];
  const absolute = absoluteTarget(href);
  if (absolute) return [fileLink(absolute, content)];
  if (href === '') return children;
  return [...content, element('span', [` (${href})`], { className: 'refused-target' })];
}

/** A picture that may be shown, a link to one that may not, or words. */
function image(src: string, alt: string, isInLink: boolean): readonly TreeNode[] {
  const target = readImageTarget(src);
  const described = alt || 'without description';
  switch (target.kind) {
    case 'data':
      return [{ kind: 'image', alt, source: target }];
    case 'file': {
      const node: TreeNode = { kind: 'image', alt, source: target };
      return isInLink ? [node] : [anchor({ kind: 'file', path: target.path }, [node], 'image-link')];
    }
    case 'remote': {
      const words = `Remote image, not loaded: ${alt === '' ? target.host : `${alt} (${target.host})`}`;
      if (isInLink) return [words];
      const explanation = 'Nothing is loaded from the network to show an answer. This opens the image outside.';
      return [anchor(target.link, [words], 'web-link', `${target.link.url}\n${explanation}`)];
    }
    case 'refused':
      return isInLink ? [described] : link(target.src, [`Image: ${described}`]);
  }
}

/** Has no `href`: nothing but our own handler can follow it. */
function anchor(
  target: LinkTarget,
  children: readonly TreeNode[],
  className = 'web-link',
  title = describeTarget(target),
): TreeNode {
  return element('a', children, { target, className, attributes: { role: 'link', tabindex: '0', title } });
}

/** A file that running text names; it becomes a link once it is known to exist. */
function mention(target: FileTarget, children: readonly TreeNode[]): TreeNode {
  return element('span', children, { target, className: 'file-mention' });
}

/** A link of the answer's own; where the file does not exist, the title still says which one was meant. */
function fileLink(target: FileTarget, children: readonly TreeNode[]): TreeNode {
  return element('span', children, {
    target,
    className: 'file-mention',
    attributes: { title: describeTarget(target) },
  });
}

function altText(token: Token): string {
  return (token.children ?? []).map((child) => (child.type === 'image' ? altText(child) : child.content)).join('');
}

function attribute(token: Token, name: string): string {
  return String(token.attrGet(name) ?? '');
}

/** Neighbouring texts become one, so that the same content always gives the same nodes. */
function joinText(nodes: readonly TreeNode[]): readonly TreeNode[] {
  const joined: TreeNode[] = [];
  for (const node of nodes) {
    const last = joined.at(-1);
    if (node === '') continue;
    if (typeof node === 'string' && typeof last === 'string') joined[joined.length - 1] = last + node;
    else joined.push(node);
  }
  return joined;
}
