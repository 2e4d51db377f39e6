import { linkTarget, type LinkTarget } from './linkTarget.ts';

/** What an image in an answer is. */
export type ImageTarget =
  /** Comes with the answer. */
  | { readonly kind: 'data'; readonly url: string }
  /** A picture in the workspace. */
  | { readonly kind: 'file'; readonly path: string }
  /** On the network: never loaded, since its address alone could carry something out. */
  | { readonly kind: 'remote'; readonly host: string; readonly link: Extract<LinkTarget, { kind: 'web' }> }
  /** Something else, with what to say of it. */
  | { readonly kind: 'refused'; readonly src: string };

/** Longest picture inside an answer, in characters. */
const maxDataLength = 7_000_000;

/** Longest part of a refused address that is shown. */
const maxShownLength = 100;

/** Decides, from hostile text, what of an image is shown. */
export function readImageTarget(src: string): ImageTarget {
  if (/^data:/i.test(src)) {
    return isPictureData(src) ? { kind: 'data', url: src } : { kind: 'refused', src: shortened(src) };
  }
  const target = linkTarget(src);
  if (target?.kind === 'file' && isPicturePath(target.path) && target.startLine === undefined) {
    return { kind: 'file', path: target.path };
  }
  const url = target?.kind === 'web' ? URL.parse(target.url) : undefined;
  if (target?.kind === 'web' && url?.host) return { kind: 'remote', host: url.host, link: target };
  return { kind: 'refused', src };
}

function isPictureData(src: string): boolean {
  return src.length <= maxDataLength && /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/i.test(src);
}

function isPicturePath(path: string): boolean {
  return /\.(?:png|jpe?g|gif|webp|svg)$/i.test(path);
}

function shortened(text: string): string {
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength)}…` : text;
}
