import { optional } from '../../model/parse.ts';

/** What a link in an answer may lead to. Everything else is shown as text together with its target. */
export type LinkTarget = { readonly kind: 'web'; readonly url: string } | FileTarget;

export interface FileTarget {
  readonly kind: 'file';
  readonly path: string;
  readonly startLine?: number;
  readonly endLine?: number;
  /** Never from an answer's text: a workspace folder's name and a notebook's cell, from what was attached. */
  readonly folder?: string;
  readonly cell?: number;
}

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

function fileTarget(target: string): FileTarget | undefined {
  const decoded = decode(target);
  if (decoded === undefined || hasControlCharacter(decoded)) return undefined;
  const found = readPlace(decoded.replaceAll('\\', '/'));
  return found && isRelativePath(found.path) ? found : undefined;
}

/**
 * The file that a link names by its absolute path or as a `file:` address, from hostile text. It may lie anywhere: only
 * the host knows whether it is in the workspace, and until it says so this is no link. Undefined for everything else.
 */
export function absoluteTarget(href: string): FileTarget | undefined {
  const path = decode(href.trim())
    ?.replace(/^file:\/\/(?=\/)/i, '')
    .replace(/^\/(?=[A-Za-z]:\/)/, '');
  return path !== undefined && /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path) ? mentionTarget(path) : undefined;
}

/**
 * The file that running text names. Unlike a link's target it may be absolute, as programs print it: the host says
 * whether it is in the workspace, and where.
 */
export function mentionTarget(text: string): FileTarget | undefined {
  if (text.length > maxTargetLength || hasControlCharacter(text)) return undefined;
  const drive = /^[A-Za-z]:(?=[\\/])/.exec(text)?.[0] ?? '';
  const found = readPlace(text.slice(drive.length).replaceAll('\\', '/'));
  if (!found) return undefined;
  const rest = found.path.startsWith('/') ? found.path.slice(1) : found.path;
  return isRelativePath(rest) ? { ...found, path: drive + found.path } : undefined;
}

/** A path with `/` and the lines behind it: `a.ts#L3-L9`, `a.ts:3-9`, `a.ts:3:7`, `a.ts(3,7)`. */
function readPlace(text: string): FileTarget | undefined {
  const match =
    /^([^#?]*?)(?:#L(\d+)(?:C\d+)?(?:-L?(\d+)(?:C\d+)?)?|:(\d+)(?:[-–](\d+)|:\d+)?|\((\d+)(?:,\d+)?\))?$/.exec(text);
  const path = match?.[1]?.replace(/^(?:\.\/)+/, '') ?? '';
  if (!match) return undefined;
  // `javascript:1` is no file with a line.
  if ((match[4] ?? match[6]) !== undefined && !/[./]/.test(path)) return undefined;
  const startLine = lineNumber(match[2] ?? match[4] ?? match[6]);
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
