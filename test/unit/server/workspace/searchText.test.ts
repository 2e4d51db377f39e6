import assert from 'node:assert/strict';
import { isAgentError } from '../../../../src/model/errors.ts';
import { describeCoverage } from '../../../../src/server/workspace/coverage.ts';
import { searchText } from '../../../../src/server/workspace/searchText.ts';
import { filesOf, runTool, TemporaryWorkspaces } from './temporaryWorkspace.ts';

const files = {
  'a.ts': 'const run = 1;\nrunner(run);\n// Run $run run.now run_2\n',
  'b/c.md': 'To run it, run it.\n',
  'image.png': Buffer.from([0, 1, 2]),
};

describe('search_text', () => {
  const workspaces = new TemporaryWorkspaces();

  async function placesOf(
    input: unknown,
    content: Readonly<Record<string, string | Uint8Array>> = files,
  ): Promise<readonly string[]> {
    const result = await runTool(searchText, input, filesOf(await workspaces.workspace(content)));
    return result.matches.map(({ file, line, column }) => `${file.name}:${line}:${column}`);
  }

  it('finds whole words only, in the order of files and lines', async () => {
    assert.deepEqual(await placesOf({ queries: ['run'], mode: 'word' }), [
      'a.ts:1:6',
      'a.ts:2:7',
      'a.ts:3:12',
      'b/c.md:1:3',
      'b/c.md:1:11',
    ]);
  });

  it('knows the letters of every script when it tells words', async () => {
    assert.deepEqual(await placesOf({ queries: ['gr'], mode: 'word' }, { 'a.txt': 'grün gr ägr' }), ['a.txt:1:5']);
  });

  it('finds texts as they are written, with all their marks', async () => {
    assert.deepEqual(await placesOf({ queries: ['run(', 'run.now', '$run'] }), ['a.ts:3:7', 'a.ts:3:12']);
    assert.deepEqual(await placesOf({ queries: ['RUN IT'], caseSensitive: false }), ['b/c.md:1:3', 'b/c.md:1:11']);
  });

  it('tells several words apart in one go', async () => {
    const result = await runTool(
      searchText,
      { queries: ['run', 'runner', 'missing'], mode: 'word' },
      filesOf(await workspaces.workspace(files)),
    );
    assert.deepEqual(Object.fromEntries(result.totals), { run: 5, runner: 1, missing: 0 });
  });

  it('understands regular expressions, line by line at their ends', async () => {
    assert.deepEqual(await placesOf({ queries: ['^run\\w+', 'it\\.$'], mode: 'regex' }), ['a.ts:2:0', 'b/c.md:1:15']);
  });

  it('gives up a regular expression that would never end, and says so', async () => {
    const content = { 'a.txt': `${'a'.repeat(60)}!\n`, 'b.txt': 'aaa\n' };
    const result = await runTool(
      searchText,
      { queries: ['^(a+)+$'], mode: 'regex' },
      filesOf(await workspaces.workspace(content)),
    );
    assert.deepEqual(
      result.matches.map((match) => match.file.name),
      ['b.txt'],
    );
    assert.equal(describeCoverage(result.coverage), 'searched 2 files (left out: 1 not to the end)');
  });

  it('searches only the files that a glob names', async () => {
    assert.deepEqual(await placesOf({ queries: ['it'], mode: 'word', include: '**/*.ts' }), []);
    assert.equal((await placesOf({ queries: ['it'], mode: 'word', include: '**/*.md' })).length, 2);
  });

  it('says what it did not search', async () => {
    const result = await runTool(
      searchText,
      { queries: ['x'] },
      filesOf(await workspaces.workspace({ ...files, 'big.txt': 'x'.repeat(1_000_001) })),
    );
    assert.equal(describeCoverage(result.coverage), 'searched 2 files (left out: 1 binary, 1 over 1 MB)');
  });

  it('stops at its time limit and says how far it came', async () => {
    const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}.txt`, 'word']));
    let now = 0;
    let stepMs = 0;
    const found = filesOf(await workspaces.workspace(many), { now: () => (now += stepMs) });
    await found.list();
    stepMs = 400;
    const result = await runTool(searchText, { queries: ['word'] }, found);
    assert.equal(result.coverage.stoppedBy, 'time');
    assert.match(
      describeCoverage(result.coverage),
      /^searched \d+ of (?:more than )?\d+ files in \d+ s, then stopped at the time limit$/,
    );
    assert.ok(result.coverage.searchedFiles < 40);
  });

  it('ends at once when the run is stopped', async () => {
    const controller = new AbortController();
    const found = filesOf(await workspaces.workspace(files), { signal: controller.signal });
    await found.list();
    controller.abort();
    const result = await runTool(searchText, { queries: ['run'] }, found);
    assert.deepEqual([result.coverage.stoppedBy, result.matches.length], ['cancelled', 0]);
  });

  it('reports the first matches, clipped, and counts the others', async () => {
    const content = { 'a.txt': `${'word '.repeat(100)}\n`.repeat(2) };
    const result = await runTool(searchText, { queries: ['word'] }, filesOf(await workspaces.workspace(content)));
    const report = searchText.report(result) as {
      matches: { text: string }[];
      furtherMatches: number;
      totals: unknown;
    };
    assert.deepEqual([report.matches.length, report.furtherMatches, report.totals], [40, 160, { word: 200 }]);
    assert.equal(report.matches[0]?.text.length, 160);
  });

  it('does not lose count in a file that is full of matches', async () => {
    const result = await runTool(
      searchText,
      { queries: ['a'] },
      filesOf(await workspaces.workspace({ 'a.txt': 'a\n'.repeat(2500) })),
    );
    assert.equal(result.matches.length, 1000);
    assert.deepEqual([...result.totals.values(), result.coverage.unfinishedFiles], [2000, 1]);
  });

  it('refuses what makes no sense with a sentence for people', async () => {
    const found = filesOf(await workspaces.workspace({}));
    for (const input of [
      undefined,
      {},
      { queries: [] },
      { queries: [' '] },
      { queries: ['a'], mode: 'fuzzy' },
      { queries: ['('], mode: 'regex' },
      { queries: ['x'.repeat(501)] },
    ]) {
      await assert.rejects(
        async () => runTool(searchText, input, found),
        (error) => isAgentError(error) && error.kind === 'invalid' && error.message.length > 20,
      );
    }
  });
});
