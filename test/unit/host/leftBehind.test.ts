import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isAnythingLeft, panelFolderIn } from '../../../src/host/leftBehind.ts';
import { outboxFolderIn } from '../../../src/session/outboxFolder.ts';

describe('what a window before may have left', () => {
  let storageDir = '';
  beforeEach(async () => {
    storageDir = await mkdtemp(path.join(tmpdir(), 'agent-threads-left-'));
  });
  afterEach(() => rm(storageDir, { recursive: true, force: true }));

  it('is nothing where nothing was ever kept, and where all of it was taken', async () => {
    assert.equal(await isAnythingLeft(path.join(storageDir, 'never made')), false);
    await mkdir(outboxFolderIn(storageDir));
    await mkdir(panelFolderIn(storageDir));
    assert.equal(await isAnythingLeft(storageDir), false);
  });

  for (const [what, folderIn] of [
    ['a prompt', outboxFolderIn],
    ['a panel', panelFolderIn],
  ] as const) {
    it(`is found as soon as there is ${what}, also one of another window`, async () => {
      await mkdir(folderIn(storageDir));
      await writeFile(path.join(folderIn(storageDir), 'n1.window2.json'), '{}');
      assert.equal(await isAnythingLeft(storageDir), true);
    });
  }

  it('may be there where it cannot be read', async () => {
    await writeFile(outboxFolderIn(storageDir), 'not a folder');
    assert.equal(await isAnythingLeft(storageDir), true);
  });
});
