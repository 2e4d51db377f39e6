import assert from 'node:assert/strict';
import { relativeTime } from '../../../src/host/relativeTime.ts';

const now = Date.parse('2026-11-20T12:00:00Z');

describe('how long ago something was', () => {
  it('is said in the largest whole unit', () => {
    assert.equal(relativeTime('2026-11-20T11:59:30Z', now), 'now');
    assert.equal(relativeTime('2026-11-20T11:54:10Z', now), '5 min ago');
    assert.equal(relativeTime('2026-11-20T08:30:00Z', now), '3 h ago');
    assert.equal(relativeTime('2026-11-18T11:00:00Z', now), '2 d ago');
  });
  it('becomes a date after a week', () => assert.match(relativeTime('2026-10-02T12:00:00Z', now) ?? '', /2026/));
  it('is now where the clocks differ', () => assert.equal(relativeTime('2026-11-21T12:00:00Z', now), 'now'));
  it('is unknown for what is no date', () => assert.equal(relativeTime('soon', now), undefined));
});
