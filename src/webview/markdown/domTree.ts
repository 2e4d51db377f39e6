import type { CodeColours } from '../highlight/codeColours.ts';
import { type CodeBlock, createCodeBlock } from './codeBlock.ts';
import type { CodeActions } from './codeToolbar.ts';
import { createDiagramBlock, type DiagramActions } from './diagramBlock.ts';
import type { LinkTarget } from './linkTarget.ts';
import { createImageView, type ImageActions, isSameImage } from './imageView.ts';
import { createMathView, type MathView } from './mathView.ts';
import { attributeNames, type CodeNode, type ElementNode, type TreeNode } from './treeNode.ts';

/** What an answer's links and buttons do. */
export interface AnswerActions extends CodeActions, DiagramActions, ImageActions {
  open(target: LinkTarget): void;
  /** Colours blocks of code; absent: they stay plain. */
  readonly codeColours?: CodeColours;
}

/**
 * Makes DOM nodes of trees and changes them in place. Only `createElement`, `textContent` and the attributes of
 * {@link attributeNames} are used: no markup is ever parsed, so there is nothing to sanitise.
 */
export interface DomTree {
  create(node: TreeNode): Node;
  /** Turns what shows `before` into what shows `after`; returns the node that now stands there. */
  patch(dom: Node, before: TreeNode, after: TreeNode): Node;
  /** The view of the code block whose element this is. */
  codeBlockOf(dom: Node): CodeBlock | undefined;
}

export function createDomTree(document: Document, actions: AnswerActions): DomTree {
  const targets = new WeakMap<Node, LinkTarget>();
  const codeBlocks = new WeakMap<Node, CodeBlock>();
  const formulas = new WeakMap<Node, MathView>();

  function create(node: TreeNode): Node {
    if (typeof node === 'string') return document.createTextNode(node);
    if (node.kind === 'code') {
      const code = createCodeBlock(document, actions, actions.codeColours);
      const block = isDiagram(node) ? createDiagramBlock(document, code, actions) : code;
      code.setInfo(node.info);
      block.update(node.code, node.language, node.isComplete);
      codeBlocks.set(block.element, block);
      return block.element;
    }
    if (node.kind === 'math') {
      const view = createMathView(document, node);
      formulas.set(view.element, view);
      return view.element;
    }
    if (node.kind === 'image') return createImageView(document, node, actions);
    const element = document.createElement(node.tag);
    setAttributes(element, undefined, node);
    if (node.target) makeLink(element, node.target);
    for (const child of node.children) element.append(create(child));
    return element;
  }

  function makeLink(element: HTMLElement, target: LinkTarget): void {
    if (target.kind === 'file' && element.classList.contains('file-mention')) {
      actions.mention(element, target);
      return;
    }
    const isKnown = targets.has(element);
    targets.set(element, target);
    if (isKnown) return;
    const follow = (event: Event): void => {
      const current = targets.get(element);
      event.preventDefault();
      event.stopPropagation();
      if (current) actions.open(current);
    };
    element.addEventListener('click', follow);
    element.addEventListener('keydown', (event) => {
      if (event.key === 'Enter') follow(event);
    });
  }

  function patch(dom: Node, before: TreeNode, after: TreeNode): Node {
    if (before === after) return dom;
    if (typeof before === 'string' && typeof after === 'string') return patchText(dom as Text, before, after);
    if (typeof before === 'object' && typeof after === 'object') {
      const boxed = patchBox(dom, before, after);
      if (boxed) return boxed;
      if (before.kind === 'code' && after.kind === 'code' && isDiagram(before) === isDiagram(after)) {
        codeBlocks.get(dom)?.setInfo(after.info);
        codeBlocks.get(dom)?.update(after.code, after.language, after.isComplete);
        return dom;
      }
      if (before.kind === 'math' && after.kind === 'math') {
        formulas.get(dom)?.update(after);
        return dom;
      }
      if (before.kind === 'image' && after.kind === 'image' && isSameImage(before, after)) return dom;
      if (before.kind === 'element' && after.kind === 'element' && isSameElement(before, after)) {
        const element = dom as HTMLElement;
        setAttributes(element, before, after);
        if (after.target) makeLink(element, after.target);
        patchChildren(element, before, after);
        return dom;
      }
    }
    const replacement = create(after);
    (dom as ChildNode).replaceWith(replacement);
    return replacement;
  }

  /** A list that gets its second part is put into a box, one that loses it is taken out again. */
  function patchBox(dom: Node, before: TreeNode, after: TreeNode): Node | undefined {
    const [old, now] = [before, after].map((node) => (isBox(node) ? node : undefined));
    if ((old === undefined) === (now === undefined)) return undefined;
    const [inside] = (old ?? now)?.children ?? [];
    const single = old ? after : before;
    if (!isElement(inside) || !isElement(single) || !isSameElement(inside, single)) return undefined;
    if (old) {
      const first = dom.firstChild;
      if (!first || (old.finishedChildren ?? 0) > 0) return undefined;
      (dom as ChildNode).replaceWith(first);
      return patch(first, inside, after);
    }
    const box = create({ ...(after as ElementNode), children: [] }) as HTMLElement;
    (dom as ChildNode).replaceWith(box);
    box.append(dom);
    patchChildren(box, { ...(after as ElementNode), children: [before] }, after as ElementNode);
    return box;
  }

  function patchChildren(element: HTMLElement, before: ElementNode, after: ElementNode): void {
    let dom: ChildNode | null = before.children.length > 0 ? element.lastChild : null;
    // From the end: before these children stand those that are finished, as many as they may be.
    for (let back = before.children.length; back > 1 && dom !== null; back--) dom = dom.previousSibling;
    const shared = Math.min(before.children.length, after.children.length);
    for (let index = 0; index < shared; index++) {
      const old = before.children[index];
      const now = after.children[index];
      if (dom === null || old === undefined || now === undefined) break;
      dom = patch(dom, old, now).nextSibling;
    }
    for (let index = shared; index < before.children.length && dom !== null; index++) {
      const next: ChildNode | null = dom.nextSibling;
      dom.remove();
      dom = next;
    }
    for (const added of after.children.slice(shared)) element.append(create(added));
  }

  return { create, patch, codeBlockOf: (dom) => codeBlocks.get(dom) };
}

function isDiagram(node: CodeNode): boolean {
  return node.language.toLowerCase() === 'mermaid';
}

function isElement(node: TreeNode | undefined): node is ElementNode {
  return typeof node === 'object' && node.kind === 'element';
}

function isBox(node: TreeNode): node is ElementNode {
  return isElement(node) && node.isBox === true;
}

function isSameElement(before: ElementNode, after: ElementNode): boolean {
  return before.tag === after.tag && before.target?.kind === after.target?.kind;
}

/** Text that only got longer keeps its node, so that a selection inside survives. */
function patchText(dom: Text, before: string, after: string): Text {
  if (after.startsWith(before)) dom.appendData(after.slice(before.length));
  else if (before.startsWith(after)) dom.deleteData(after.length, before.length - after.length);
  else if (after !== before) dom.data = after;
  return dom;
}

function setAttributes(element: HTMLElement, before: ElementNode | undefined, after: ElementNode): void {
  if (before?.className !== after.className) {
    if (after.className === undefined) element.removeAttribute('class');
    else element.className = after.className;
  }
  if (before?.columns !== after.columns) element.style.setProperty('--columns', after.columns ?? null);
  for (const name of attributeNames) {
    const value = after.attributes?.[name];
    if (before?.attributes?.[name] === value) continue;
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value);
  }
}
