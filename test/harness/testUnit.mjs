// @ts-check
// npm run test:unit [-- --grep TEXT]
import path from 'node:path';
import { buildTests } from './extension.mjs';
import { filesBelow } from './files.mjs';
import { installLangGraph } from './langGraph.mjs';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { runMocha } from './runMocha.mjs';
import { prepare } from './setUp.mjs';
import { exitCodeOf, grepOption } from './testOptions.mjs';

await runMain(async () => {
  await prepare();
  // Some tests speak to a real server.
  await installLangGraph();
  await buildTests('unit');
  const files = filesBelow(path.join(root, 'out', 'unit'), (file) => file.endsWith('.test.cjs'));
  return exitCodeOf(await runMocha({ files, timeoutMs: 60_000, ...grepOption() }));
});
