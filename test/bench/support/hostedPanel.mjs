// @ts-check

/**
 * Gives a hosted connection its key and opens a new thread of it, as a person would.
 * @param {import('../../ui/support/workbench.ts').Workbench} workbench
 * @param {string} connectionName
 */
export async function openHostedPanel(workbench, connectionName) {
  await workbench.showThreads();
  await workbench.command('Agent Threads: Set API Key…');
  await workbench.pick(connectionName);
  await workbench.page.locator('.quick-input-widget:visible input[type=password]').waitFor();
  await workbench.answer('a-key');
  await workbench.treeRow(/Could not load/).waitFor({ state: 'detached' });
  await workbench.command('Agent Threads: New Thread');
  await workbench.pick(connectionName);
  const panel = workbench.panel();
  const box = panel.getByRole('textbox', { name: 'Message' });
  const frame = await (await box.elementHandle())?.ownerFrame();
  if (!frame) throw new Error('The panel did not open.');
  return {
    frame,
    /** @param {string} text */
    async send(text) {
      await box.fill(text);
      await box.press('Enter');
    },
    /** Resolves when the run has ended and the next one can begin. */
    ended: () => panel.getByRole('button', { name: 'Stop' }).waitFor({ state: 'detached' }),
  };
}
