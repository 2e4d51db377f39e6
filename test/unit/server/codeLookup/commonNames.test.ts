import assert from 'node:assert/strict';
import type { Workspace } from '../../../../src/server/workspace/workspace.ts';
import { TemporaryWorkspaces } from '../workspace/temporaryWorkspace.ts';
import { ask } from './asking.ts';

const sums =
  '/** Adds two numbers. */\nexport function add(one: number, other: number): number {\n  return one + other;\n}\n';

describe('Code Lookup, asked about code with a name that every program uses', () => {
  const workspaces = new TemporaryWorkspaces();
  let workspace: Workspace;

  before(async () => {
    workspace = await workspaces.workspace({
      'src/sums.ts': sums,
      'src/bill.ts': "import { add } from './sums.ts';\n\nexport const total = add(1, 2);\n",
    });
  });

  const attachments = [{ path: 'src/sums.ts', startLine: 1, endLine: 4, language: 'typescript', code: sums }];

  it('looks for that name, because it is what the code offers', async () => {
    const { text } = await ask(workspace, 'Who uses this?', { attachments });
    assert.match(text, /src\/bill\.ts#L3/);
  });

  it('says what the code is as well if that was asked, too', async () => {
    const { text } = await ask(workspace, 'What does this do and who uses it?', { attachments });
    assert.match(text, /What this code is/);
    assert.match(text, /Adds two numbers/);
    assert.match(text, /src\/bill\.ts#L3/);
  });
});
