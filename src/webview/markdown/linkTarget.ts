import { optional } from '../../model/parse.ts';

/** What a link in an answer may lead to. Everything else is shown as text together with its target. */
export type LinkTarget =
  | { readonly kind: 'web'; readonly url: string }
  | {
      readonly kind: 'file';
      readonly path: string;
      readonly startLine?: number;
      readonly endLine?: number;
      /** Never from an answer's text: a workspace folder's name and a notebook's cell, from what was attached. */
      readonly folder?: string;
      readonly cell?: number;
    };

/** Longest target that is offered; a person cannot judge a longer one. */
const maxTargetLength = 2048;

/**
 * Decides what a link's target is, from hostile text: `http`, `https` and `mailto` addresses, or a place in the
 * workspace by relative path (`src/a.ts`, `./a.ts#L3-L9`, `src/a.ts:12`). Undefined for every other scheme, for
 * absolute and network paths, for paths that climb out of the workspace and for anchors.
 */
export function linkTarget(href: string): LinkTarget | undefined {
  const target = href.trim();
  if (target === '' || target.length > maxTargetLength || hasControlCharacter(target)) return undefined;
  if (/^(?:https?|mailto):/i.test(target)) return webTarget(target);
  return fileTarget(target);
}

function webTarget(target: string): LinkTarget | undefined {
  const url = URL.parse(target);
  if (!url) return undefined;
  const isWeb =
    (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' && /^https?:\/\//i.test(target);
  return isWeb || url.protocol === 'mailto:' ? { kind: 'web', url: url.href } : undefined;
}

function fileTarget(target: string): LinkTarget | undefined {
  const decoded = decode(target);
  if (decoded === undefined || hasControlCharacter(decoded)) return undefined;
  const match = /^([^#?]*?)(?:#L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?|:(\d+)(?:[-–](\d+)|:\d+)?)?$/.exec(
    decoded.replaceAll('\\', '/'),
  );
  const path = match?.[1]?.replace(/^(?:\.\/)+/, '') ?? '';
  if (!match || !isRelativePath(path)) return undefined;
  // `javascript:1` is no file with a line.
  if (match[4] !== undefined && !/[./]/.test(path)) return undefined;
  const startLine = lineNumber(match[2] ?? match[4]);
  const endLine = startLine === undefined ? undefined : lineNumber(match[3] ?? match[5]);
  return { kind: 'file', path, ...optional({ startLine, endLine }) };
}

function isRelativePath(path: string): boolean {
  if (path === '' || path.startsWith('/') || path.includes(':') || path.includes('//')) return false;
  return !path.split('/').includes('..');
}

function lineNumber(digits: string | undefined): number | undefined {
  const line = Number(digits);
  return digits !== undefined && Number.isSafeInteger(line) && line >= 1 ? line : undefined;
}

function decode(target: string): string | undefined {
  try {
    return decodeURIComponent(target);
  } catch {
    return undefined;
  }
}

function hasControlCharacter(text: string): boolean {
  // eslint-disable-next-line no-control-regex -- finding control characters is the point
  return /[\u0000-\u001f\u007f]/.test(text);
}

/** What the link's tooltip says before anyone clicks. */
export function describeTarget(target: LinkTarget): string {
  if (target.kind === 'web') return target.url;
  if (target.startLine === undefined) return target.path;
  const isOneLine = target.endLine === undefined || target.endLine === target.startLine;
  return isOneLine ? `${target.path}:${target.startLine}` : `${target.path}:${target.startLine}-${target.endLine}`;
}
