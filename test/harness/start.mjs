// @ts-check
// npm start [-- --port N] [--no-open] [--with langgraph] [--profile DIR] [--workspace DIR]
// Builds the extension, installs it in a profile of its own and opens VS Code with this checkout.
import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { cleanEnvironment } from './children.mjs';
import { cleanUpAll } from './cleanUp.mjs';
import { checkDemoNames, startDemos } from './demo.mjs';
import { findDesktop } from './desktop.mjs';
import { startDesktop } from './desktopProduct.mjs';
import { startProduct } from './launchers.mjs';
import { root } from './paths.mjs';
import { Problem, runMain } from './problem.mjs';
import { defaultProfile, forgetRunning, openProfile, readRunning, writeRunning } from './profile.mjs';
import { prepare, watchParent } from './setUp.mjs';

/** @returns {Promise<number>} the exit code, when VS Code has ended */
async function start() {
  const options = readOptions();
  const profile = openProfile(options.profile);
  const running = readRunning(profile);
  if (running) return sayRunning(running, options);

  await startDemos(options.demos, profile);
  watchParent(() => void cleanUpAll().finally(() => process.exit(0)));
  const desktop = options.wantsBrowser ? undefined : findDesktop();
  const product = desktop
    ? await startDesktop({ executable: desktop, profile, workspace: options.workspace })
    : await startProduct({ ...options, profile: profile.folder });
  const url = product.url ?? 'desktop';
  writeRunning(profile, url);
  console.log(`Ready: ${url}`);
  console.log('Ctrl+C ends it.');
  if (product.url && options.opens) openInBrowser(product.url);

  const code = await product.exited;
  forgetRunning(profile);
  await product.stop();
  return code;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string' },
      'no-open': { type: 'boolean', default: false },
      with: { type: 'string', multiple: true, default: [] },
      profile: { type: 'string', default: defaultProfile() },
      workspace: { type: 'string', default: root },
    },
  });
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port > 0 && port < 65_536)) {
    throw new Problem(`--port ${values.port} is not a port: give a number from 1 to 65535.`);
  }
  checkDemoNames(values.with);
  return {
    demos: values.with,
    ...(port === undefined ? {} : { port }),
    opens: !values['no-open'],
    wantsBrowser: values['no-open'] || port !== undefined,
    profile: path.resolve(values.profile),
    workspace: path.resolve(values.workspace),
  };
}

/**
 * @param {import('./profile.mjs').Running} running
 * @param {{ port?: number }} options
 * @returns {number} the exit code
 */
function sayRunning(running, { port }) {
  console.log(`VS Code runs already with this profile (process ${running.pid}); another one needs --profile DIR.`);
  if (port !== undefined && !running.url.startsWith(`http://127.0.0.1:${port}/`)) {
    throw new Problem(`It is at ${running.url}, not at port ${port}. End it first to have it there.`);
  }
  console.log(`Ready: ${running.url}`);
  return 0;
}

/** @param {string} url */
function openInBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer', url]
        : ['xdg-open', url];
  const child = spawn(command, args, { detached: true, stdio: 'ignore', env: cleanEnvironment() });
  child.once('error', () => console.log('No browser could be opened from here: open the address above in one.'));
  child.unref();
}

await runMain(async () => {
  await prepare();
  return await start();
});
