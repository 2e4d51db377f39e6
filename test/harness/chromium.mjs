// @ts-check
// The browser that drives VS Code in tests: any installed Chromium, Chrome or Edge, else Debian's Chromium.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { freshLog, runToLog, tail } from './children.mjs';
import { Problem } from './problem.mjs';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** @returns {string | undefined} the executable of a browser that playwright can drive */
export function findChromium() {
  const chosen = process.env['CHROME_PATH'];
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Problem(`CHROME_PATH names ${chosen}, which does not exist.`);
  }
  return usualPlaces().find((file) => existsSync(file));
}

/** @returns {readonly string[]} */
function usualPlaces() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter(Boolean);
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === 'win32') {
    return ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
      .flatMap((variable) => process.env[variable] ?? [])
      .flatMap((folder) => [
        path.join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
        path.join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
      ]);
  }
  return [...folders, '/usr/bin', '/snap/bin'].flatMap((folder) => names.map((name) => path.join(folder, name)));
}

/**
 * Makes sure that there is a browser; installs Debian's where that can be done without asking.
 * @returns {Promise<string>} its executable
 */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  const advice =
    'Install Chromium, Chrome or Edge' +
    `${process.platform === 'linux' ? ' (on Debian: sudo apt-get install chromium)' : ''}, ` +
    'or set CHROME_PATH to the executable of one, then try again.';
  if (!isDebian()) throw new Problem(`The tests drive VS Code in a browser, and none was found. ${advice}`);
  if (process.getuid?.() !== 0) {
    throw new Problem(`The tests drive VS Code in a browser, none was found, and installing one needs root. ${advice}`);
  }
  console.log('Installing Chromium with apt-get, for the tests only (about 450 MB on disk with what it needs) …');
  const log = freshLog('apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await runToLog('apt-get', ['update'], { log, env });
  const installed = await runToLog('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { log, env });
  const browser = findChromium();
  if (browser) return browser;
  throw new Problem(
    `apt-get could not install Chromium (exit codes ${updated} and ${installed}). The end of ${log}:\n${tail(log)}\n\n${advice}`,
  );
}

/** Ubuntu's package of that name only points to a snap, so it is not asked for there. */
function isDebian() {
  if (process.platform !== 'linux' || !existsSync('/etc/os-release')) return false;
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

/**
 * Switches for a quiet browser. Chromium's sandbox does not work for root.
 * @returns {string[]}
 */
export function chromiumArguments() {
  return [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
}

/**
 * Starts the browser, without a window, in a fresh profile.
 * @returns {Promise<import('playwright-core').Browser>}
 */
export async function launchChromium() {
  const { chromium } = await import('playwright-core');
  return await chromium.launch({ executablePath: await ensureChromium(), args: chromiumArguments() });
}
