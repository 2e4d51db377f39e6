// @ts-check
// A VS Code profile of our own: its folders, its first settings, and whoever runs in it.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { filesBelow, readJson } from './files.mjs';
import { cacheFolder, extensionId } from './paths.mjs';
import { commandLineOf, endProcess, isAlive } from './processes.mjs';

/** A quiet VS Code that asks for nothing from the network by itself. */
export const quietSettings = Object.freeze({
  'workbench.startupEditor': 'none',
  'workbench.enableExperiments': false,
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'security.workspace.trust.enabled': false,
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'git.openRepositoryInParentFolders': 'never',
  'npm.fetchOnlinePackageInfo': false,
  'typescript.disableAutomaticTypeAcquisition': true,
});

/** @returns {string} the profile of `npm start` */
export function defaultProfile() {
  return path.resolve(process.env['AGENT_THREADS_PROFILE'] || path.join(cacheFolder, 'profile'));
}

/**
 * @typedef {object} Profile
 * @property {string} folder
 * @property {string} userDataDir
 * @property {string} extensionsDir
 * @property {string} settingsFile
 */

/**
 * Creates what is missing of a profile. Settings that exist are the user's and stay as they are.
 * @param {string} folder
 * @param {Readonly<Record<string, unknown>>} settings on top of the quiet ones
 * @returns {Profile}
 */
export function openProfile(folder, settings = {}) {
  const userDataDir = path.join(folder, 'data');
  const extensionsDir = path.join(folder, 'extensions');
  const settingsFile = path.join(userDataDir, 'User', 'settings.json');
  mkdirSync(path.dirname(settingsFile), { recursive: true });
  mkdirSync(extensionsDir, { recursive: true });
  if (!existsSync(settingsFile)) writeSettings(settingsFile, { ...quietSettings, ...settings });
  return { folder, userDataDir, extensionsDir, settingsFile };
}

/**
 * @param {string} settingsFile
 * @param {Readonly<Record<string, unknown>>} settings
 */
export function writeSettings(settingsFile, settings) {
  mkdirSync(path.dirname(settingsFile), { recursive: true });
  writeFileSync(settingsFile, `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * Ends the local agent hosts of a profile. They are detached on purpose and outlive VS Code, so they are found through
 * the `host.json` they write, and only a process that really is one is ended: its number may be someone else's by now.
 * @param {string} folder the profile, or any folder above it
 * @returns {Promise<void>}
 */
export async function endLocalHosts(folder) {
  const ending = path.join('globalStorage', extensionId, 'local', 'host.json');
  for (const file of filesBelow(folder, (each) => each.endsWith(ending))) {
    const pid = readJson(file)?.pid;
    if (!Number.isInteger(pid) || !isAlive(pid) || !commandLineOf(pid).includes('local-host.cjs')) continue;
    await endProcess(pid);
  }
}

/**
 * @param {Profile} profile
 * @param {string} hash of the VSIX
 * @returns {boolean} whether exactly this VSIX is what is installed there
 */
export function wasInstalled(profile, hash) {
  return readJson(installedFile(profile))?.hash === hash && readdirSync(profile.extensionsDir).length > 0;
}

/**
 * @param {Profile} profile
 * @param {string} hash of the VSIX
 */
export function markInstalled(profile, hash) {
  writeFileSync(installedFile(profile), `${JSON.stringify({ hash })}\n`);
}

/** @param {Profile} profile */
function installedFile(profile) {
  return path.join(profile.folder, 'installed.json');
}

/** @typedef {{ readonly pid: number, readonly url: string }} Running */

/**
 * @param {Profile} profile
 * @returns {Running | undefined} the `npm start` that uses this profile now
 */
export function readRunning(profile) {
  const running = readJson(runningFile(profile));
  if (!running || !Number.isInteger(running.pid) || typeof running.url !== 'string') return undefined;
  const isOurs = isAlive(running.pid) && commandLineOf(running.pid).includes('start.mjs');
  return isOurs ? running : undefined;
}

/**
 * @param {Profile} profile
 * @param {string} url
 */
export function writeRunning(profile, url) {
  writeFileSync(runningFile(profile), `${JSON.stringify({ pid: process.pid, url })}\n`);
}

/** @param {Profile} profile */
export function forgetRunning(profile) {
  rmSync(runningFile(profile), { force: true });
}

/** @param {Profile} profile */
function runningFile(profile) {
  return path.join(profile.folder, 'running.json');
}
