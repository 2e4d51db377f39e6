import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** 256 bits from the system's generator, as 43 characters that need no escaping. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

export function tokenFile(dataFolder: string): string {
  return path.join(dataFolder, 'token');
}

/** The data folder's token, made at the first start (0600). Call only while holding the folder's lock. */
export function keptToken(dataFolder: string): string {
  const file = tokenFile(dataFolder);
  const known = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  if (/^[\w-]{43}$/.test(known)) return known;
  const token = newToken();
  // Whole or not at all: a client may be reading.
  writeFileSync(`${file}.draft`, token, { mode: 0o600 });
  renameSync(`${file}.draft`, file);
  return token;
}
