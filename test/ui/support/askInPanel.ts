import type { Workbench } from './workbench.ts';

/** Sends a message in the panel that was opened last. Resolves when a run is completed. */
export async function askInPanel(workbench: Workbench, question: string): Promise<void> {
  const message = workbench.panel().getByRole('textbox', { name: 'Message' });
  await message.fill(question);
  await message.press('Enter');
  await workbench
    .panel()
    .getByText(/^Completed/)
    .first()
    .waitFor();
}
