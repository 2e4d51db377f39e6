// @ts-check
// Where things are. Nothing but Node, so that a bare checkout can load it.
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/**
 * The checkout: the folder with `esbuild.mjs`, looked for upwards because test bundles carry this module in `out/`.
 * @returns {string}
 */
function findRoot() {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'esbuild.mjs'))) {
    const parent = path.dirname(folder);
    if (parent === folder) throw new Error('This script must stay inside the checkout: no esbuild.mjs above it.');
    folder = parent;
  }
  return folder;
}

export const root = findRoot();
export const cacheFolder = path.join(root, '.cache');
export const logsFolder = path.join(cacheFolder, 'logs');
export const screenshotsFolder = path.join(cacheFolder, 'screenshots');
export const vsixFile = path.join(root, 'agent-threads.vsix');

/** The extension's id: `publisher.name` of package.json. */
export const extensionId = 'agent-threads.agent-threads';

/** The Node that runs everything after the set-up, whatever Node the machine has. */
export const projectNode = path.join(
  root,
  'node_modules',
  'node',
  'bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);
