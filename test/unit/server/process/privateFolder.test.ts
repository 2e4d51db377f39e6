import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAgentError } from '../../../../src/model/errors.ts';
import { makePrivateFolder } from '../../../../src/server/process/privateFolder.ts';
import { removeFolder, temporaryFolder } from '../../../support/localHost.ts';

describe('a private folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => removeFolder(folder));

  const modeOf = (file: string): number => statSync(file).mode & 0o7777;

  it('is made with what is missing above it, and closed to others where it is there', () => {
    const deep = path.join(folder, 'a', 'b');
    assert.equal(makePrivateFolder(deep), true);
    assert.equal(modeOf(deep), 0o700);
    mkdirSync(path.join(folder, 'open'));
    chmodSync(path.join(folder, 'open'), 0o755);
    assert.equal(makePrivateFolder(path.join(folder, 'open')), true);
    assert.equal(modeOf(path.join(folder, 'open')), 0o700);
  });

  it('is never made of a folder that others need', () => {
    const shared = path.join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o1777);
    assert.equal(makePrivateFolder(shared), false);
    assert.equal(modeOf(shared), 0o1777);
    const before = modeOf('/');
    assert.equal(makePrivateFolder('/'), (before & 0o077) === 0);
    assert.equal(modeOf('/'), before);
  });

  it('is refused where a file stands', () => {
    const file = path.join(folder, 'file');
    writeFileSync(file, '');
    assert.throws(
      () => makePrivateFolder(file),
      (error) => isAgentError(error) && error.kind === 'storage',
    );
  });
});
