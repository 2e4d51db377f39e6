import assert from 'node:assert/strict';
import { conversationMarkdown, embeddedMarkdown } from '../../../src/model/conversationMarkdown.ts';
import type { Message, Part } from '../../../src/model/message.ts';
import { promptText } from '../../../src/model/prompt.ts';
import { transcriptOf } from '../../../src/model/transcript.ts';

const reference = { path: 'src/a.ts', startLine: 3, endLine: 9 };
const at = new Date(2026, 5, 15, 10, 41).toISOString();

function message(id: string, role: string, parts: readonly Part[], more: Partial<Message> = {}): Message {
  return { id, threadId: 't', role, parts, state: 'stored', attachments: [], createdAt: at, ...more };
}

function written(messages: readonly Message[], missing?: string): string {
  return conversationMarkdown(transcriptOf(messages), {
    title: 'Why?',
    agentName: (id) => (id === 'lookup' ? 'Code Lookup' : undefined),
    ...(missing === undefined ? {} : { missing }),
  });
}

describe('a conversation as Markdown', () => {
  it('has a heading for each message, attached code, tools in a line each and sources as a list', () => {
    const sent = promptText('Why is it so?', [{ reference, code: 'const a = 1;\n' }]);
    const text = written([
      message('1', 'user', [{ type: 'text', text: sent }], { question: 'Why is it so?', attachments: [reference] }),
      message(
        '2',
        'assistant',
        [
          { type: 'reasoning', text: 'Nobody needs this.' },
          { type: 'tool', toolCallId: 'c', toolName: 'read_file', state: 'done', input: { path: 'src/a.ts' } },
          { type: 'tool', toolCallId: 'd', toolName: 'search', state: 'failed', input: { query: 'a `b`' } },
          { type: 'text', text: '# Because\n\nIt is.' },
          { type: 'source', sourceId: 's', title: 'a.ts', location: reference },
          { type: 'source', sourceId: 'w', title: 'A [page]', url: 'https://example.org/a b' },
        ],
        { agentId: 'lookup' },
      ),
    ]);
    assert.equal(
      text,
      `# Why?

## You, 2026-06-15 10:41

Why is it so?

Attached code:

- \`src/a.ts:3-9\`

## Code Lookup, 2026-06-15 10:41

- Tool \`read_file\`: \`src/a.ts\`
- Tool \`search\`: \`\` a \`b\` \`\` (failed)

### Because

It is.

Sources:

- a.ts (src/a.ts:3-9)
- [A \\[page\\]](<https://example.org/a%20b>)
`,
    );
  });

  it('says at its head what is missing', () => {
    assert.match(
      written([], 'Older messages could not be read.'),
      /^# Why\?\n\n> \*\*Not complete\.\*\* Older messages/,
    );
  });

  it('says of a message that it was not sent, or is nowhere but here', () => {
    const text = written([
      message('1', 'assistant', [{ type: 'text', text: 'Half' }], { state: 'unsaved' }),
      message('2', 'user', [{ type: 'text', text: 'More' }], { state: 'unsent' }),
    ]);
    assert.match(text, /## Assistant, 2026-06-15 10:41, only on this machine\n/);
    assert.match(text, /## You, 2026-06-15 10:41, not sent\n/);
  });

  it('puts an error into a fence that nothing in it can end', () => {
    const text = written([message('1', 'assistant', [{ type: 'error', errorText: 'bad\n````\n# x\n````' }])]);
    assert.match(text, /`````\nbad\n````\n# x\n````\n`````\n$/);
  });
});

describe('Markdown inside of Markdown', () => {
  it('has its headings moved down, of either kind, and none of what only looks like one', () => {
    assert.equal(embeddedMarkdown('# One\n\n##### Five\n\n#no'), '### One\n\n###### Five\n\n#no');
    assert.equal(embeddedMarkdown('### Three\n\n#### Four\n\n#no'), '### Three\n\n#### Four\n\n#no');
    assert.equal(embeddedMarkdown('## Two\n\n### Three'), '### Two\n\n#### Three');
    assert.equal(embeddedMarkdown('One\n===\n\nTwo\n---\ntext'), '### One\n\n#### Two\ntext');
    assert.equal(embeddedMarkdown('a\n\n---\n\nb'), 'a\n\n---\n\nb');
    assert.equal(embeddedMarkdown('- item\n---'), '- item\n---');
  });

  it('keeps fences as they are, fences inside of longer ones too', () => {
    const text = '````md\n```sh\n# comment\n```\n# still code\n````\n# Heading';
    assert.equal(embeddedMarkdown(text), text.replace(/# Heading$/, '### Heading'));
    const tildes = '~~~\n```\n# code\n~~~\n# Heading';
    assert.equal(embeddedMarkdown(tildes), tildes.replace(/# Heading$/, '### Heading'));
  });

  it('closes a fence that an answer left open', () => {
    assert.equal(embeddedMarkdown('So:\n````ts\n```\nconst a'), 'So:\n````ts\n```\nconst a\n````');
  });
});
