import assert from 'node:assert/strict';
import { sharedWorkbench } from './support/session.ts';
import { everyTheme } from './support/workbench.ts';

describe('VS Code with the extension installed', () => {
  it('has an entry in the activity bar that shows the Threads view', async () => {
    const workbench = await sharedWorkbench();
    await workbench.showThreads();
    await workbench.page.getByText('There is no data provider').waitFor({ state: 'hidden' });
  });

  it('offers its commands in the palette, and no others', async () => {
    const workbench = await sharedWorkbench();
    assert.equal(await workbench.offersCommand('Agent Threads: Add Connection…'), true);
    assert.equal(await workbench.offersCommand('Agent Threads: Do What Nobody Built'), false);
  });

  it('comes back after a reload, in every standard theme', async () => {
    const workbench = await sharedWorkbench();
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
    }
    await workbench.reload();
    await workbench.showThreads();
  });
});
