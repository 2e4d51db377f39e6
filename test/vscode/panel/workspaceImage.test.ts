import assert from 'node:assert/strict';
import { symlinkSync, unlinkSync } from 'node:fs';
import * as vscode from 'vscode';
import { readWorkspaceImage } from '../../../src/host/panel/workspaceImage.ts';
import { closeEditors, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
const svg = '<svg xmlns="http://www.w3.org/2000/svg"/>';

describe('a picture that an answer shows', () => {
  const written: vscode.Uri[] = [];

  async function write(relativePath: string, content: string | Uint8Array): Promise<void> {
    written.push(await writeFile(relativePath, content));
  }

  afterEach(async () => {
    await closeEditors();
    for (const uri of written.splice(0)) await vscode.workspace.fs.delete(uri);
  });

  it('is read from the workspace, as what its content is', async () => {
    await write('pictures/one.jpg', png);
    await write('pictures/two.svg', svg);
    assert.deepEqual(await readWorkspaceImage('pictures/one.jpg'), {
      dataUrl: `data:image/png;base64,${png.toString('base64')}`,
    });
    assert.deepEqual(await readWorkspaceImage('./pictures/two.svg'), {
      dataUrl: `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`,
    });
  });

  it('is nothing that is not a picture, whatever it is called', async () => {
    await write('pictures/notes.png', 'a secret');
    await write('pictures/page.svg', '<html></html>');
    await write('pictures/page.html', svg);
    for (const file of ['notes.png', 'page.svg', 'page.html']) {
      assert.deepEqual(
        await readWorkspaceImage(`pictures/${file}`),
        { reason: 'It is no image that can be shown.' },
        file,
      );
    }
  });

  it('is not read if it is too large', async () => {
    await write('pictures/large.png', Buffer.concat([png, Buffer.alloc(5 * 1024 * 1024)]));
    assert.deepEqual(await readWorkspaceImage('pictures/large.png'), { reason: 'It is larger than 5 MB.' });
  });

  it('is never outside of the workspace', async () => {
    const outside = outsideFolder();
    const secret = vscode.Uri.joinPath(outside.uri, 'secret.png');
    await vscode.workspace.fs.writeFile(secret, png);
    const link = workspaceFile('src/link.png').fsPath;
    symlinkSync(secret.fsPath, link);
    await vscode.workspace.openTextDocument(secret).then(undefined, () => undefined);
    for (const path of [
      secret.fsPath,
      `${'../'.repeat(20)}${secret.fsPath.slice(1)}`,
      'src/link.png',
      'secret.png',
      'src',
    ]) {
      assert.deepEqual(await readWorkspaceImage(path), { reason: 'There is no such file in this workspace.' }, path);
    }
    unlinkSync(link);
    outside.remove();
  });
});
