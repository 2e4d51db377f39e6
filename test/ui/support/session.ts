// One product and one window for the whole suite: starting VS Code takes longer than most tests.
import { cpSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../harness/chromium.mjs';
import { temporaryFolder } from '../../harness/cleanUp.mjs';
import { startProduct } from '../../harness/launchers.mjs';
import { root } from '../../harness/paths.mjs';
import { openWorkbench } from './workbench.ts';
import type { Workbench } from './workbench.ts';

interface Session {
  readonly workbench: Workbench;
  readonly browser: Browser;
  readonly removeWorkspace: () => Promise<void>;
}

let session: Promise<Session> | undefined;

/** The window that all UI tests share, with a copy of `test/fixtures/workspace` open. Started by the first test. */
export async function sharedWorkbench(): Promise<Workbench> {
  session ??= startSession();
  return (await session).workbench;
}

/** A second window of the same product, with a profile of the browser of its own. The caller closes it. */
export async function openSecondWindow(): Promise<Workbench> {
  const { workbench } = await (session ??= startSession());
  return await openWorkbench((await session).browser, workbench.product);
}

/** The shared window, if one has been started: for hooks that must not start it. */
export async function startedWorkbench(): Promise<Workbench | undefined> {
  return (await startedSession())?.workbench;
}

/** Ends what the tests started. */
export async function endSession(): Promise<void> {
  const started = await startedSession();
  await started?.browser.close();
  await started?.workbench.product.stop();
  await started?.removeWorkspace();
}

async function startedSession(): Promise<Session | undefined> {
  // A start that failed has been reported by the test that wanted it.
  return await session?.catch(() => undefined);
}

async function startSession(): Promise<Session> {
  const { folder: workspace, remove: removeWorkspace } = temporaryFolder('ledger');
  cpSync(path.join(root, 'test', 'fixtures', 'workspace'), workspace, { recursive: true });
  const product = await startProduct({
    workspace,
    // VS Code in the browser saves by itself after a second, and with it goes what a test has typed and not saved.
    // What a test types is whole; an editor that completes it would make another text of it.
    // A terminal that draws on a canvas has no text that a test could wait for.
    settings: {
      'workbench.colorTheme': 'Dark Modern',
      'files.autoSave': 'off',
      'editor.autoClosingBrackets': 'never',
      'editor.autoClosingQuotes': 'never',
      'editor.autoSurround': 'never',
      'terminal.integrated.gpuAcceleration': 'off',
    },
  });
  const browser = await launchChromium();
  return { workbench: await openWorkbench(browser, product), browser, removeWorkspace };
}
