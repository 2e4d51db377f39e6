import type { LinkTarget } from './linkTarget.ts';

/** What Markdown is turned into before it becomes DOM nodes: small values that can be compared. */
export type TreeNode = string | ElementNode | CodeNode | MathNode | ImageNode;

export interface ElementNode {
  readonly kind: 'element';
  readonly tag: Tag;
  readonly className?: string;
  /** Only names that {@link attributeNames} lists; values are text, never markup or addresses. */
  readonly attributes?: Readonly<Partial<Record<AttributeName, string>>>;
  /** Set on links: what activating them leads to. */
  readonly target?: LinkTarget;
  readonly children: readonly TreeNode[];
  /** How many children stand before `children` that are finished and no longer kept here. */
  readonly finishedChildren?: number;
  /** The rows of a table: how long the texts of the columns are in those that are no longer kept here. */
  readonly columnLengths?: readonly number[];
  /** The widths of a long table's columns, as CSS has them in `grid-template-columns`. */
  readonly columns?: string;
  /** Holds the parts of one long list; the first may have stood in its place before. */
  readonly isBox?: true;
}

/** A block of code; the view of it has tools and highlights lines as they arrive. */
export interface CodeNode {
  readonly kind: 'code';
  /** The fence's first word, as written. */
  readonly language: string;
  /** All that stands behind the fence's opening run, as written: `ts title=src/a.ts`. */
  readonly info: string;
  readonly code: string;
  /** False while more lines may follow. */
  readonly isComplete: boolean;
}

/** A formula; its source is shown until it can be typeset. */
export interface MathNode {
  readonly kind: 'math';
  /** TeX, without delimiters. */
  readonly source: string;
  /** On a line of its own. */
  readonly isDisplay: boolean;
  /** False while its closing delimiter has not come. */
  readonly isComplete: boolean;
}

/** A picture that is shown, which is not one from the network. */
export interface ImageNode {
  readonly kind: 'image';
  readonly alt: string;
  readonly source: ImageSource;
}

/** Where a picture comes from: the answer itself, or the workspace by relative path. */
export type ImageSource =
  { readonly kind: 'data'; readonly url: string } | { readonly kind: 'file'; readonly path: string };

/** Every element that an answer can make. Nothing here can load, submit, run or embed. */
export type Tag =
  | 'a'
  | 'blockquote'
  | 'br'
  | 'code'
  | 'div'
  | 'em'
  | 'h3'
  | 'h4'
  | 'h5'
  | 'h6'
  | 'hr'
  | 'li'
  | 'ol'
  | 'p'
  | 's'
  | 'span'
  | 'strong'
  | 'table'
  | 'tbody'
  | 'td'
  | 'th'
  | 'thead'
  | 'tr'
  | 'ul';

export const attributeNames = ['aria-label', 'dir', 'role', 'start', 'tabindex', 'title'] as const;

export type AttributeName = (typeof attributeNames)[number];

export function element(
  tag: Tag,
  children: readonly TreeNode[],
  more: Omit<ElementNode, 'kind' | 'tag' | 'children'> = {},
): ElementNode {
  return { kind: 'element', tag, children, ...more };
}
