import assert from 'node:assert/strict';
import { describeTarget, linkTarget } from '../../../../src/webview/markdown/linkTarget.ts';

describe('A link in an answer', () => {
  const files: readonly (readonly [string, object])[] = [
    ['src/a.ts', { path: 'src/a.ts' }],
    ['./src/a.ts', { path: 'src/a.ts' }],
    ['src/a.ts#L12', { path: 'src/a.ts', startLine: 12 }],
    ['src/a.ts#L12-L20', { path: 'src/a.ts', startLine: 12, endLine: 20 }],
    ['src/a.ts#L12-20', { path: 'src/a.ts', startLine: 12, endLine: 20 }],
    ['src/a.ts#L12C3-L20C1', { path: 'src/a.ts', startLine: 12, endLine: 20 }],
    ['src/a.ts:12', { path: 'src/a.ts', startLine: 12 }],
    ['src/a.ts:3-9', { path: 'src/a.ts', startLine: 3, endLine: 9 }],
    ['src/a.ts:3:17', { path: 'src/a.ts', startLine: 3 }],
    ['README.md', { path: 'README.md' }],
    ['docs/with%20space.md', { path: 'docs/with space.md' }],
    ['src\\windows\\a.ts', { path: 'src/windows/a.ts' }],
    ['Makefile', { path: 'Makefile' }],
    ['.github/x.yml', { path: '.github/x.yml' }],
  ];

  it('to a relative path leads to the file, at the lines that it names', () => {
    for (const [href, target] of files) assert.deepEqual(linkTarget(href), { kind: 'file', ...target }, href);
  });

  it('to a web or mail address leads there', () => {
    assert.deepEqual(linkTarget('https://example.org/a?b#c'), { kind: 'web', url: 'https://example.org/a?b#c' });
    assert.deepEqual(linkTarget('HTTP://example.org'), { kind: 'web', url: 'http://example.org/' });
    assert.deepEqual(linkTarget('mailto:a@example.org'), { kind: 'web', url: 'mailto:a@example.org' });
  });

  it('leads nowhere if it could run something, leave the workspace or has no target', () => {
    const refused = [
      '',
      '#section',
      '?query',
      '/etc/passwd',
      '//host/x',
      '\\\\host\\x',
      '../up.ts',
      'a/../../b.ts',
      '%2e%2e/b.ts',
      'file:///a',
      'command:x',
      'javascript:1',
      'vscode://x',
      'data:text/html,1',
      'C:\\a.ts',
      'https:example.org',
      'https://',
      'a%00b.ts',
      '%zz.ts',
      `https://example.org/${'x'.repeat(3000)}`,
    ];
    for (const href of refused) assert.equal(linkTarget(href), undefined, href);
  });

  it('says in its tooltip where it leads, the way people write places', () => {
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts', startLine: 3, endLine: 9 }), 'a.ts:3-9');
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts', startLine: 3, endLine: 3 }), 'a.ts:3');
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts' }), 'a.ts');
    assert.equal(describeTarget({ kind: 'web', url: 'https://example.org/' }), 'https://example.org/');
  });
});
