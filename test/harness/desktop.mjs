// @ts-check
// A desktop VS Code, where there is one that can show a window.
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Problem } from './problem.mjs';

/**
 * The executable of an installed desktop VS Code: `VSCODE_EXECUTABLE`, or found in the usual places or next to the
 * `code` command.
 * @returns {string | undefined} undefined also where no window can be shown, or root would have to show it
 */
export function findDesktop() {
  const chosen = process.env['VSCODE_EXECUTABLE'];
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Problem(`VSCODE_EXECUTABLE names ${chosen}, which does not exist.`);
  }
  if (process.platform === 'linux') {
    const hasScreen = Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);
    if (!hasScreen || process.getuid?.() === 0) return undefined;
  }
  return [...besideCommand(), ...usualPlaces()].find((file) => existsSync(file));
}

/** @returns {readonly string[]} */
function usualPlaces() {
  const home = process.env['HOME'] ?? '';
  if (process.platform === 'darwin') {
    return ['/Applications', path.join(home, 'Applications')].flatMap(executablesOfMac);
  }
  if (process.platform === 'win32') {
    return [
      path.join(process.env['LOCALAPPDATA'] ?? '', 'Programs', 'Microsoft VS Code', 'Code.exe'),
      path.join(process.env['PROGRAMFILES'] ?? '', 'Microsoft VS Code', 'Code.exe'),
    ];
  }
  return ['/usr/share/code/code', '/opt/visual-studio-code/code', '/snap/code/current/usr/share/code/code'];
}

/**
 * @param {string} folder
 * @returns {readonly string[]}
 */
function executablesOfMac(folder) {
  return ['Code', 'Electron'].map((name) => path.join(folder, 'Visual Studio Code.app', 'Contents', 'MacOS', name));
}

/**
 * The `code` command is a script in the `bin` folder beside the executable. Inside WSL, in a remote window and in a
 * terminal of code-server it is another one, which cannot start a window of its own: no executable stands beside those.
 * @returns {readonly string[]}
 */
function besideCommand() {
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const command = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => existsSync(file));
  if (!command || (process.platform === 'linux' && command.startsWith('/mnt/'))) return [];
  const folder = path.dirname(realpathSync(command));
  if (process.platform === 'win32') return [path.join(folder, '..', 'Code.exe')];
  if (process.platform === 'linux') return [path.join(folder, '..', 'code')];
  return ['Code', 'Electron'].map((each) => path.join(folder, '..', '..', '..', 'MacOS', each));
}
