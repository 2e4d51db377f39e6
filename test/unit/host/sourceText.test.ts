import assert from 'node:assert/strict';
import { originalName, sourceText } from '../../../src/host/panel/sourceText.ts';

describe('the document of a source', () => {
  it('says at the top where the text comes from', () => {
    const text = sourceText(
      {
        title: 'Leave policy, page 3',
        text: 'Employees may…\n\n## not our heading',
        databaseId: 'db-1',
        databaseName: 'Handbook',
        fileId: 'file-9',
        page: 3,
        lines: { start: 42, end: 67 },
        section: ['HR', 'Leave'],
        metadata: { filename: 'handbook.pdf', tags: ['a', 'b'], empty: '' },
      },
      { chunkId: 'chunk-7' },
    );
    assert.equal(
      text,
      [
        '# Leave policy, page 3',
        '',
        '- Database: Handbook (`db-1`)',
        '- File: handbook.pdf (`file-9`)',
        '- Page: 3',
        '- Lines: 42–67 of the text that the service made of the file',
        '- Section: HR › Leave',
        '- Chunk: `chunk-7`',
        '- filename: handbook.pdf',
        '- tags: `["a","b"]`',
        '',
        '---',
        '',
        'Employees may…',
        '',
        '## not our heading',
        '',
      ].join('\n'),
    );
  });

  it('says no more than is known', () => {
    assert.equal(sourceText({ title: 'Chunk 1', text: 'x' }, undefined), '# Chunk 1\n\n---\n\nx\n');
  });

  it('names the place in the workspace where the source is one', () => {
    const location = { path: 'src/a.ts', startLine: 2, endLine: 9 };
    assert.match(sourceText({ title: 'a', text: 'x', location }, undefined), /- File: src\/a\.ts:2-9\n/);
  });

  it('keeps what others wrote inside of its list', () => {
    const text = sourceText(
      { title: 'a\n# b', text: 'x', databaseName: 'one\n\n# two', metadata: { k: 'v'.repeat(10_000) } },
      { chunkId: '`code` chunk' },
    );
    assert.deepEqual(
      text.split('\n').filter((line) => line.startsWith('#')),
      ['# a # b'],
    );
    assert.ok(text.length < 1000);
  });

  it('knows the name of the original file from the citation, else from the metadata', () => {
    const content = { title: 't', text: 'x', metadata: { file_name: 'b.pdf' } };
    assert.equal(originalName(content, { filename: 'a.pdf' }), 'a.pdf');
    assert.equal(originalName(content, undefined), 'b.pdf');
    assert.equal(originalName({ title: 't', text: 'x' }, undefined), undefined);
  });
});
