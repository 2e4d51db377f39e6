import { chmodSync, lstatSync, rmSync } from 'node:fs';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import net from 'node:net';
import path from 'node:path';
import { AgentError } from '../../model/errors.ts';
import { makePrivateFolder } from './privateFolder.ts';

/**
 * Listens on a socket file (0600, in a folder of 0700) or, on Windows, a named pipe. A socket that a killed host left
 * behind is replaced. Throws an `AgentError` of kind `local-host`.
 */
export async function listenOnSocket(server: http.Server, socket: string): Promise<void> {
  if (process.platform !== 'win32') await clearSocket(socket);
  await listen(server, { path: socket });
  if (process.platform !== 'win32') chmodSync(socket, 0o600);
}

async function clearSocket(socket: string): Promise<void> {
  if (!makePrivateFolder(path.dirname(socket))) {
    throw new AgentError('local-host', `the folder of ${socket} is shared with other users; choose one of its own`);
  }
  const found = lstatSync(socket, { throwIfNoEntry: false });
  if (!found) return;
  if (!found.isSocket()) throw new AgentError('local-host', `${socket} exists and is not a socket`);
  if (await isAlive(socket)) throw new AgentError('local-host', `another program listens on ${socket}`);
  rmSync(socket, { force: true });
}

function isAlive(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const connection = net.connect(socket, () => {
      connection.destroy();
      resolve(true);
    });
    connection.on('error', () => resolve(false));
  });
}

/** Listens on a loopback address and returns its port. Throws an `AgentError` of kind `local-host`. */
export async function listenOnTcp(server: http.Server, host: string, port: number): Promise<number> {
  await listen(server, { host, port });
  return (server.address() as AddressInfo).port;
}

function listen(server: http.Server, target: net.ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      reject(new AgentError('local-host', `cannot listen: ${error.message}`, { cause: error }));
    };
    server.once('error', fail);
    server.listen(target, () => {
      server.off('error', fail);
      resolve();
    });
  });
}

/** The values of `Host` with which a loopback port is meant. */
export function loopbackHosts(port: number): ReadonlySet<string> {
  return new Set(['127.0.0.1', 'localhost', '[::1]'].map((name) => `${name}:${port}`));
}
