import assert from 'node:assert/strict';
import type { Workspace } from '../../../../src/server/workspace/workspace.ts';
import { TemporaryWorkspaces } from '../workspace/temporaryWorkspace.ts';
import { ask } from './asking.ts';

const files = {
  'README.md': '# Lamps\n\nUses `outbox`.\n',
  'src/draw.ts':
    "import path from 'node:path';\nimport { renderThing } from 'outside-lib';\nimport { paint } from './index.ts';\n\nexport function draw(brush: { dip(paint: string): void }): string {\n  structuredClone(brush);\n  brush.dipIntoInk('x');\n  return renderThing(path.join('a', 'b'), paint());\n}\n",
  'src/unlike.ts':
    'export function renderThing(): void {}\nexport interface Place {\n  path: string;\n}\nexport function structuredClone(): void {}\nexport class Ink {\n  dipIntoInk(): void {}\n}\n',
  'src/index.ts': "export { paint } from './paint.ts';\n",
  'src/paint.ts': 'export function paint(): string {\n  return "";\n}\n',
  'src/other.ts': 'export function paint(): number {\n  return 1;\n}\n',
  'src/post.ts': 'export const outbox = 1;\nexport const inbox = 2;\n',
  'test/post.test.ts':
    "import { make } from 'elsewhere';\n\ndescribe('post', () => {\n  it('keeps what is sent', () => {\n    const { outbox } = make();\n    outbox.send();\n  });\n});\n",
};

describe('Code Lookup, where names do not tell what they mean', () => {
  const workspaces = new TemporaryWorkspaces();
  let workspace: Workspace;

  before(async () => {
    workspace = await workspaces.workspace(files);
  });

  const asked = async (question: string, path?: keyof typeof files): Promise<string> =>
    (await ask(workspace, question, path ? { attachments: [{ path, code: files[path] }] } : {})).text;

  it('takes a name that comes from a package for nothing of the workspace', async () => {
    const text = await asked('What does this do?', 'src/draw.ts');
    assert.doesNotMatch(text, /\| `(?:renderThing|path)` \|/);
    assert.match(
      text,
      /From outside the workspace it uses [^\n]*`node:path` \(`path`\)[^\n]*`outside-lib` \(`renderThing`\)/,
    );
  });

  it('takes a name that is not imported for nothing of another module', async () => {
    assert.doesNotMatch(await asked('What does this do?', 'src/draw.ts'), /\| `structuredClone` \|/);
  });

  it('follows an import through the file that hands the name on, and is certain then', async () => {
    assert.match(
      await asked('What does this do?', 'src/draw.ts'),
      /\| `paint` \| \[src\/paint\.ts:1\]\([^)]*\) \| function/,
    );
  });

  it('says of a member that it goes by the name alone', async () => {
    assert.match(
      await asked('What does this do?', 'src/draw.ts'),
      /\| `dipIntoInk` \| \[src\/unlike\.ts:7\]\([^)]*\) \(by its name alone\) \|/,
    );
  });

  it('shows the tests that use the same name, where none is sure to mean the definition', async () => {
    const text = await asked('Which tests cover `outbox`?');
    assert.doesNotMatch(text, /No test touches|no test touches/);
    assert.match(text, /^\*\*1 test file uses\*\* the name of `outbox`, but does not import it/);
    assert.match(text, /- \[test\/post\.test\.ts\]\(test\/post\.test\.ts\) uses `outbox`\n {2}- “keeps what is sent”/);
    assert.match(await asked('Which tests cover `inbox`?'), /^\*\*No test touches\*\* `inbox`/);
    assert.match(await asked('What does this do?', 'src/post.ts'), /1 test file uses its names without importing it/);
  });

  it('says that it cannot count or judge, where a question has no word to look up', async () => {
    assert.match(await asked('How many lines of code are there?'), /^That is beyond me/);
  });

  it('leaves no section empty', async () => {
    for (const question of ['Show me README.md', 'What does README.md say?', 'Where is `outbox` used?']) {
      assert.doesNotMatch(await asked(question), /^###[^\n]*\n\s*(?:###|$(?![\s\S]))/m, question);
    }
    assert.doesNotMatch(await asked('What is this?', 'README.md'), /^###[^\n]*\n\s*###/m);
  });
});
