import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { numberOf, parseJson, stringOf } from '../../model/parse.ts';

/** Where a running host can be reached; `host.json` in its data folder. */
export interface HostFile {
  readonly pid: number;
  readonly socket: string;
  readonly version: string;
  /** ISO 8601. */
  readonly startedAt: string;
}

function fileIn(dataFolder: string): string {
  return path.join(dataFolder, 'host.json');
}

export function writeHostFile(dataFolder: string, content: HostFile): void {
  const file = fileIn(dataFolder);
  writeFileSync(`${file}.draft`, JSON.stringify(content), { mode: 0o600 });
  renameSync(`${file}.draft`, file);
}

/** Undefined while no host has been ready since the last one left. A host that was killed leaves its file behind. */
export function readHostFile(dataFolder: string): HostFile | undefined {
  const value = parseJson(readOrEmpty(fileIn(dataFolder)));
  const socket = stringOf(value, 'socket');
  const pid = numberOf(value, 'pid');
  if (socket === undefined || pid === undefined) return undefined;
  return { pid, socket, version: stringOf(value, 'version') ?? '', startedAt: stringOf(value, 'startedAt') ?? '' };
}

export function removeHostFile(dataFolder: string): void {
  rmSync(fileIn(dataFolder), { force: true });
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
