import type { ImageReading } from '../../model/panel.ts';
import type { ImageNode } from './treeNode.ts';

export interface ImageActions {
  /** Reads a picture of the workspace by its relative path. */
  readImage(path: string): Promise<ImageReading>;
  /** Makes a change that gives the element another height; what is read below it does not move. */
  resize(element: Element, change: () => void): void;
}

/**
 * Shows a picture when it is there: one that comes with the answer, or one of the workspace that the host reads. Until
 * then, and where there is none, its description and its path stand in its place.
 */
export function createImageView(document: Document, node: ImageNode, actions: ImageActions): HTMLElement {
  const element = document.createElement('span');
  element.className = 'answer-image';

  function wordsOf(text: string): HTMLElement {
    const words = document.createElement('span');
    words.className = 'image-words';
    words.textContent = text;
    return words;
  }

  function finish(content: HTMLElement): void {
    actions.resize(element, () => {
      element.classList.remove('is-loading');
      element.replaceChildren(content);
    });
  }

  /** In its place only once its size is known, so that the text below moves once. */
  function load(url: string): void {
    const picture = document.createElement('img');
    picture.alt = node.alt || nameOf(node);
    picture.addEventListener('load', () => finish(picture));
    picture.addEventListener('error', () => finish(wordsOf(`${described(node)}: this is no image that can be shown.`)));
    picture.src = url;
  }

  async function read(path: string): Promise<void> {
    const reading = await actions.readImage(path);
    if ('dataUrl' in reading) load(reading.dataUrl);
    else finish(wordsOf(`${described(node)}: ${reading.reason}`));
  }

  element.classList.add('is-loading');
  element.append(wordsOf(`Loading ${described(node)}…`));
  if (node.source.kind === 'data') load(node.source.url);
  else void read(node.source.path);
  return element;
}

/** Whether one view shows both. */
export function isSameImage(one: ImageNode, other: ImageNode): boolean {
  return one.alt === other.alt && addressOf(one) === addressOf(other);
}

function addressOf({ source }: ImageNode): string {
  return source.kind === 'data' ? source.url : source.path;
}

function nameOf({ source }: ImageNode): string {
  return source.kind === 'data' ? 'Image in the answer' : source.path;
}

function described(node: ImageNode): string {
  return node.alt === '' || node.source.kind === 'data' ? node.alt || 'Image' : `${node.alt} (${node.source.path})`;
}
