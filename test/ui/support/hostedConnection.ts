import type { RunningHost } from './builtHost.ts';
import type { Workbench } from './workbench.ts';

/** Answers the box that asks for this: boxes follow each other in one place, so each is told by what it asks for. */
export async function answerTo(workbench: Workbench, prompt: RegExp, text: string): Promise<void> {
  await workbench.page.locator('.quick-input-widget:visible').filter({ hasText: prompt }).waitFor();
  await workbench.answer(text);
}

/** Answers the first question of *Add Connection…*. */
export async function pickKind(workbench: Workbench, kind: string): Promise<void> {
  await workbench.page.getByPlaceholder(/What kind of service/).waitFor();
  await workbench.pick(kind);
}

/** Adds a connection to `host` as a person does. Resolves when the tree shows it. */
export async function addConnection(
  workbench: Workbench,
  host: Pick<RunningHost, 'url' | 'token'>,
  name: string,
): Promise<void> {
  await workbench.command('Agent Threads: Add Connection…');
  await pickKind(workbench, 'SeekrFlow');
  await answerTo(workbench, /Address of/, host.url);
  await answerTo(workbench, /API key/, host.token);
  await answerTo(workbench, /A name for it/, name);
  await workbench.showThreads();
  await workbench.treeRow(startingWith(name)).waitFor();
}

/** The same for a LangGraph server that wants no key. */
export async function addLangGraph(workbench: Workbench, url: string, name: string): Promise<void> {
  await workbench.command('Agent Threads: Add Connection…');
  await pickKind(workbench, 'LangGraph');
  await answerTo(workbench, /Address of/, url);
  await answerTo(workbench, /Leave it empty/, '');
  await answerTo(workbench, /A name for it/, name);
  await workbench.showThreads();
  await workbench.treeRow(startingWith(name)).first().waitFor();
}

/** Removes the connection, which is asked for only where there are several. Resolves when the tree has lost it. */
export async function removeConnection(workbench: Workbench, name: string): Promise<void> {
  await workbench.command('Agent Threads: Remove Connection');
  const choice = workbench.page.locator('.quick-input-widget:visible').getByRole('option', { name: new RegExp(name) });
  await choice.or(workbench.dialog()).first().waitFor();
  if (await choice.isVisible()) await choice.click();
  await workbench
    .dialog()
    .getByRole('button', { name: /Remove/ })
    .click();
  await workbench.treeRow(startingWith(name)).waitFor({ state: 'detached' });
}

function startingWith(name: string): RegExp {
  return new RegExp(`^${name}`);
}
