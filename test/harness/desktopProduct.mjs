// @ts-check
// The product in a desktop VS Code, in a profile of its own.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { cleanEnvironment, freshLog, startServer, tail } from './children.mjs';
import { atEnd, tellGuard } from './cleanUp.mjs';
import { installInDesktop } from './desktopRun.mjs';
import { packageExtension } from './extension.mjs';
import { filesBelow } from './files.mjs';
import { Problem } from './problem.mjs';
import { waitWhile } from './processes.mjs';
import { endLocalHosts, markInstalled, wasInstalled } from './profile.mjs';

/**
 * Installs the packaged extension and opens a window. Ready when the window's extension host runs.
 * @param {object} options
 * @param {string} options.executable
 * @param {import('./profile.mjs').Profile} options.profile
 * @param {string} options.workspace
 * @returns {Promise<{ url: undefined, exited: Promise<number>, stop: () => Promise<void> }>}
 */
export async function startDesktop({ executable, profile, workspace }) {
  const packaged = await packageExtension();
  const log = freshLog('desktop');
  const env = cleanEnvironment();
  const folders = [`--user-data-dir=${profile.userDataDir}`, `--extensions-dir=${profile.extensionsDir}`];
  if (!wasInstalled(profile, packaged.hash)) {
    await installInDesktop(executable, folders, packaged.vsix, log);
    markInstalled(profile, packaged.hash);
  }
  const startedAtMs = Date.now();
  const window = startServer(executable, [...folders, '--new-window', '--disable-workspace-trust', workspace], {
    log,
    env,
  });
  tellGuard({ watch: window.pid });
  tellGuard({ watch: profile.folder });
  const stop = atEnd(async () => {
    await window.stop();
    await endLocalHosts(profile.folder);
    tellGuard({ forget: window.pid });
    tellGuard({ forget: profile.folder });
  });
  let exitCode = /** @type {number | undefined} */ (undefined);
  void window.exited.then((code) => (exitCode = code));
  const logs = path.join(profile.userDataDir, 'logs');
  const isStarting = () => exitCode === undefined && !(existsSync(logs) && hasExtensionHost(logs, startedAtMs));
  if (!(await waitWhile(isStarting, 120_000)) || exitCode !== undefined) {
    await stop();
    throw new Problem(`${executable} did not open a window. The end of ${log}:\n${tail(log)}`);
  }
  return { url: undefined, exited: window.exited, stop };
}

/**
 * VS Code writes `logs/<start time>/window<N>/exthost/` when a window's extension host starts. The folder's name is
 * local time without a zone, so the file's own time is compared.
 * @param {string} logs
 * @param {number} sinceMs
 */
function hasExtensionHost(logs, sinceMs) {
  return filesBelow(logs, (file) => file.endsWith(`${path.sep}exthost.log`)).some(
    (file) => statSync(file).mtimeMs >= sinceMs,
  );
}
