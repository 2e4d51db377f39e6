import assert from 'node:assert/strict';
import { sharedWorkbench } from './support/session.ts';

describe('VS Code with the extension installed', () => {
  it('has an entry in the activity bar that shows the Threads view', async () => {
    const workbench = await sharedWorkbench();
    await workbench.showThreads();
    await workbench.screenshot('start');
  });

  it('offers the commands in the palette', async () => {
    const workbench = await sharedWorkbench();
    assert.equal(await workbench.offersCommand('Agent Threads: New Thread'), true);
  });
});
