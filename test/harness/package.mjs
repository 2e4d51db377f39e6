// @ts-check
// npm run package: the production build as agent-threads.vsix.
import { statSync } from 'node:fs';
import { packageExtension } from './extension.mjs';
import { runMain } from './problem.mjs';
import { prepare } from './setUp.mjs';

await runMain(async () => {
  await prepare();
  const { vsix, isNew } = await packageExtension();
  console.log(`${vsix} (${Math.round(statSync(vsix).size / 1024)} KB)${isNew ? '' : ', unchanged'}`);
});
