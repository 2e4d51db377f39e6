// @ts-check
// What `npm start -- --with NAME` starts besides VS Code, for a look at a hosted connection without an account.
import path from 'node:path';
import { atEnd } from './cleanUp.mjs';
import { readJson } from './files.mjs';
import { installLangGraph, startLangGraph } from './langGraph.mjs';
import { freePort } from './net.mjs';
import { Problem } from './problem.mjs';
import { writeSettings } from './profile.mjs';

const setting = 'agentThreads.connections';
const langGraphId = 'langgraph-demo';
/** The port that LangGraph's own tools use. */
const langGraphPort = 2024;

/** What can be asked for. */
export const demoNames = Object.freeze(['langgraph']);

/**
 * @param {readonly string[]} names
 * @throws {Problem} for a name that is none
 */
export function checkDemoNames(names) {
  const wrong = names.find((name) => !demoNames.includes(name));
  if (wrong !== undefined) throw new Problem(`--with ${wrong} is not known. Known: ${demoNames.join(', ')}.`);
}

/**
 * Starts what is asked for and puts its connection into the profile's settings; without it, takes one away that an
 * earlier start has left there. Ends with this process.
 * @param {readonly string[]} names
 * @param {import('./profile.mjs').Profile} profile
 * @returns {Promise<void>}
 */
export async function startDemos(names, profile) {
  if (!names.includes('langgraph')) return setConnection(profile, undefined);
  await installLangGraph();
  const port = (await freePort(langGraphPort)) ?? (await freePort());
  if (port === undefined) throw new Problem('There is no free port for the LangGraph server.');
  const server = await startLangGraph({ port, data: path.join(profile.folder, 'langgraph') });
  atEnd(() => server.stop());
  setConnection(profile, { id: langGraphId, name: 'LangGraph (demo)', kind: 'langgraph', url: server.url });
  console.log(
    `A LangGraph server with a scripted agent listens at ${server.url}: no model, no key. Ask it something with`,
  );
  console.log('"tool", "slow", "ask me" or "boom" in it. Its connection is LangGraph (demo) in the view Threads.');
}

/**
 * @param {import('./profile.mjs').Profile} profile
 * @param {{ id: string, name: string, kind: string, url: string } | undefined} connection
 */
function setConnection({ settingsFile }, connection) {
  const settings = readJson(settingsFile);
  if (!settings) {
    if (connection) {
      throw new Problem(
        `${settingsFile} is not plain JSON, so the demo's connection cannot be put into it. Add it yourself: ` +
          `"${setting}": [${JSON.stringify(connection)}]`,
      );
    }
    return;
  }
  const known = Array.isArray(settings[setting]) ? settings[setting] : [];
  const others = known.filter((/** @type {{ id?: unknown }} */ each) => each?.id !== langGraphId);
  if (!connection && others.length === known.length) return;
  const { [setting]: _, ...rest } = settings;
  const connections = connection ? [...others, connection] : others;
  writeSettings(settingsFile, { ...rest, ...(connections.length > 0 ? { [setting]: connections } : {}) });
}
