import { numberOf, optional, parseJson } from '../model/parse.ts';

/** Time that a request may take, and that two clocks may differ by. */
const marginMs = 60_000;

/** How long before its end a sign-in is worth a word: a part of its life, but neither too short nor a nuisance. */
const warnPart = 1 / 20;
const warnAtLeastMs = 5 * 60_000;
const warnAtMostMs = 24 * 3_600_000;

/** In milliseconds since 1970. */
export interface TokenTimes {
  readonly expiresAtMs: number;
  readonly issuedAtMs?: number;
}

/**
 * What a token says of its own time: `exp` and `iat` of a JSON Web Token, which is read and not verified. Undefined for
 * tokens that say nothing of their end: then nobody can know.
 */
export function readTokenTimes(token: string): TokenTimes | undefined {
  const [, payload, signature] = token.trim().split('.');
  if (payload === undefined || signature === undefined) return undefined;
  const claims = parseJson(Buffer.from(payload, 'base64url').toString());
  const expires = numberOf(claims, 'exp');
  if (expires === undefined || expires <= 0) return undefined;
  const issued = numberOf(claims, 'iat');
  return { expiresAtMs: expires * 1000, ...optional({ issuedAtMs: issued === undefined ? undefined : issued * 1000 }) };
}

/** When a token ends by its own word, in milliseconds since 1970. */
export function tokenExpiry(token: string): number | undefined {
  return readTokenTimes(token)?.expiresAtMs;
}

/** When it is time to say that a token is about to end. One that does not say since when it is good is a long one. */
export function warnAtMs({ expiresAtMs, issuedAtMs }: TokenTimes): number {
  const lifeMs = issuedAtMs === undefined ? Infinity : expiresAtMs - issuedAtMs;
  return expiresAtMs - Math.min(warnAtMostMs, Math.max(warnAtLeastMs, lifeMs * warnPart));
}

/** Whether a token is as good as expired; one that does not say when it ends never is. */
export function isExpired(expiresAtMs: number | undefined, nowMs: number): boolean {
  return expiresAtMs !== undefined && expiresAtMs - nowMs < marginMs;
}
