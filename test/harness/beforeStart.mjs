// @ts-check
// Runs before `npm start`, whose script begins with `exec`: Debian's sh keeps a SIGINT that npm passes on to itself,
// so the shell has to make way for Node. Windows has no `exec`, so it gets one that runs its arguments.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { installDependencies } from './setUp.mjs';

await runMain(async () => {
  await installDependencies();
  if (process.platform === 'win32') writeFileSync(path.join(root, 'node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
});
