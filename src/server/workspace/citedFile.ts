import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { type Unreadable, readBytesBelow, sizeBelow } from './safeRead.ts';
import type { Workspace } from './workspace.ts';

/** A file of a workspace as a source names it, with where it can be. */
export interface FilePlace {
  /** Relative to its folder, with `/`. */
  readonly path: string;
  /** Absolute paths of the folders that it can be below; none where that was not kept. */
  readonly roots: readonly string[];
}

/** The folders that a source means: the ones of its name, or the only one. */
export function rootsOf(workspace: Workspace | undefined, folder: string | undefined): readonly string[] {
  const folders = workspace?.folders ?? [];
  return (folder === undefined ? folders.slice(0, 1) : folders.filter(({ name }) => name === folder)).map(
    (each) => each.path,
  );
}

/** How large the file is now, if it can be read. Never throws. */
export function sizeOfCited(place: FilePlace): Promise<{ readonly kind: 'size'; readonly bytes: number } | Unreadable> {
  return firstOf(place, sizeBelow);
}

/** The file's bytes as they are now. Never throws. */
export function readCited(
  place: FilePlace,
  maxBytes: number,
): Promise<{ readonly kind: 'bytes'; readonly bytes: Uint8Array } | Unreadable> {
  return firstOf(place, (realRoot, absolutePath) => readBytesBelow(realRoot, absolutePath, maxBytes));
}

async function firstOf<T extends { readonly kind: string }>(
  place: FilePlace,
  read: (realRoot: string, absolutePath: string) => Promise<T | Unreadable>,
): Promise<T | Unreadable> {
  let failure: Unreadable = { kind: 'unreadable', reason: 'its folder is not known' };
  for (const root of place.roots) {
    const realRoot = await realpath(root).catch(() => undefined);
    if (realRoot === undefined) {
      failure = { kind: 'unreadable', reason: 'its folder does not exist' };
      continue;
    }
    const found = await read(realRoot, path.join(realRoot, place.path));
    if (!('reason' in found)) return found;
    failure = found;
  }
  return failure;
}
