import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { openHostLog } from '../../../../src/server/process/hostLog.ts';
import { removeFolder, temporaryFolder } from '../../../support/localHost.ts';

describe('the host’s log', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => removeFolder(folder));

  it('keeps one line per event, with its time, and goes on where it was', () => {
    openHostLog(folder)('first\nstill first');
    openHostLog(folder)('second');
    const lines = readFileSync(path.join(folder, 'host.log'), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 2);
    assert.match(lines[0] ?? '', /^\d{4}-\d\d-\d\dT[\d:.]+Z \[\d+\] first still first$/);
  });

  it('never grows beyond its bound, and keeps one older file', () => {
    const log = openHostLog(folder, 1000);
    for (let count = 0; count < 100; count++) log(`line ${count}`);
    const file = path.join(folder, 'host.log');
    assert.ok(statSync(file).size <= 1000);
    assert.ok(statSync(`${file}.1`).size <= 1000);
    assert.match(readFileSync(file, 'utf8'), /line 99\n$/);
  });
});
