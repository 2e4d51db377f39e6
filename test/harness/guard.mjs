// @ts-check
// Ends what a harness process started when that process dies without doing so itself, for example by SIGKILL.
// Started by `cleanUp.mjs`; its standard input is a pipe that closes with its starter.
import process from 'node:process';
import { createInterface } from 'node:readline';
import { endGroup } from './processes.mjs';
import { endLocalHosts } from './profile.mjs';

/** @type {Set<number | string>} */
const watched = new Set();

for await (const line of createInterface({ input: process.stdin })) {
  const order = JSON.parse(line);
  if (order.watch) watched.add(order.watch);
  if (order.forget) watched.delete(order.forget);
}
for (const each of watched) if (typeof each === 'number') await endGroup(each);
for (const each of watched) if (typeof each === 'string') await endLocalHosts(each);
