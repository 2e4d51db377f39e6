// @ts-check
// npm run test:vscode [-- --grep TEXT]: mocha inside the extension host of a real VS Code.
import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { temporaryFolder } from './cleanUp.mjs';
import { buildTests, packageExtension } from './extension.mjs';
import { runExtensionTests } from './launchers.mjs';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { prepare } from './setUp.mjs';
import { exitCodeOf, grepOption } from './testOptions.mjs';

await runMain(async () => {
  await prepare();
  await packageExtension();
  await buildTests('vscode');
  const { folder: workspace, remove } = temporaryFolder('ledger');
  try {
    cpSync(path.join(root, 'test', 'fixtures', 'workspace'), workspace, { recursive: true });
    const { grep } = grepOption();
    const results = await runExtensionTests({ workspace, ...(grep ? { env: { AGENT_THREADS_GREP: grep } } : {}) });
    const file = process.env['AGENT_THREADS_RESULTS'];
    if (file) writeFileSync(file, JSON.stringify(results));
    return exitCodeOf(results);
  } finally {
    await remove();
  }
});
