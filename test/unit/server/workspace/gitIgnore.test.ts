import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type IgnoreLevel, isIgnored, parseIgnoreFile } from '../../../../src/server/workspace/gitIgnore.ts';
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

/** Asks for every folder on the way to a file, as a walk does. */
function isVisible({ rules, exclude }: RecordedCase, file: string): boolean {
  const levels: IgnoreLevel[] = [{ folder: '', rules: parseIgnoreFile(exclude) }];
  const parts = file.split('/');
  for (const index of parts.keys()) {
    const folder = parts.slice(0, index).join('/');
    const own = rules[folder === '' ? '.gitignore' : `${folder}/.gitignore`];
    if (own !== undefined) levels.push({ folder, rules: parseIgnoreFile(own) });
    if (isIgnored(levels, parts.slice(0, index + 1).join('/'), index < parts.length - 1)) return false;
  }
  return true;
}

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

  it('are the same as for git, for a hundred random folders full of odd rules', () => {
    assert.equal(recorded.length, 100);
    for (const recording of recorded) {
      const shown = recording.files.filter((file) => isVisible(recording, file));
      assert.deepEqual(shown, recording.visible, JSON.stringify(recording));
    }
  });

  it('are the same on disk', async () => {
    for (const { rules, exclude, files, visible: expected } of recorded.slice(0, 10)) {
      assert.deepEqual(await visible({ ...rules, '.git/info/exclude': exclude }, files), expected);
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
