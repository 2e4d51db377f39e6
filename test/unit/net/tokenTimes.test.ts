import assert from 'node:assert/strict';
import { isExpired, readTokenTimes, tokenExpiry, warnAtMs } from '../../../src/net/tokenTimes.ts';
import { jwt } from '../../support/fakeEpsimo.ts';

const hourMs = 3_600_000;

describe('the times of a token', () => {
  it('are read from a JSON Web Token, also with letters of other alphabets in it', () => {
    assert.deepEqual(readTokenTimes(jwt({ exp: 2000, iat: 1000, name: 'Żółć ✓ 漢字' })), {
      expiresAtMs: 2_000_000,
      issuedAtMs: 1_000_000,
    });
    assert.equal(tokenExpiry(` ${jwt({ exp: 2000 })}\n`), 2_000_000);
  });

  it('are unknown for everything else, and what is unknown has not expired', () => {
    for (const token of ['', 'opaque', 'a.b', 'a.b.c', jwt({}), jwt({ exp: 'soon' }), jwt({ exp: 0 }), 'a.####.c']) {
      assert.equal(tokenExpiry(token), undefined, token);
    }
    assert.equal(isExpired(undefined, Date.now()), false);
  });

  it('end a minute early, because requests take time and clocks differ', () => {
    assert.equal(isExpired(100_000, 39_999), false);
    assert.equal(isExpired(100_000, 40_001), true);
  });

  it('are worth a word a day before the end of a month, minutes before the end of an hour', () => {
    const expiresAtMs = 1000 * hourMs;
    const leftMs = (lifeMs?: number): number =>
      expiresAtMs - warnAtMs({ expiresAtMs, ...(lifeMs !== undefined && { issuedAtMs: expiresAtMs - lifeMs }) });
    assert.equal(leftMs(30 * 24 * hourMs), 24 * hourMs);
    assert.equal(leftMs(), 24 * hourMs);
    assert.equal(leftMs(hourMs), 5 * 60_000);
    assert.equal(leftMs(10 * hourMs), hourMs / 2);
  });
});
