import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { findSourceReferences, sourceReferencesIn } from '../../../src/model/sourceReferences.ts';

const first = { chunkId: 'c-1', page: 3, lines: '42-67', section: 'Setup > Power' };
const second = { chunkId: 'c-2', lines: '5', section: 'Laws' };
const answer = 'Lift it, {gently}.\n\n';

/** One text per way in which the same two chunks may be appended to an answer. */
const forms: Readonly<Record<string, string>> = {
  'JSON objects one after the other':
    '{"chunk_id":"c-1","page":3,"lines":"42-67","section":"Setup > Power"}\n{"chunk_id":"c-2","page":null,"lines":"5","section":"Laws"}',
  'a JSON list, ids not first':
    '[{"page":3,"lines":"42-67","section":"Setup > Power","chunk_id":"c-1"},{"lines":5,"section":"Laws","chunk_id":"c-2","page":null}]',
  'a JSON object that holds a list':
    '{"sources": [{"chunk_id": "c-1", "page": 3, "lines": [42, 67], "section": "Setup > Power"}, {"chunkId": "c-2", "lines": {"start": 5, "end": 5}, "section": ["Laws"]}]}',
  'JSON in a fence':
    '```json\n[\n  {\n    "chunk_id": "c-1",\n    "page": 3,\n    "lines": "42-67",\n    "section": "Setup > Power"\n  },\n  {"chunk_id": "c-2", "lines": "5", "section": "Laws"}\n]\n```',
  'what Python prints':
    "[{'chunk_id': 'c-1', 'page': 3, 'lines': '42-67', 'section': 'Setup > Power'}, {'page': None, 'lines': '5', 'chunk_id': 'c-2', 'section': 'Laws'}]",
  'names and values on lines of their own':
    'chunk_id: c-1\npage: 3\nlines: 42-67\nsection: Setup > Power\n\nchunk_id: c-2\npage: null\nlines: 5\nsection: Laws',
  'names and values on one line':
    'chunk_id: c-1, page: 3, lines: 42-67, section: Setup > Power\nchunk_id: c-2, page: None, lines: 5, section: Laws',
  'names with an equals sign':
    'chunk_id=c-1 page=3 lines=42-67 section="Setup > Power"; chunk_id=c-2 page=None lines=5 section="Laws"',
  'names and values between bars':
    '[chunk_id: c-1 | page: 3 | lines: 42-67 | section: Setup > Power]\n[chunk_id: c-2 | page: - | lines: 5 | section: Laws]',
  'a list in a list':
    'Sources:\n- **chunk_id**: `c-1`\n  - page: 3\n  - lines: 42–67\n  - section: Setup > Power\n- **chunk_id**: `c-2`\n  - lines: 5\n  - section: Laws',
  'a numbered list in words':
    '1. **Chunk ID:** c-1 (Page: 3, Lines: 42 to 67, Section: Setup > Power)\n2. **Chunk ID:** c-2 (Lines: 5, Section: Laws)',
  'a list without separators':
    '- chunk_id c-1, page 3, lines 42-67, section Setup > Power\n- chunk_id c-2, lines 5, section Laws',
  'marks with attributes':
    '<source chunk_id="c-1" page="3" lines="42-67" section="Setup > Power"/>\n<source chunk_id="c-2" page="" lines="5" section="Laws"/>',
  'marks around values':
    '<chunk_id>c-1</chunk_id><page>3</page><lines>42-67</lines><section>Setup > Power</section>\n<chunk_id>c-2</chunk_id><lines>5</lines><section>Laws</section>',
  'a table':
    '| chunk_id | page | lines | section |\n| --- | :-: | --- | --- |\n| c-1 | 3 | 42-67 | Setup > Power |\n| `c-2` |  | 5 | Laws |\n\nThat is all.',
  'a table without bars at its ends':
    'Page | Chunk ID | Section | Lines\n3 | c-1 | Setup > Power | 42-67\n | c-2 | Laws | 5',
  'a JSON object of columns':
    '{"chunk_id":["c-1","c-2"],"page":[3,null],"lines":["42-67","5"],"section":["Setup > Power","Laws"]}',
  'values with a comma between, below their names':
    'Sources\n\nchunk_id,page,lines,section\nc-1,3,42-67,Setup > Power\n"c-2",,5,Laws\n\nThat is all.',
  'values with a tab between, below their names':
    'page\tchunk_id\tlines\tsection\n3\tc-1\t42-67\tSetup > Power\n\tc-2\t5\tLaws',
  'rows of names and values in turn':
    'chunk_id | c-1 | page | 3 | lines | 42-67 | section | Setup > Power\nchunk_id | c-2 | lines | 5 | section | Laws',
  'brackets within sentences':
    'It lifts [chunk_id=c-1, page=3, lines=42-67, section=Setup > Power], and falls (chunk_id: c-2, lines: 5, section: Laws). After that it rests.',
  'lines and pages with their letters':
    'chunk_id: c-1, page: p. 3, lines: L42-L67, section: Setup > Power\nchunk_id: c-2, lines: L5, section: Laws',
  'a section in a list of its own':
    'chunk_id: c-1\npage: 3\nlines: 42-67\nsection:\n  - Setup > Power\n\nchunk_id: c-2\nlines: 5\nsection:\n- Laws\n',
  'a table with names in its first column':
    '| Field | First | Second |\n|---|---|---|\n| chunk_id | c-1 | c-2 |\n| page | 3 | |\n| lines | 42-67 | 5 |\n| section | Setup > Power | Laws |',
  'JSON with the names as columns':
    '{"chunk_id":["c-1","c-2"],"page":[3,null],"lines":["42-67",5],"section":["Setup > Power","Laws"]}',
  'what Python prints of columns':
    "{'chunk_id': ['c-1', 'c-2'], 'page': [3, None], 'lines': ['42-67', '5'], 'section': ['Setup > Power', 'Laws']}",
  'a table whose rows alternate names and values':
    'chunk_id | c-1 | page | 3 | lines | 42-67 | section | Setup > Power\nlines | 5 | chunk_id | c-2 | section | Laws',
  'a table of names and values, one below the other':
    'chunk_id | c-1\npage | 3\nlines | 42-67\nsection | Setup > Power\nchunk_id | c-2\nlines | 5\nsection | Laws',
  'values separated by commas':
    'chunk_id,page,lines,section\nc-1,3,42-67,Setup > Power\n"c-2",,5,"Laws"\nThat is all, for now.',
  'values separated by tabs': 'Chunk ID\tPage\tLines\tSection\nc-1\t3\t42-67\tSetup > Power\nc-2\t\t5\tLaws',
  'brackets in the middle of sentences':
    'Lift it [chunk_id=c-1, page=3, lines=42-67, section=Setup > Power] slowly (as the law says, chunk_id: c-2, lines: 5, section: Laws). After that rest.',
  'places as people write them':
    '[chunk_id: c-1, page: p. 3, lines: L42-L67, section: Setup > Power]. (chunk_id: c-2, lines: L5, section: Laws).',
};

describe('chunks that an answer names', () => {
  for (const [name, text] of Object.entries(forms)) {
    it(`are recognised in ${name}`, () => {
      assert.deepEqual(findSourceReferences(answer + text), [first, second]);
      assert.deepEqual(findSourceReferences(`${text}\n\nAnd more text.`), [first, second]);
    });

    it(`are recognised with the line ends of Windows in ${name}`, () => {
      assert.deepEqual(findSourceReferences((answer + text).replaceAll('\n', '\r\n')), [first, second]);
    });
  }

  it('have every step of a section that is a list of its own', () => {
    const [found] = findSourceReferences('chunk_id: c-1\nsection:\n  - Setup\n  - Power\npage: 2\n');
    assert.deepEqual(found, { chunkId: 'c-1', page: 2, section: 'Setup › Power' });
  });

  it('are recognised as far as the text goes where it was cut off', () => {
    assert.deepEqual(findSourceReferences('Yes. [{"chunk_id":"c-1","page":3,"lines":"42-67","sec'), [
      { chunkId: 'c-1', page: 3, lines: '42-67' },
    ]);
  });

  it('are recognised in several forms at once, each once', () => {
    const text = 'See chunk_id: c-1.\n{"chunk_id":"c-1","page":3}\n| chunk_id | lines |\n|---|---|\n| c-1 | 7 |';
    assert.deepEqual(findSourceReferences(text), [{ chunkId: 'c-1', page: 3, lines: '7' }]);
  });

  it('have sections that read like fields', () => {
    for (const section of ['Reading lines from page 3 to 9', 'Page > Lines > Section 4', 'Chunk id of a page']) {
      assert.deepEqual(findSourceReferences(`chunk_id: c-1, section: ${section}\npage: 7`), [
        { chunkId: 'c-1', page: 7, section },
      ]);
      assert.deepEqual(findSourceReferences(`{'chunk_id': 'c-1', 'section': '${section}: lines: 8', 'page': 7}`), [
        { chunkId: 'c-1', page: 7, section: `${section}: lines: 8` },
      ]);
    }
  });

  it('have sections that are lists', () => {
    const list =
      '- chunk_id: c-1\n  page: 3\n  section:\n    - Setup\n    - "Power"\n- chunk_id: c-2\n  section:\n  - Laws';
    const found = [
      { chunkId: 'c-1', page: 3, section: 'Setup › Power' },
      { chunkId: 'c-2', section: 'Laws' },
    ];
    assert.deepEqual(findSourceReferences(list), found);
    assert.deepEqual(findSourceReferences(`${list}\n\n- An item that is none`), found);
    assert.deepEqual(findSourceReferences('chunk_id: c-1\nsection:\n\n- An item that is none'), [{ chunkId: 'c-1' }]);
    const empty = '- section:\n- chunk_id: c-1\n  section:\n- chunk_id: c-2';
    assert.deepEqual(findSourceReferences(empty), [{ chunkId: 'c-1' }, { chunkId: 'c-2' }]);
  });

  it('have sections with brackets of their own', () => {
    for (const section of ['Lists [sorted] > Power (new)', '1) Setup', '(new)']) {
      const reference = { chunkId: 'c-1', section };
      assert.deepEqual(findSourceReferences(`chunk_id: c-1, section: ${section}\npage x`), [reference]);
    }
    const inBrackets = 'See (chunk_id: c-1, section: Power (new) > Laws). Then (chunk_id: c-2, section: Laws) it ends.';
    assert.deepEqual(findSourceReferences(inBrackets), [
      { chunkId: 'c-1', section: 'Power (new) > Laws' },
      { chunkId: 'c-2', section: 'Laws' },
    ]);
  });

  it('have a section with commas in the last column', () => {
    assert.deepEqual(findSourceReferences('page,chunk_id,section\n3,c-1,Setup, Power\n4,c-2,"Laws, all ""old"""'), [
      { chunkId: 'c-1', page: 3, section: 'Setup, Power' },
      { chunkId: 'c-2', page: 4, section: 'Laws, all "old"' },
    ]);
  });

  it('have what else a service says of them', () => {
    assert.deepEqual(
      sourceReferencesIn({
        results: [
          {
            chunk_id: 12,
            file_id: 'f',
            database_id: 'd',
            score: 0.5,
            locations: [{ page_number: 4, line_number_start: 1, line_number_end: 9, hierarchy: ['A', 'B'] }],
          },
          { chunk_id: 'x', metadata: { page: 7, section: 'S' } },
        ],
      }),
      [
        { chunkId: '12', databaseId: 'd', fileId: 'f', page: 4, lines: '1-9', section: 'A › B' },
        { chunkId: 'x', page: 7, section: 'S' },
      ],
    );
  });

  it('are not seen where a text only speaks of them', () => {
    for (const text of [
      'The field `chunk_id` is a string, page: a number.',
      'chunk_id: string\npage: number',
      'Every chunk id: see the manual.',
      'page: 3, lines: 4-5, section: Setup',
      '{"type":"object","properties":{"chunk_id":{"type":"string"}}}',
      '{"chunk_id": null, "page": 3}',
      'chunk_id | page\nchunk_id | section',
      'Every row has chunk_id, page, section\nand c-1, c-2 are ids.',
      'chunk_id, page, section\n\nThe rest, as we know, is silence.',
      '```python\nchunk = {"chunk_id": "c-1"}\n```',
      '',
    ]) {
      assert.deepEqual(findSourceReferences(text), [], text);
    }
  });

  it('are seen behind a piece of code', () => {
    const text = '```ts\nconst chunk_id = "c-9";\n```\n\nchunk_id: c-1';
    assert.deepEqual(findSourceReferences(text), [{ chunkId: 'c-1' }]);
  });

  it('keep values that are far away from them, or behind an empty line, out', () => {
    assert.deepEqual(findSourceReferences('chunk_id: c-1\n\nThe book has pages. page: 3'), [{ chunkId: 'c-1' }]);
    assert.deepEqual(findSourceReferences(`chunk_id: c-1 ${'word '.repeat(60)} page: 3`), [{ chunkId: 'c-1' }]);
  });

  it('are found whatever stands around them, and nothing is made up', () => {
    const junk = fc.oneof(
      fc.string({ maxLength: 30 }),
      fc.constantFrom('{', '}', '"', "'", '|', '\n', '```', '[', '\\', 'page: ', 'lines: 4-', 'section', ' | chunk_id'),
    );
    const pieces = fc.array(junk, { maxLength: 12 }).map((each) => each.join(''));
    fc.assert(
      fc.property(pieces, (text) => {
        // Bars inside of the cells of a table are written with a stroke before them.
        const isThere = (piece: string): boolean => text.includes(piece) || text.replaceAll('\\|', '|').includes(piece);
        for (const { chunkId, section, lines } of findSourceReferences(text)) {
          assert.ok(isThere(chunkId));
          assert.ok(section === undefined || section.split(' › ').every(isThere));
          assert.ok(lines === undefined || lines.split('-').every(isThere));
        }
      }),
      { numRuns: 1_000 },
    );
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }).filter((text) => !/[{}|`]|chunk/i.test(text)),
        (before) => {
          const found = findSourceReferences(`${before}\n\n{"chunk_id":"c-1","page":3}\n`);
          assert.deepEqual(found, [{ chunkId: 'c-1', page: 3 }]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('are read from any JSON without harm', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.ok(sourceReferencesIn({ chunk_id: value, page: value, lines: value, section: value }).length <= 1_000);
      }),
    );
    const hostile: unknown = JSON.parse('{"__proto__":{"chunk_id":"x"},"constructor":{"chunk_id":"c-1"}}');
    assert.deepEqual(
      sourceReferencesIn(hostile).map(({ chunkId }) => chunkId),
      ['x', 'c-1'],
    );
    let deep: unknown = { chunk_id: 'c-1' };
    for (let depth = 0; depth < 50_000; depth++) deep = [deep];
    assert.deepEqual(sourceReferencesIn(deep), []);
  });

  it('are found at the end of a text of any size, also where all of it is one table', () => {
    for (const line of [
      'Words with | bars.\n',
      'Words.\n',
      'chunk_id: c-0\n',
      '| chunk_id |\n',
      '{"chunk_id":"c-0"}\n',
    ]) {
      const found = findSourceReferences(`${line.repeat(150_000)}\n\nchunk_id: c-1, page: 3`);
      assert.deepEqual(found.at(-1), { chunkId: 'c-1', page: 3 }, line);
    }
  });

  it('are not parsed again and again, however hostile the text', () => {
    const unit: Readonly<Record<string, string>> = {
      'open braces': '{"chunk_id":',
      'braces in vain': `${'{"chunk_id":'.repeat(40)}x${'}'.repeat(40)}\n`,
      'names alone': 'chunk_id: ',
      'values alone': 'chunk_id: c-1\n',
      bars: '|chunk_id',
      quotes: 'chunk_id "',
      blanks: '          ',
      backslashes: '\\\\\\\\\\\\',
      fences: '```\n',
      brackets: '(chunk_id: c-1, section: [',
      rows: 'chunk_id,page\nc-1,',
      lists: 'chunk_id: c-1\nsection:\n- a\n',
    };
    for (const [name, piece] of Object.entries(unit)) {
      const work = (length: number): number => {
        const text = `chunk_id: "${piece.repeat(Math.ceil(length / piece.length))}`;
        return stepsOf(text);
      };
      const [small, large] = [work(20_000), work(160_000)];
      assert.ok(large <= small * 8 * 1.5 + 2_000, `${name}: ${small} and ${large}`);
    }
  });
});

/** How many characters are parsed as JSON, pieces within pieces included: what could be more than linear. */
function stepsOf(text: string): number {
  const { parse } = JSON;
  let steps = 0;
  JSON.parse = (piece: string, ...rest) => {
    steps += piece.length;
    return parse(piece, ...rest) as unknown;
  };
  try {
    findSourceReferences(text);
  } finally {
    JSON.parse = parse;
  }
  return steps;
}
