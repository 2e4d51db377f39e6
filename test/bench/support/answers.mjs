// @ts-check
// Answers of every shape that has a cost of its own, cut to a length. The same text every time.

const sentence =
  'The **request** goes through `createClient` first, then to [the reader](src/net/sse.ts#L10) where *each* event is parsed. ';
const plain = 'It reads the next line, looks at its first character and decides what to do with the rest of it. ';

const mixed = [
  '## How it works\n\n',
  sentence.repeat(3),
  '\n\n',
  plain.repeat(4),
  '\n\n1. First it **opens** the file.\n2. Then it reads `src/model/thread.ts:12` line by line.\n   - a nested point\n   - and another with *emphasis*\n3. At last it closes the file.\n\n',
  '```ts\nexport function readLine(reader: Reader): string | undefined {\n  const line = reader.next();\n  // What is empty is skipped.\n  if (line === "") return readLine(reader);\n  return line?.trim();\n}\n```\n\n',
  plain.repeat(2),
  sentence,
  '\n\n| Name | Type | What it is |\n|------|------|------------|\n| `id` | string | the thread |\n| `title` | string | what the row says |\n| `count` | number | of **messages** |\n\n',
  '> A remark about the above, with `code` and some words that fill it.\n> It goes on in a second line.\n\n',
  '- one thing\n- another thing that takes a few more words to say\n- the last thing\n\n',
].join('');

/** A tree of items that goes eight levels down and never back to the first: all of it is one item of one list. */
const nested = [1, 2, 3, 4, 5, 6, 7, 8, 7, 6, 5, 4, 3, 2]
  .map((depth) => `${'  '.repeat(depth)}- a point with **words** at ${depth}\n`)
  .join('');

const quoted = `> ${sentence}\n>\n> - a point in the quote\n> - and \`another\` one\n>\n> > ${plain}\n>\n`;

/** @typedef {'mixed' | 'fence' | 'list' | 'table' | 'paragraph' | 'nested' | 'quote'} Shape */

/** @type {Readonly<Record<Shape, { readonly start: string, readonly unit: string }>>} */
const shapes = {
  mixed: { start: '', unit: mixed },
  fence: { start: '```text\n', unit: 'const value = compute(1, "two", three[4]);\n  return value + 1;\n' },
  list: { start: '', unit: '- an item of **some** words and `code`\n- another item of words\n' },
  table: { start: '| name | kind | words |\n|---|---|---|\n', unit: '| `value` | string | some words in a cell |\n' },
  paragraph: { start: '', unit: sentence + plain },
  nested: { start: '- the root\n', unit: nested },
  quote: { start: '', unit: quoted },
};

export const shapeNames = /** @type {readonly Shape[]} */ (Object.keys(shapes));

/**
 * @param {Shape} shape
 * @param {number} length in characters, all of them ASCII
 * @returns {string}
 */
export function answer(shape, length) {
  const { start, unit } = shapes[shape];
  return (start + unit.repeat(Math.ceil(length / unit.length))).slice(0, length);
}
