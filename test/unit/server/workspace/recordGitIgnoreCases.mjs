// Asks git which files of random folders it leaves out, and writes the answers to test/fixtures/git, so that the
// tests need no git:  node test/unit/server/workspace/recordGitIgnoreCases.mjs [cases] [seed] [output]
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';

const [cases = '80', seed = '1', output = path.resolve(import.meta.dirname, '../../../fixtures/git/ignoreCases.json')] =
  process.argv.slice(2);
let state = Number(seed);

/** Mulberry32: the same cases for the same seed. */
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
}

const pick = (choices) => choices[Math.floor(random() * choices.length)];
const sorted = (texts) => texts.toSorted((one, other) => (one < other ? -1 : 1));
const many = (most, make) => Array.from({ length: 1 + Math.floor(random() * most) }, make);

const names = [
  'a',
  'b',
  'ab',
  'a.js',
  'b.ts',
  'build',
  'Build',
  '#x',
  '!y',
  'a b',
  'end ',
  '.env',
  'x-y',
  'é',
  'n1',
  '[q]',
];
const pieces = [
  'a',
  'b',
  'ab',
  'build',
  '*',
  '**',
  '?',
  '*.js',
  '.*',
  'a*',
  '*b',
  '[ab]',
  '[!a]',
  '[^b]*',
  '[a-c]?',
  '[]q]*',
  '[[:digit:]]',
  'n[[:digit:]]',
  '[[:alpha:]]*',
  '[z-a]',
  '\\#x',
  '\\!y',
  '\\*',
  'a\\ b',
  'é',
  'x-y',
  '[',
  'a[',
  '**b',
  'a**',
  '{a,b}',
  '.env',
  '[x-]*',
  '\\[q\\]',
  '[[]q]',
  'end\\ ',
];

function rule() {
  const text = many(3, () => pick(pieces)).join('/');
  return `${pick(['', '', '', '!', '!'])}${pick(['', '', '/'])}${text}${pick(['', '', '', '/', '/**', ' ', '\r', '\\'])}`;
}

function ignoreText() {
  return many(5, () => pick([rule, rule, rule, rule, () => '# a comment', () => '', () => '!', () => '/'])()).join(
    '\n',
  );
}

function oneCase() {
  const files = new Set();
  for (const file of many(24, () => many(4, () => pick(names)).join('/'))) {
    const parts = file.split('/');
    const isFree = !parts.some((_, index) => index > 0 && files.has(parts.slice(0, index).join('/')));
    if (isFree && ![...files].some((other) => other.startsWith(`${file}/`))) files.add(file);
  }
  const folders = [...new Set([...files].map((file) => path.posix.dirname(file)))];
  const rules = { '.gitignore': ignoreText() };
  for (const folder of folders) if (folder !== '.' && random() < 0.3) rules[`${folder}/.gitignore`] = ignoreText();
  const exclude = random() < 0.3 ? ignoreText() : '';

  const root = mkdtempSync(path.join(tmpdir(), 'ignore-'));
  try {
    const git = (...args) =>
      execFileSync(
        'git',
        ['-c', 'core.excludesFile=', '-c', 'core.ignoreCase=false', '-c', 'init.defaultBranch=main', ...args],
        {
          cwd: root,
          encoding: 'utf8',
          env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
        },
      );
    git('init', '--quiet');
    mkdirSync(path.join(root, '.git', 'info'), { recursive: true });
    writeFileSync(path.join(root, '.git', 'info', 'exclude'), exclude);
    for (const [file, text] of [...[...files].map((file) => [file, '']), ...Object.entries(rules)]) {
      mkdirSync(path.join(root, path.dirname(file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    const visible = git('ls-files', '--others', '--exclude-standard', '-z')
      .split('\0')
      .filter((file) => file !== '');
    return { rules, exclude, files: sorted([...files]), visible: sorted(visible.filter((file) => files.has(file))) };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const lines = Array.from({ length: Number(cases) }, () => JSON.stringify(oneCase()));
writeFileSync(output, `[\n${lines.join(',\n')}\n]\n`);
