import type { ImageReading } from '../../model/panel.ts';
import type { ImageNode } from './treeNode.ts';

export interface ImageActions {
  /** Reads a picture of the workspace by its relative path. */
  readImage(path: string): Promise<ImageReading>;
}

/**
 * Shows a picture: one that comes with the answer at once, one of the workspace when the host has read it. Until then,
 * and where there is none, its description and its path stand in its place.
 */
export function createImageView(document: Document, node: ImageNode, actions: ImageActions): HTMLElement {
  const element = document.createElement('span');
  element.className = 'answer-image';

  function say(words: string): void {
    const text = document.createElement('span');
    text.className = 'image-words';
    text.textContent = words;
    element.replaceChildren(text);
  }

  function pictureOf(url: string): HTMLImageElement {
    const picture = document.createElement('img');
    picture.alt = node.alt || nameOf(node);
    picture.src = url;
    picture.addEventListener('error', () => say(`${described(node)}: this is no image that can be shown.`));
    return picture;
  }

  async function read(path: string): Promise<void> {
    say(`Loading ${described(node)}…`);
    element.classList.add('loading');
    const reading = await actions.readImage(path);
    if ('dataUrl' in reading) {
      const picture = pictureOf(reading.dataUrl);
      // In its place only once its size is known, so that the text below moves once.
      picture.addEventListener('load', () => {
        element.classList.remove('loading');
        element.replaceChildren(picture);
      });
    } else {
      element.classList.remove('loading');
      say(`${described(node)}: ${reading.reason}`);
    }
  }

  if (node.source.kind === 'data') element.replaceChildren(pictureOf(node.source.url));
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
