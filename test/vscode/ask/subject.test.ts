import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { attachFile } from '../../../src/host/ask/fileAttachment.ts';
import { Refusal } from '../../../src/host/ask/refusal.ts';
import { NothingSelected, codeOfFiles, filesToAskAbout, selectedCode } from '../../../src/host/ask/subject.ts';
import { closeEditors, editorWith, workspaceFile, writeFile } from '../support/files.ts';

function refusing(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof Refusal && pattern.test(error.message);
}

describe('asking about a selection', () => {
  afterEach(closeEditors);

  it('takes what is selected in the active editor', async () => {
    await editorWith(workspaceFile('src/money.ts'), [0, 0, 2, 0]);
    assert.equal(selectedCode().snippets.length, 1);
  });

  it('says so if nothing is selected, and which file could be asked about', async () => {
    const uri = workspaceFile('src/money.ts');
    await editorWith(uri, [0, 0, 0, 0]);
    assert.throws(
      () => selectedCode(),
      (error) =>
        error instanceof NothingSelected &&
        error.uri.toString() === uri.toString() &&
        /Nothing is selected in money\.ts/.test(error.message),
    );
  });

  it('says what to do if there is no editor', async () => {
    await closeEditors();
    assert.throws(() => selectedCode(), refusing(/No text editor is active/));
  });
});

describe('asking about a file', () => {
  afterEach(closeEditors);

  it('takes the active one if none is named', async () => {
    const uri = workspaceFile('src/money.ts');
    await editorWith(uri);
    assert.deepEqual((await filesToAskAbout([])).map(String), [uri.toString()]);
  });

  it('takes several in the order in which they were named', async () => {
    const { snippets } = await codeOfFiles([workspaceFile('src/report.ts'), workspaceFile('src/money.ts')]);
    assert.deepEqual(
      snippets.map(({ reference }) => reference.path),
      ['src/report.ts', 'src/money.ts'],
    );
  });

  it('refuses a folder', async () => {
    await assert.rejects(attachFile(workspaceFile('src')), refusing(/src is a folder/));
  });

  it('refuses a binary file', async () => {
    const uri = await writeFile('picture.bin', new Uint8Array([0x89, 0x50, 0, 1, 2]));
    await assert.rejects(attachFile(uri), refusing(/binary/));
    await vscode.workspace.fs.delete(uri);
  });

  it('refuses a file that is too large, with its size, without reading it', async () => {
    const uri = await writeFile('huge.log', Buffer.alloc(1_500_000, 'x'));
    await assert.rejects(attachFile(uri), refusing(/1\.4 MB.*at most 1 MB/));
    await vscode.workspace.fs.delete(uri);
  });

  it('refuses a file that is gone', async () => {
    await assert.rejects(attachFile(workspaceFile('src/gone.ts')), refusing(/gone\.ts is not there/));
  });
});
