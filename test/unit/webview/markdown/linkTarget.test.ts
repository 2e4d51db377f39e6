import assert from 'node:assert/strict';
import { absoluteTarget, describeTarget, linkTarget } from '../../../../src/webview/markdown/linkTarget.ts';

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

  it('to an absolute path may be one to a file of the workspace, which is for the host to say', () => {
    const asked: readonly (readonly [string, object])[] = [
      ['/work/src/a.ts', { path: '/work/src/a.ts' }],
      ['/work/with%20space/a.ts#L5-L9', { path: '/work/with space/a.ts', startLine: 5, endLine: 9 }],
      ['C:\\work\\a.ts:12', { path: 'C:/work/a.ts', startLine: 12 }],
      ['C:/work/a.ts', { path: 'C:/work/a.ts' }],
      ['file:///work/a.ts#L3', { path: '/work/a.ts', startLine: 3 }],
      ['file:///C:/work/a.ts', { path: 'C:/work/a.ts' }],
    ];
    for (const [href, target] of asked) assert.deepEqual(absoluteTarget(href), { kind: 'file', ...target }, href);
    const refused = [
      '//host/x.ts',
      '\\\\host\\x.ts',
      'file://host/x.ts',
      'file:////host/x.ts',
      '/work/../up.ts',
      '/work/%2e%2e/up.ts',
      'file:a.ts',
      'command:/x',
      'src/a.ts',
      '/',
      '/a%00b.ts',
    ];
    for (const href of refused) assert.equal(absoluteTarget(href), undefined, href);
  });

  it('says in its tooltip where it leads, the way people write places', () => {
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts', startLine: 3, endLine: 9 }), 'a.ts:3-9');
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts', startLine: 3, endLine: 3 }), 'a.ts:3');
    assert.equal(describeTarget({ kind: 'file', path: 'a.ts' }), 'a.ts');
    assert.equal(describeTarget({ kind: 'web', url: 'https://example.org/' }), 'https://example.org/');
  });
});
