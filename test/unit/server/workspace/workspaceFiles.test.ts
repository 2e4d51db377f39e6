import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseWorkspace } from '../../../../src/server/workspace/workspace.ts';
import { filesOf, namesIn, TemporaryWorkspaces } from './temporaryWorkspace.ts';

describe('the files of a workspace', () => {
  const workspaces = new TemporaryWorkspaces();

  it('come in one order everywhere: the files of a folder, then its folders', async () => {
    const workspace = await workspaces.workspace({
      'b/z.ts': '',
      'b/a/y.ts': '',
      'a.ts': '',
      'B.ts': '',
      'a/x.ts': '',
    });
    assert.deepEqual(await namesIn(workspace), ['B.ts', 'a.ts', 'a/x.ts', 'b/z.ts', 'b/a/y.ts']);
  });

  it('are without what the settings leave out, folders with everything in them', async () => {
    const files = { 'src/a.ts': '', 'src/a.js': '', 'node_modules/p/i.js': '', 'x/node_modules/q.js': '' };
    assert.deepEqual(await namesIn(await workspaces.workspace(files, ['**/node_modules', '**/*.js'])), ['src/a.ts']);
  });

  it('carry the name of their folder where there are several', async () => {
    const one = await workspaces.folder({ 'a.ts': 'one' });
    const two = await workspaces.folder({ 'a.ts': 'two' });
    const files = filesOf({
      folders: [
        { name: 'one', path: one },
        { name: 'two', path: two },
      ],
      exclude: [],
    });
    assert.deepEqual(
      (await files.list()).files.map((file) => file.name),
      ['one/a.ts', 'two/a.ts'],
    );
    const found = await files.find('two/a.ts');
    assert.deepEqual([found?.path, found?.folder], ['a.ts', 'two']);
    assert.equal((await files.find('a.ts'))?.folder, 'one');
  });

  it('of a folder inside another one are listed once, under its own name', async () => {
    const outer = await workspaces.folder({ 'a.ts': '', 'inner/b.ts': '' });
    const folders = [
      { name: 'outer', path: outer },
      { name: 'inner', path: path.join(outer, 'inner') },
    ];
    assert.deepEqual(await namesIn({ folders, exclude: [] }), ['outer/a.ts', 'inner/b.ts']);
  });

  it('are never found by a path that leads out, from the root, or to what is left out', async () => {
    const outside = await workspaces.folder({ 'secret.txt': 'secret' });
    const workspace = await workspaces.workspace({ 'src/a.ts': '', '.env': 'KEY=1', '.gitignore': '.env\n' });
    const [folder] = workspace.folders;
    const files = filesOf(workspace);
    for (const text of [
      '../secret.txt',
      `../${path.basename(outside)}/secret.txt`,
      'src/../../secret.txt',
      'src/../src/a.ts',
      path.join(outside, 'secret.txt'),
      path.join(folder?.path ?? '', 'src/a.ts'),
      '/etc/passwd',
      String.raw`C:\Windows\win.ini`,
      'src/a.ts\0.png',
      '.env',
      '.git/config',
      '',
      '.',
      'src',
      '__proto__',
    ]) {
      assert.equal(await files.find(text), undefined, text);
    }
    assert.equal((await files.find('./src/a.ts'))?.name, 'src/a.ts');
    assert.equal((await files.find(String.raw`src\a.ts`))?.name, 'src/a.ts');
  });

  it('are not links, neither to files nor to folders', async () => {
    const outside = await workspaces.folder({ 'secret.txt': 'secret' });
    const root = await workspaces.folder({ 'a.ts': '' });
    await symlink(path.join(outside, 'secret.txt'), path.join(root, 'link.txt'));
    await symlink(outside, path.join(root, 'folder'));
    await symlink(root, path.join(root, 'loop'));
    assert.deepEqual(await namesIn({ folders: [{ name: 'main', path: root }], exclude: [] }), ['a.ts']);
  });

  it('are not read when a link took their place after they were listed', async () => {
    const outside = await workspaces.folder({ 'a.ts': 'secret', 'sub/b.ts': 'secret' });
    const root = await workspaces.folder({ 'a.ts': 'own', 'sub/b.ts': 'own' });
    const files = filesOf({ folders: [{ name: 'main', path: root }], exclude: [] });
    const list = (await files.list()).files;
    await rm(path.join(root, 'a.ts'));
    await symlink(path.join(outside, 'a.ts'), path.join(root, 'a.ts'));
    await rename(path.join(root, 'sub'), path.join(root, 'gone'));
    await symlink(path.join(outside, 'sub'), path.join(root, 'sub'));
    assert.deepEqual(await Promise.all(list.map(async (file) => (await files.read(file)).kind)), [
      'outside',
      'outside',
    ]);
  });

  it('are reached through a workspace folder that is a link itself', async () => {
    const root = await workspaces.folder({ 'real/a.ts': 'text' });
    await symlink(path.join(root, 'real'), path.join(root, 'link'));
    const files = filesOf({ folders: [{ name: 'main', path: path.join(root, 'link') }], exclude: [] });
    const file = await files.find('a.ts');
    assert.deepEqual(file && (await files.read(file)), { kind: 'text', text: 'text', bytes: 4 });
  });

  it('are read as text only if they are text of a bearable size', async () => {
    const workspace = await workspaces.workspace({
      'utf8.txt': '\uFEFFgrün\r\nzwei',
      'utf16le.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('grün', 'utf16le')]),
      'utf16be.txt': Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from('grün', 'utf16le').swap16()]),
      'binary.bin': Buffer.from([1, 2, 0, 3]),
      'large.txt': 'x'.repeat(1_000_001),
      'empty.txt': '',
    });
    const files = filesOf(workspace);
    const kinds: Record<string, string> = {};
    for (const file of (await files.list()).files) {
      const content = await files.read(file);
      kinds[file.name] = content.kind === 'text' ? `text: ${content.text}` : content.kind;
    }
    assert.deepEqual(kinds, {
      'binary.bin': 'binary',
      'empty.txt': 'text: ',
      'large.txt': 'too-large',
      'utf16be.txt': 'text: grün',
      'utf16le.txt': 'text: grün',
      'utf8.txt': 'text: grün\nzwei',
    });
  });

  it('do not hold up a run when a pipe takes the place of one', async () => {
    const root = await workspaces.folder({ 'a.ts': 'own' });
    const files = filesOf({ folders: [{ name: 'main', path: root }], exclude: [] });
    const [file] = (await files.list()).files;
    assert.ok(file);
    await rm(file.absolutePath);
    execFileSync('sh', ['-c', 'mkfifo "$0"', file.absolutePath]);
    assert.equal((await files.read(file)).kind, 'unreadable');
  });

  it('vanish without an error while they are listed or read', async () => {
    const root = await workspaces.folder({ 'a.ts': 'own' });
    const files = filesOf({
      folders: [
        { name: 'gone', path: path.join(root, 'missing') },
        { name: 'main', path: root },
      ],
      exclude: [],
    });
    const [file] = (await files.list()).files;
    assert.ok(file);
    await rm(file.absolutePath);
    assert.deepEqual(await files.read(file), { kind: 'unreadable', reason: 'it does not exist' });
  });

  it('are as many as the bounds allow, and the list says which bound it was', async () => {
    const workspace = await workspaces.workspace({ 'a.ts': '', 'b.ts': '', 'c/d.ts': '' });
    const few = await filesOf(workspace, { maxFiles: 2 }).list();
    assert.deepEqual([few.files.length, few.stoppedBy], [2, 'files']);
    let time = 0;
    const slow = await filesOf(workspace, { now: () => (time += 3000) }).list();
    assert.equal(slow.stoppedBy, 'time');
    assert.ok(slow.files.length < 3);
  });

  it('are not listed any further once the run is stopped', async () => {
    const workspace = await workspaces.workspace({ 'a.ts': '' });
    assert.deepEqual(await namesIn(workspace, { signal: AbortSignal.abort() }), []);
  });

  it('stay the same for one run, and are new for the next', async () => {
    const root = await workspaces.folder({ 'a.ts': 'before' });
    const workspace = { folders: [{ name: 'main', path: root }], exclude: [] };
    const files = filesOf(workspace);
    const read = async (run: typeof files): Promise<unknown> => {
      const file = await run.find('a.ts');
      return file && run.read(file);
    };
    const before = await read(files);
    await writeFile(path.join(root, 'a.ts'), 'after');
    await mkdir(path.join(root, 'new'));
    await writeFile(path.join(root, 'new/b.ts'), '');
    assert.deepEqual(await read(files), before);
    assert.equal((await files.list()).files.length, 1);
    assert.deepEqual(await read(filesOf(workspace)), { kind: 'text', text: 'after', bytes: 5 });
  });
});

describe('the description of a workspace that a window sends', () => {
  it('is read as far as it makes sense', () => {
    assert.deepEqual(
      parseWorkspace(
        '{"folders":[{"name":"a","path":"/x/a"},{"path":"/x/b/"},{"name":"c"},7],"exclude":["**/o",1,""]}',
      ),
      {
        folders: [
          { name: 'a', path: '/x/a' },
          { name: 'b', path: '/x/b/' },
        ],
        exclude: ['**/o'],
      },
    );
  });

  it('means a workspace without files where it makes no sense', async () => {
    for (const text of ['', 'null', '[]', '{"folders":"/"}', '{"folders":[{"path":"relative"}]}']) {
      assert.deepEqual(await namesIn(parseWorkspace(text)), [], text);
    }
  });
});
