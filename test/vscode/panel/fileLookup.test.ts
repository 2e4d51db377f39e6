import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { createFileLookup } from '../../../src/host/panel/fileLookup.ts';
import { previewFile } from '../../../src/host/panel/filePreview.ts';
import { closeEditors, editorWith, outsideFolder, workspaceFile, writeFile } from '../support/files.ts';

describe('Files that answers name', () => {
  afterEach(closeEditors);

  async function check(...paths: readonly string[]): Promise<readonly (string | undefined)[]> {
    const lookup = createFileLookup(() => undefined);
    const files = await lookup.check(paths);
    lookup.dispose();
    assert.deepEqual(
      files.map((each) => each.asked),
      paths,
    );
    return files.map((each) => each.place?.path);
  }

  it('are found by their path, by its end if only one file has it, and by their absolute path', async () => {
    const uri = await writeFile('src/deep/only.ts', '');
    assert.deepEqual(
      await check('src/money.ts', 'money.ts', 'deep/only.ts', workspaceFile('src/money.ts').fsPath, 'src/none.ts'),
      ['src/money.ts', 'src/money.ts', 'src/deep/only.ts', 'src/money.ts', undefined],
    );
    await vscode.workspace.fs.delete(uri);
  });

  it('are not found by an end that several files have, nor outside the workspace', async () => {
    const uri = await writeFile('lib/money.ts', '');
    const outside = outsideFolder();
    const secret = vscode.Uri.joinPath(outside.uri, 'secret.ts');
    await vscode.workspace.fs.writeFile(secret, Buffer.from(''));
    assert.deepEqual(await check('money.ts', secret.fsPath, '../secret.ts', '**/*.ts', '{a,b}.ts', 'src'), [
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    outside.remove();
    await vscode.workspace.fs.delete(vscode.Uri.joinPath(uri, '..'), { recursive: true });
  });

  it('are looked for anew when one of the name comes', async () => {
    let told = (): void => undefined;
    const changed = new Promise<void>((resolve) => {
      told = resolve;
    });
    const lookup = createFileLookup(() => told());
    assert.equal((await lookup.check(['src/coming.ts']))[0]?.place, undefined);
    await writeFile('src/coming.ts', '');
    await changed;
    assert.equal((await lookup.check(['src/coming.ts']))[0]?.place?.path, 'src/coming.ts');
    lookup.dispose();
    await vscode.workspace.fs.delete(workspaceFile('src/coming.ts'));
  });

  it('show the lines that are named, as the editor has them', async () => {
    const uri = await writeFile(
      'src/preview.txt',
      Array.from({ length: 30 }, (_, index) => `line ${index + 1}`).join('\n'),
    );
    const lines = async (startLine?: number, endLine?: number): Promise<readonly [number, number, number]> => {
      const place = { ...(startLine ? { startLine } : {}), ...(endLine ? { endLine } : {}) };
      const preview = await previewFile({ id: 1, path: 'src/preview.txt', ...place });
      return [preview.startLine, preview.lines.length, preview.lineCount];
    };
    assert.deepEqual(await lines(), [1, 12, 30]);
    assert.deepEqual(await lines(5, 7), [5, 3, 30]);
    assert.deepEqual(await lines(5, 29), [5, 12, 30]);
    assert.deepEqual(await lines(10), [7, 9, 30]);
    assert.deepEqual(await lines(900), [27, 4, 30]);
    const editor = await editorWith(uri);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'unsaved '));
    assert.equal((await previewFile({ id: 1, path: 'src/preview.txt' })).lines[0], 'unsaved line 1');
    await closeEditors();
    await vscode.workspace.fs.delete(uri);
  });

  it('show nothing of files outside, of folders and of what is no text', async () => {
    const uri = await writeFile('src/image.bin', new Uint8Array([1, 0, 2]));
    for (const path of ['src/image.bin', 'src', '../x.txt', '/etc/passwd']) {
      assert.deepEqual((await previewFile({ id: 7, path })).lines, [], path);
    }
    await vscode.workspace.fs.delete(uri);
  });
});
