import assert from 'node:assert/strict';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Workspace } from '../../../../src/server/workspace/workspace.ts';
import { TemporaryWorkspaces } from '../workspace/temporaryWorkspace.ts';
import { type Answer, ask, type Asking, assertTrueLinks, assertTrueSources } from './asking.ts';

const money = `/** Amounts of money. */
import { round } from './round.ts';

/** An amount in one currency. */
export interface Money {
  readonly cents: number;
}

/** Adds two amounts. Throws nothing. */
export function addMoney(one: Money, other: Money): Money {
  return { cents: round(one.cents + other.cents) };
}
`;

const shop: Readonly<Record<string, string | Uint8Array>> = {
  'package.json':
    '{\n  "name": "shop",\n  "description": "Sells | things.",\n  "scripts": {\n    "test": "mocha"\n  }\n}\n',
  'README.md': '# Shop\n\nSells things for money.\n\n## Money\n\nSee money.ts and `addMoney`.\n',
  'src/money.ts': money,
  'src/round.ts':
    '// Rounds half up.\nexport function round(value: number): number {\n  return Math.round(value);\n}\n',
  'src/cart.ts':
    "import { addMoney, type Money } from './money.ts';\n\nexport class Cart {\n  #total: Money = { cents: 0 };\n\n  put(price: Money): void {\n    // addMoney never fails\n    this.#total = addMoney(this.#total, price);\n  }\n}\n",
  'src/index.ts': "export * from './money.ts';\nexport { Cart } from './cart.ts';\n",
  'src/other.ts': 'function round(): void {}\nround();\n',
  'test/money.test.ts':
    "import { addMoney } from '../src/index.ts';\n\ndescribe('money', () => {\n  it('adds up', () => {\n    addMoney({ cents: 1 }, { cents: 2 });\n  });\n});\n",
  'logo.png': Buffer.from([0, 1]),
  '.gitignore': 'secret/\n',
  'secret/money.ts': 'addMoney(secret)\n',
};

const wholeMoney = { path: 'src/money.ts', startLine: 1, endLine: 12, language: 'typescript', code: money };

describe('Code Lookup', () => {
  const workspaces = new TemporaryWorkspaces();
  let workspace: Workspace;

  before(async () => {
    workspace = await workspaces.workspace(shop);
  });

  async function answer(question: string, asking: Asking = {}): Promise<Answer> {
    const answered = await ask(workspace, question, asking);
    assertTrueSources(workspace, answered.sources);
    assertTrueLinks(workspace, answered.text);
    assert.doesNotMatch(answered.text, /secret/);
    return answered;
  }

  it('knows who imports the file that a question names together with one of its names', async () => {
    const { text } = await answer('What does `addMoney` in src/money.ts do?');
    assert.match(
      text,
      /\*\*Imported by\*\* \[src\/cart\.ts\]\(src\/cart\.ts\) and \[src\/index\.ts\]\(src\/index\.ts\)/,
    );
  });

  describe('asked about a selection', () => {
    const selection = {
      ...wholeMoney,
      startLine: 9,
      endLine: 12,
      code: `${money.split('\n').slice(8, 12).join('\n')}\n`,
    };
    let answered: Answer;

    before(async () => {
      answered = await answer('What does this do?', { attachments: [selection] });
    });

    it('first says what it will look for, before it has read anything', () => {
      assert.deepEqual(
        answered.events.slice(0, 2).map((event) => event.type),
        ['reasoning-start', 'reasoning-delta'],
      );
      assert.match(answered.reasoning, /4 lines of TypeScript from `src\/money\.ts` and declares `addMoney`/);
    });

    it('says in the first lines what the code is and who needs it', () => {
      assert.match(
        answered.text,
        /^\*\*\[src\/money\.ts:9-12\]\(src\/money\.ts#L9-L12\)\*\* \(TypeScript, 4 of 12 lines\) declares the exported function `addMoney`\./,
      );
      assert.match(
        answered.text,
        /2 other files import it, its names are used in 2 places in 2 files elsewhere and 1 test file touches it\./,
      );
    });

    it('quotes what the code and its file say about themselves', () => {
      assert.match(answered.text, /“Amounts of money\.”/);
      assert.match(
        answered.text,
        /\| \[addMoney\]\(src\/money\.ts#L10\) \| exported function \| “Adds two amounts\.” \|/,
      );
    });

    it('says where the names that it uses are from, and takes the imported one of two', () => {
      assert.match(
        answered.text,
        /\| `round` \| \[src\/round\.ts:2\]\(src\/round\.ts#L2\) \| function: “Rounds half up\.” \|/,
      );
      assert.match(answered.text, /\| `Money` \| \[src\/money\.ts:5\]/);
    });

    it('lists the uses with their lines and shows them', () => {
      assert.match(
        answered.text,
        /\| \[src\/cart\.ts\]\(src\/cart\.ts\) \| \[8\]\(src\/cart\.ts#L8\) \| `this\.#total = addMoney\(this\.#total, price\);` \|/,
      );
    });

    it('names the tests that use it, also through a file that hands it on', () => {
      assert.match(
        answered.text,
        /- \[test\/money\.test\.ts\]\(test\/money\.test\.ts\) uses `addMoney`\n {2}- “adds up” \(\[line 4\]/,
      );
    });

    it('tells what is near: imports, importers, neighbours, documentation', () => {
      assert.match(answered.text, /\*\*Imports\*\* \[src\/round\.ts\]/);
      assert.match(
        answered.text,
        /\*\*Imported by\*\* \[src\/cart\.ts\]\(src\/cart\.ts\) and \[src\/index\.ts\]\(src\/index\.ts\)/,
      );
      assert.match(answered.text, /\*\*Beside it\*\* in `src\/` \[cart\.ts\]/);
      assert.match(
        answered.text,
        /\*\*Mentioned in\*\* \[README\.md:7\]\(README\.md#L7\): “See money\.ts and `addMoney`\.”/,
      );
    });

    it('ends with how it looked and that it understands nothing', () => {
      assert.match(answered.text, /Code Lookup has no language model.*It searched 9 files \(left out: 1 binary\)\./);
    });

    it('shows every step as a call of a tool, with arguments and a result', () => {
      assert.deepEqual(
        answered.calls.map(({ name }) => name),
        ['read_file', 'search_text', 'list_files'],
      );
      assert.deepEqual(answered.calls[0]?.input, { path: 'src/money.ts', startLine: 9, endLine: 12 });
      for (const call of answered.calls) assert.ok(JSON.stringify(call.output).length > 20);
    });

    it('gives the pieces of the workspace that it rests on', () => {
      const places = answered.sources.map((source) => source.title);
      for (const place of [
        'src/money.ts:9-12',
        'src/money.ts:10-12',
        'src/round.ts:2-4',
        'src/cart.ts:6-9',
        'test/money.test.ts:2-7',
      ]) {
        assert.ok(places.includes(place), `${place} of ${places.join(', ')}`);
      }
      const inCart = answered.sources.find((source) => source.path === 'src/cart.ts');
      assert.deepEqual([inCart?.section, inCart?.mediaType], ['Cart › put', 'text/plain']);
    });

    it('comes in small pieces, so that it can be seen coming', () => {
      const deltas = answered.events.filter((event) => event.type === 'text-delta');
      assert.ok(deltas.length > 25);
      assert.ok(answered.pausesMs > 300 && answered.pausesMs < 3000);
    });

    it('is the same, to the byte, whenever the same is asked', async () => {
      const again = await answer('What does this do?', { attachments: [selection] });
      assert.deepEqual(again.events, answered.events);
    });

    it('has other ids for its parts in the next answer of the thread', async () => {
      const history = [
        { role: 'user', text: 'What does this do?' },
        { role: 'assistant', text: answered.text },
      ];
      const next = await answer('What does this do?', { attachments: [selection], history });
      const idsOf = ({ events }: Answer): readonly string[] =>
        events.flatMap((event) => ('toolCallId' in event ? [event.toolCallId] : 'id' in event ? [event.id] : []));
      assert.deepEqual(
        idsOf(next).filter((id) => idsOf(answered).includes(id)),
        [],
      );
    });
  });

  describe('asked about a selection that is not what it seems', () => {
    it('says what it stands inside when it declares nothing', async () => {
      const code = '    this.#total = addMoney(this.#total, price);\n';
      const { text } = await answer('What is this?', {
        attachments: [{ path: 'src/cart.ts', startLine: 8, endLine: 8, code }],
      });
      assert.match(text, /is part of the method `Cart\.put`/);
      assert.match(text, /It stands inside the method `Cart` › `put` \(\[lines 6 to 9\]/);
    });

    it('tells where selected imports are from, and the members of a selected class', async () => {
      const code = String(shop['src/cart.ts']);
      const { text } = await answer('What is this?', {
        attachments: [{ path: 'src/cart.ts', startLine: 1, endLine: 10, code }],
      });
      assert.match(text, /\| \[Cart\]\(src\/cart\.ts#L3\) \| exported class with `put` \|/);
      assert.match(text, /\| `addMoney` \| \[src\/money\.ts:10\]/);
      const line = code.split('\n')[0] ?? '';
      const imports = await answer('What is this?', {
        attachments: [{ path: 'src/cart.ts', startLine: 1, endLine: 1, code: line }],
      });
      assert.match(imports.text, /\| `addMoney` \| \[src\/money\.ts:10\][\s\S]*\| `Money` \| \[src\/money\.ts:5\]/);
    });

    it('finds code again that has moved', async () => {
      const { text } = await answer('?', {
        attachments: [{ ...wholeMoney, startLine: 40, endLine: 43, code: money.split('\n').slice(8, 12).join('\n') }],
      });
      assert.match(text, /\[src\/money\.ts:9-12\]/);
      assert.match(text, /now stands at line 9; it was attached from line 40/);
    });

    it('reads what was attached where the file on disk is different, and still knows the file', async () => {
      const code = 'export function addMoney(): void {}\nexport function unsaved(): void {}\n';
      const { text } = await answer('?', { attachments: [{ path: 'src/money.ts', startLine: 1, endLine: 2, code }] });
      assert.match(text, /differs from the file on disk/);
      assert.match(text, /declares the exported functions `addMoney` and `unsaved`/);
      assert.match(text, /\*\*Imported by\*\* \[src\/cart\.ts\]/);
      assert.match(text, /Not found anywhere: `unsaved`/);
    });

    it('finds the file of pasted code by its text', async () => {
      const { text } = await answer('?', {
        attachments: [{ code: 'export class Cart {\n  #total: Money = { cents: 0 };\n' }],
      });
      assert.match(text, /\[src\/cart\.ts:3-4\]/);
      assert.match(text, /came without a file name; this is where the workspace has the same lines/);
    });

    it('makes do with the text where there is no such file', async () => {
      const { text, calls } = await answer('?', {
        attachments: [{ path: 'gone.py', code: 'def lost():\n    addMoney()\n' }],
      });
      assert.match(calls[0]?.error ?? '', /no file “gone\.py”/);
      assert.match(text, /\*\*`gone\.py`\*\* \(Python, 2 lines\) declares the exported function `lost`/);
    });

    it('never reads outside of the workspace or what git leaves out', async () => {
      const outside = await workspaces.folder({ 'private.ts': 'export const password = 1;\n' });
      await symlink(outside, path.join(workspace.folders[0]?.path ?? '', 'link'));
      const paths = [
        'secret/money.ts',
        'link/private.ts',
        `../${path.basename(outside)}/private.ts`,
        path.join(outside, 'private.ts'),
        '/etc/passwd',
      ];
      for (const path of paths) {
        const { calls, sources, text } = await ask(workspace, 'What is this?', {
          attachments: [{ path, startLine: 1, endLine: 1, code: 'const a = 1;' }],
        });
        assert.match(calls[0]?.error ?? '', /There is no file/, path);
        assert.deepEqual(
          sources.filter((source) => !(source.path in shop)),
          [],
        );
        assert.doesNotMatch(text, /password|root:/);
      }
    });

    it('tells of data and texts what they hold and who names them, not what uses their words', async () => {
      const data = await answer('What is this?', {
        attachments: [{ path: 'package.json', code: String(shop['package.json']) }],
      });
      assert.match(data.text, /\(JSON, 7 lines\) has the keys `name`, `description` and `scripts`/);
      assert.doesNotMatch(data.text, /Where its names/);
      const text = await answer('What is this?', {
        attachments: [{ path: 'README.md', code: String(shop['README.md']) }],
      });
      assert.match(text.text, /has the headings `Shop` and `Money`/);
      assert.match(text.text, /\| `addMoney` \| \[src\/money\.ts:10\]/);
    });

    it('answers about several selections, in their order', async () => {
      const second = {
        path: 'src/round.ts',
        startLine: 2,
        endLine: 4,
        code: String(shop['src/round.ts']).split('\n').slice(1, 4).join('\n'),
      };
      const { text } = await answer('Compare', { attachments: [wholeMoney, second] });
      assert.match(text, /### What `src\/money\.ts` is[\s\S]*### What `src\/round\.ts:2-4` is/);
    });

    it('says kindly that it cannot change code, and shows what a change touches', async () => {
      const { text } = await answer('Refactor this', { attachments: [wholeMoney] });
      assert.match(text, /^I cannot write or change code, as I have no language model\./);
      assert.match(text, /### Tests that touch it/);
    });
  });

  describe('asked for something certain', () => {
    it('says where a name is defined and used, with the code', async () => {
      const { text } = await answer('Where is addMoney used?');
      assert.match(
        text,
        /^\*\*`addMoney`\*\* is defined in \[src\/money\.ts:10\]\(src\/money\.ts#L10\) and used in 2 places in 2 files, 1 of them a test\./,
      );
      assert.match(text, /```typescript\nexport function addMoney/);
    });

    it('tells uses of another thing with the same name apart', async () => {
      const { text } = await answer('Where is `round` used?', {
        attachments: [{ path: 'src/round.ts', code: String(shop['src/round.ts']) }],
      });
      assert.match(text, /also defined in \[src\/other\.ts:1\]/);
      assert.match(text, /\| \[src\/money\.ts\]/);
      assert.match(
        text,
        /use the same name, most likely for something else: `round` \(1 place, such as \[src\/other\.ts:2\]/,
      );
    });

    it('lists the tests', async () => {
      const { text } = await answer('Which tests cover src/money.ts?');
      assert.match(text, /^\*\*1 test file touches\*\* \[src\/money\.ts\]/);
      assert.match((await answer('Which tests cover src/other.ts?')).text, /^\*\*No test touches\*\*/);
    });

    it('lists imports in both directions', async () => {
      const { text } = await answer('What imports src/money.ts?');
      assert.match(
        text,
        /\| \[src\/cart\.ts\]\(src\/cart\.ts\) \| \[1\]\(src\/cart\.ts#L1\) \| `addMoney` and `Money` \|/,
      );
      assert.match(
        text,
        /### What `src\/money\.ts` imports[\s\S]*\| \[src\/round\.ts\]\(src\/round\.ts\) \| \[2\]\(src\/money\.ts#L2\) \| `round` \|/,
      );
    });

    it('lists files', async () => {
      assert.match(
        (await answer('list the files in src')).text,
        /^\*\*5 files\*\* below `src\/`, in 1 folder\.[\s\S]*- \[cart\.ts\]\(src\/cart\.ts\)/,
      );
      assert.match((await answer('list all markdown files')).text, /^\*\*1 file\*\* that match/);
    });

    it('finds texts, with capitals if need be', async () => {
      assert.match(
        (await answer('find "sells things"')).text,
        /stands at 1 place in 1 file, if capitals are disregarded[\s\S]*\[README\.md:3\]/,
      );
      assert.match((await answer('find /add\\w+\\(/')).text, /at 3 places in 3 files/);
      assert.match((await answer('find "never there"')).text, /stands nowhere in this workspace/);
      assert.match((await answer('find the regex "("')).text, /is not a regular expression/);
    });

    it('goes by plain words where no name is spelled out', async () => {
      const { text } = await answer('How is money added?');
      assert.match(text, /only words[\s\S]*\| function `addMoney` \| \[src\/money\.ts:10\]/);
    });

    it('knows the commands of the project', async () => {
      assert.match(
        (await answer('How do I run the tests?')).text,
        /\| `npm run test` \| \[5\]\(package\.json#L5\) \| `mocha` \|/,
      );
    });

    it('takes up what was asked before', async () => {
      const history = [
        {
          role: 'user',
          text: `What is this?\n\nsrc/money.ts, lines 9 to 12:\n\`\`\`typescript\n${money.split('\n').slice(8, 12).join('\n')}\n\`\`\``,
        },
        { role: 'assistant', text: 'An answer.' },
      ];
      const { text } = await answer('And which tests cover it?', { history });
      assert.match(
        text,
        /^About the code from earlier in this thread: \*\*1 test file touches\*\* \[src\/money\.ts:9-12\]/,
      );
    });
  });

  describe('asked for something that it cannot do', () => {
    for (const question of [
      'Write a poem',
      'Translate this text',
      'What is the capital of France?',
      'hello',
      'Where is nothingLikeThis defined?',
    ]) {
      it(`says so and what it can do instead: “${question}”`, async () => {
        const { text } = await answer(question);
        assert.match(text, /no language model/);
        assert.match(text, /- Where is `\w+` defined and used\?\n- What does `src\/\w+\.ts` do\?/);
      });
    }

    it('suggests only questions that it can answer', async () => {
      const { text } = await answer('hello');
      const questions = [...text.matchAll(/^- ([^*\n]+)/gm)].map((match) => match[1] ?? '');
      assert.equal(questions.length, 7);
      for (const question of questions)
        assert.doesNotMatch((await answer(question)).text, /That is beyond me|I found nothing/, question);
    });

    it('says so where there is nothing to read', async () => {
      for (const empty of [{ folders: [], exclude: [] }, await workspaces.workspace({})]) {
        assert.match((await ask(empty, 'Explain this workspace')).text, /There are no files that I may read/);
        assert.match((await ask(empty, 'Where is addMoney used?')).text, /There are no files that I may read/);
        await ask(empty, 'What is this?', { attachments: [wholeMoney] });
      }
    });
  });

  describe('asked about the whole workspace', () => {
    let answered: Answer;

    before(async () => {
      answered = await answer('Explain this workspace');
    });

    it('begins with what the project says about itself', () => {
      assert.match(answered.text, /^\*\*shop\*\*: “Sells \\\| things\.” \(\[package\.json\]/);
      assert.match(answered.text, /\[README\.md\]\(README\.md#L3\) says: “Sells things for money\.”/);
    });

    it('goes through every file, folder by folder, and reports as it goes', () => {
      assert.match(answered.text, /#### `src\/`\n\n- \[cart\.ts\]\(src\/cart\.ts\) \(10 lines\): `Cart`\n/);
      assert.match(
        answered.text,
        /- \[money\.ts\]\(src\/money\.ts\) \(12 lines\): `Money` and `addMoney`; “Amounts of money\.”/,
      );
      assert.match(
        answered.text,
        /- \[index\.ts\]\(src\/index\.ts\) \(2 lines\): hands on `\.\/money\.ts` and `\.\/cart\.ts`/,
      );
      assert.match(answered.text, /- \[money\.test\.ts\]\(test\/money\.test\.ts\) \(7 lines\): 1 test/);
      const progress = answered.events.filter((event) => event.type === 'tool-output-available' && event.preliminary);
      assert.equal(progress.length, 10);
      const first = answered.events.indexOf(progress[0] ?? assert.fail());
      assert.ok(answered.events.slice(0, first).some((event) => event.type === 'text-delta'));
      assert.ok(answered.events.slice(first).some((event) => event.type === 'text-delta'));
    });

    it('sums up languages, tests and what the most files import', () => {
      assert.match(answered.text, /\| TypeScript \| 6 \| 37 \|/);
      assert.match(answered.text, /\| \[src\/money\.ts\]\(src\/money\.ts#L5\) \| 2 files \| `Money` and `addMoney` \|/);
    });

    it('takes its time so that it can be followed and stopped, and says so', () => {
      assert.match(answered.text, /I go through 10 files one by one, which takes about 3 seconds/);
      assert.ok(answered.pausesMs >= 2500);
    });

    it('never takes more than a minute', async () => {
      const many = Object.fromEntries(
        Array.from({ length: 700 }, (_, index) => [`f${index}.ts`, `export const a${index} = ${index};\n`]),
      );
      const { pausesMs, text } = await ask(await workspaces.workspace(many), 'go through every file');
      assert.ok(pausesMs > 30_000 && pausesMs < 60_000, String(pausesMs));
      assert.match(text, /and 660 more files that declare something/);
    });

    it('may be about a folder only', async () => {
      const { text } = await answer('Explain src/');
      assert.match(text, /I go through 5 files below `src\/`/);
      assert.doesNotMatch(text, /README/);
    });
  });

  describe('when it is stopped', () => {
    const questions: readonly (readonly [string, Asking])[] = [
      ['Explain this workspace', {}],
      ['What does this do?', { attachments: [wholeMoney] }],
      ['find "addMoney"', {}],
      ['hello', {}],
      ['How is money added?', {}],
    ];
    for (const [question, asking] of questions) {
      it(`ends at the next step, whichever that is, with nothing left open: “${question}”`, async () => {
        const { events } = await answer(question, asking);
        for (let stopAt = 0; stopAt < events.length; stopAt++) {
          const controller = new AbortController();
          let seen = 0;
          const stopped = await ask(workspace, question, {
            ...asking,
            signal: controller.signal,
            onEvent: () => {
              if (seen++ === stopAt) controller.abort();
            },
          });
          const after = stopped.events.slice(stopAt + 1);
          assert.ok(
            after.length <= 4,
            `${after.length} events after ${stopAt}: ${after.map((event) => event.type).join()}`,
          );
        }
      });
    }
  });

  it('names files by their folder where the workspace has several', async () => {
    const one = await workspaces.folder({ 'src/a.ts': 'export function shared() {}\n' });
    const two = await workspaces.folder({
      'src/b.ts': "import { shared } from 'elsewhere';\nshared();\n",
      'src/a.ts': 'const own = 1;\n',
    });
    const both = {
      folders: [
        { name: 'one', path: one },
        { name: 'two', path: two },
      ],
      exclude: [],
    };
    const { text, sources } = await ask(both, 'What is this?', {
      attachments: [{ path: 'src/a.ts', folder: 'one', startLine: 1, endLine: 1, code: 'export function shared() {}' }],
    });
    assertTrueSources(both, sources);
    assertTrueLinks(both, text);
    assert.match(text, /^\*\*\[one\/src\/a\.ts\]\(one\/src\/a\.ts#L1\)\*\*/);
    assert.deepEqual([sources[0]?.folder, sources[0]?.path], ['one', 'src/a.ts']);
  });

  it('quotes hostile files without doing as they say', async () => {
    const hostile = await workspaces.workspace({
      'src/[x](command:evil) |.ts':
        '/** ![i](https://evil.example/x.png) <script>alert(1)</script> | [run](command:evil) */\nexport function target() {}\n',
      'src/use.ts': 'target(); // ``` | [x](command:evil)\n',
    });
    const { text } = await ask(hostile, 'Where is `target` used?');
    assertTrueLinks(hostile, text);
    assert.doesNotMatch(text.replace(/`[^`\n]+`/g, ''), /(?<!\\)\]\((?:command|https?):|(?<!\\)<script/);
  });
});
