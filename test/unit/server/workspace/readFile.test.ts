import assert from 'node:assert/strict';
import { isAgentError } from '../../../../src/model/errors.ts';
import { readFile } from '../../../../src/server/workspace/readFile.ts';
import { filesOf, runTool, TemporaryWorkspaces } from './temporaryWorkspace.ts';

describe('read_file', () => {
  const workspaces = new TemporaryWorkspaces();

  async function report(input: unknown, text: string): Promise<unknown> {
    const files = filesOf(await workspaces.workspace({ 'a.txt': text }));
    return readFile.report(await runTool(readFile, input, files));
  }

  it('reads a file or the lines that were asked for', async () => {
    assert.deepEqual(await report({ path: 'a.txt' }, 'one\ntwo\n'), {
      path: 'a.txt',
      lines: '1-2 of 2',
      text: 'one\ntwo',
    });
    assert.deepEqual(await report({ path: 'a.txt', startLine: 2, endLine: 3 }, 'one\ntwo\nthree\nfour'), {
      path: 'a.txt',
      lines: '2-3 of 4',
      text: 'two\nthree',
    });
  });

  it('takes lines beyond the end for the end', async () => {
    assert.deepEqual(await report({ path: 'a.txt', startLine: 9, endLine: 12 }, 'one\ntwo'), {
      path: 'a.txt',
      lines: '2-2 of 2',
      text: 'two',
    });
    assert.deepEqual(await report({ path: 'a.txt' }, ''), { path: 'a.txt', lines: '1-1 of 1', text: '' });
  });

  it('shows the beginning of a long file and says how much it leaves out', async () => {
    const shown = (await report({ path: 'a.txt' }, 'line\n'.repeat(1000))) as { lines: string; linesLeftOut: number };
    assert.deepEqual([shown.lines, shown.linesLeftOut], ['1-400 of 1000', 600]);
    const wide = (await report({ path: 'a.txt' }, `${'x'.repeat(90_000)}\n`)) as { text: string };
    assert.equal(wide.text.length, 24_000);
  });

  it('says why a file cannot be read, without a path of this machine', async () => {
    const workspace = await workspaces.workspace({ 'a.bin': Buffer.from([0]), 'b.txt': 'x'.repeat(1_000_001) });
    const files = filesOf(workspace);
    const cases: readonly (readonly [unknown, string])[] = [
      [{ path: 'missing.ts' }, 'not-found'],
      [{ path: '../a.txt' }, 'not-found'],
      [{ path: '/etc/passwd' }, 'not-found'],
      [{ path: 'a.bin' }, 'not-found'],
      [{ path: 'b.txt' }, 'too-large'],
      [{}, 'invalid'],
      [{ path: 'a.bin', startLine: 0 }, 'invalid'],
    ];
    for (const [input, kind] of cases) {
      await assert.rejects(
        async () => runTool(readFile, input, files),
        (error) =>
          isAgentError(error) && error.kind === kind && !error.message.includes(workspace.folders[0]?.path ?? ''),
      );
    }
  });
});
