// @ts-check
// Takes pictures of a part of a page one after the other while something happens, for a recording of it.
import { performance } from 'node:perf_hooks';
import { animatedPng } from './animatedPng.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {{ readonly x: number, readonly y: number, readonly width: number, readonly height: number }} Clip */

/** Pictures that follow each other faster would only make the file larger. */
const frameMs = 450;

/** How long the last picture stands. */
const endMs = 3000;

/**
 * @param {Page} page
 * @param {Clip} clip
 * @param {Promise<unknown>} happening recorded until it resolves
 * @returns {Promise<Buffer>} a PNG that moves
 */
export async function record(page, clip, happening) {
  let isOver = false;
  const end = happening.finally(() => {
    isOver = true;
  });
  /** @type {{ png: Buffer, atMs: number }[]} */
  const taken = [];
  for (;;) {
    const atMs = performance.now();
    const wasOver = isOver;
    const png = await page.screenshot({ clip });
    if (!taken.at(-1)?.png.equals(png)) taken.push({ png, atMs });
    if (wasOver) break;
    await page.waitForTimeout(Math.max(0, atMs + frameMs - performance.now()));
  }
  await end;
  return animatedPng(
    taken.map(({ png, atMs }, index) => ({ png, durationMs: (taken[index + 1]?.atMs ?? atMs + endMs) - atMs })),
  );
}
