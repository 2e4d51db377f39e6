// @ts-check
// npm run test:ui [-- --grep TEXT]: the installed VSIX, driven through its page.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { cleanUpAll } from './cleanUp.mjs';
import { installCodeServer } from './codeServer.mjs';
import { buildTests, packageExtension } from './extension.mjs';
import { filesBelow } from './files.mjs';
import { installLangGraph } from './langGraph.mjs';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { runMocha } from './runMocha.mjs';
import { prepare } from './setUp.mjs';
import { exitCodeOf, grepOption } from './testOptions.mjs';

await runMain(async () => {
  await prepare();
  await ensureChromium();
  await installCodeServer();
  await installLangGraph();
  await packageExtension();
  await buildTests('ui');
  const folder = path.join(root, 'out', 'ui');
  const { rootHooks } = await import(pathToFileURL(path.join(folder, 'support', 'rootHooks.mjs')).href);
  try {
    const files = filesBelow(folder, (file) => file.endsWith('.test.mjs'));
    return exitCodeOf(await runMocha({ files, timeoutMs: 120_000, rootHooks, ...grepOption() }));
  } finally {
    await cleanUpAll();
  }
});
