import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { namesIn, TemporaryWorkspaces } from './temporaryWorkspace.ts';

interface RecordedCase {
  readonly rules: Readonly<Record<string, string>>;
  readonly exclude: string;
  readonly files: readonly string[];
  readonly visible: readonly string[];
}

/** What git 2.39 answered; made by recordGitIgnoreCases.mjs. */
const recorded = JSON.parse(
  readFileSync(path.resolve('test/fixtures/git/ignoreCases.json'), 'utf8'),
) as readonly RecordedCase[];

describe('files that git leaves out', () => {
  const workspaces = new TemporaryWorkspaces();

  async function visible(
    rules: Readonly<Record<string, string>>,
    files: readonly string[],
  ): Promise<readonly string[]> {
    const empty = Object.fromEntries(files.map((file) => [file, '']));
    const names = await namesIn(await workspaces.workspace({ ...empty, ...rules }));
    return names.filter((name) => files.includes(name)).toSorted();
  }

  it('are the same as for git, for a hundred random folders full of odd rules', async () => {
    assert.equal(recorded.length, 100);
    for (const { rules, exclude, files, visible: expected } of recorded) {
      const shown = await visible({ ...rules, '.git/info/exclude': exclude }, files);
      assert.deepEqual(shown, [...expected].toSorted(), JSON.stringify({ rules, exclude }));
    }
  });

  it('can be taken back in, but not below a folder that is left out', async () => {
    const files = ['logs/a.log', 'logs/keep.log', 'out/keep.log', 'keep.log', 'b.log'];
    assert.deepEqual(await visible({ '.gitignore': '*.log\n!keep.log\nout/\n' }, files), ['keep.log', 'logs/keep.log']);
  });

  it('obey the rules of their own folder before those above', async () => {
    const rules = { '.gitignore': '*.txt\n', 'docs/.gitignore': '!*.txt\n/draft.txt\n' };
    assert.deepEqual(await visible(rules, ['a.txt', 'docs/b.txt', 'docs/draft.txt', 'docs/old/draft.txt']), [
      'docs/b.txt',
      'docs/old/draft.txt',
    ]);
  });

  it('are not seen however they are reached, and .git itself never is', async () => {
    const names = await namesIn(
      await workspaces.workspace({
        '.git/config': '',
        'sub/.git': 'gitdir: elsewhere',
        'sub/a.ts': '',
        '.github/b.yml': '',
      }),
    );
    assert.deepEqual(names, ['.github/b.yml', 'sub/a.ts']);
  });
});
