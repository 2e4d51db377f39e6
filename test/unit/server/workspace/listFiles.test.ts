import assert from 'node:assert/strict';
import { isAgentError } from '../../../../src/model/errors.ts';
import { listFiles } from '../../../../src/server/workspace/listFiles.ts';
import { filesOf, runTool, TemporaryWorkspaces } from './temporaryWorkspace.ts';

const files = {
  'README.md': '# Title\n',
  'src/a.ts': 'export function first() {}\nconst second = 1;\n',
  'src/deep/b.py': 'def third():\n    pass\n',
  'src/c.png': Buffer.from([0]),
};

describe('list_files', () => {
  const workspaces = new TemporaryWorkspaces();

  async function report(input: unknown): Promise<unknown> {
    return listFiles.report(await runTool(listFiles, input, filesOf(await workspaces.workspace(files))));
  }

  it('lists the workspace, a folder, or what a glob names', async () => {
    assert.deepEqual(await report({}), { total: 4, files: ['README.md', 'src/a.ts', 'src/c.png', 'src/deep/b.py'] });
    assert.deepEqual(await report({ folder: './src/deep/' }), { total: 1, files: ['src/deep/b.py'] });
    assert.deepEqual(await report({ folder: '.', include: '**/*.md' }), { total: 1, files: ['README.md'] });
  });

  it('tells what files declare, one by one', async () => {
    const found = filesOf(await workspaces.workspace(files));
    const progress: unknown[] = [];
    const running = listFiles.run(listFiles.parse({ folder: 'src', declarations: true }), found);
    let step = await running.next();
    for (; !step.done; step = await running.next()) progress.push(listFiles.reportProgress(step.value));
    assert.deepEqual(progress, [
      { done: 1, of: 3, file: 'src/a.ts' },
      { done: 2, of: 3, file: 'src/c.png' },
      { done: 3, of: 3, file: 'src/deep/b.py' },
    ]);
    assert.deepEqual(listFiles.report(step.value), {
      total: 3,
      files: [
        { path: 'src/a.ts', lines: 2, declares: ['first', 'second'] },
        'src/c.png',
        { path: 'src/deep/b.py', lines: 2, declares: ['third'] },
      ],
      readFiles: 3,
    });
  });

  it('ends within a minute, however slowly its reader goes on', async () => {
    let time = 0;
    const found = filesOf(await workspaces.workspace(files), { now: () => time });
    const running = listFiles.run(listFiles.parse({ declarations: true }), found);
    let step = await running.next();
    for (; !step.done; step = await running.next()) time += 30_000;
    assert.deepEqual([step.value.outlineStoppedBy, step.value.outlinedFiles], ['time', 2]);
  });

  it('refuses a folder that is not there', async () => {
    for (const folder of ['lib', '../src', '/etc']) {
      await assert.rejects(report({ folder }), (error) => isAgentError(error) && error.kind === 'not-found', folder);
    }
  });
});
