// A VS Code in a browser page, as UI tests see it: through roles and names, never through the extension's code.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser, FrameLocator, Locator, Page } from 'playwright-core';
import { readJson } from '../../harness/files.mjs';
import { screenshotsFolder } from '../../harness/paths.mjs';
import { writeSettings } from '../../harness/profile.mjs';
import type { Product } from '../../harness/launchers.mjs';

/** Themes that ship with VS Code, by their id: the label in the picker and the workbench's class. */
const themes = {
  'Light Modern': { label: 'Light Modern', kind: 'vs' },
  'Dark Modern': { label: 'Dark Modern', kind: 'vs-dark' },
  'Default High Contrast': { label: 'Dark High Contrast', kind: 'hc-black' },
  'Default High Contrast Light': { label: 'Light High Contrast', kind: 'hc-light' },
  Monokai: { label: 'Monokai', kind: 'vs-dark' },
} as const;

export type Theme = keyof typeof themes;

/** One of each kind, for tests that look at something in each; they end in the one that the others begin with. */
export const everyTheme: readonly Theme[] = [
  'Light Modern',
  'Default High Contrast',
  'Default High Contrast Light',
  'Dark Modern',
];

/** What axe-core found wrong: the rule, what it says, and the elements' HTML. */
export interface AxeViolation {
  readonly rule: string;
  readonly help: string;
  readonly elements: readonly string[];
}

/** One window of VS Code. Every function resolves when the window shows its effect. */
export interface Workbench {
  readonly page: Page;
  readonly product: Product;

  /** Runs a command by its full title in the command palette, for example `Agent Threads: Rename Thread…`. */
  readonly command: (title: string) => Promise<void>;
  /** Whether the command palette offers a command with exactly this title now. */
  readonly offersCommand: (title: string) => Promise<boolean>;
  /** The box of a quick pick or input box. */
  readonly quickInput: () => Locator;
  /** Types into the open quick pick or input box and accepts. */
  readonly answer: (text: string) => Promise<void>;
  /** Takes the entry of the open quick pick whose label starts with the text. */
  readonly pick: (label: string) => Promise<void>;

  /** Opens a file of the workspace by its relative path and puts the focus into its editor. */
  readonly openFile: (relativePath: string) => Promise<void>;
  /** Selects whole lines of the active editor, both ends included, counted from 1. */
  readonly selectLines: (from: number, to: number) => Promise<void>;
  /** Puts the cursor into the active editor. */
  readonly focusEditor: () => Promise<void>;
  readonly closeEditors: () => Promise<void>;

  /** Shows the Threads view, if it is not shown. */
  readonly showThreads: () => Promise<void>;
  /** A row of the tree in the side bar. */
  readonly treeRow: (name: string | RegExp) => Locator;
  /** A button or text of a notification. */
  readonly notification: (text: string | RegExp) => Locator;
  readonly clearNotifications: () => Promise<void>;
  /** VS Code's own modal dialog. */
  readonly dialog: () => Locator;

  /** The document inside the webview that was opened last. */
  readonly panel: () => FrameLocator;
  /** Runs axe-core on the document inside the webview that was opened last. */
  readonly axe: (options?: AxeOptions) => Promise<readonly AxeViolation[]>;

  /**
   * Merges into the user settings, `undefined` removing one, and reloads the window: VS Code in the browser does not
   * watch its settings file.
   */
  readonly changeSettings: (changes: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Chooses a theme as a user does, without a reload. */
  readonly setTheme: (theme: Theme) => Promise<void>;
  /** Saves `.cache/screenshots/<name>.png` and returns the file. */
  readonly screenshot: (name: string) => Promise<string>;
  /** Reloads the window, which restarts the extension host. */
  readonly reload: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface AxeOptions {
  /** CSS selectors of what is left out. */
  readonly exclude?: readonly string[];
  /** Rules that are switched off. */
  readonly disabledRules?: readonly string[];
}

/** Opens a window of a running product and waits until it can be used. */
export async function openWorkbench(browser: Browser, product: Product): Promise<Workbench> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(product.url);
  await untilUsable(page);

  const quickInput = (): Locator => page.locator('.quick-input-widget:visible input');
  const entries = (): Locator => page.locator('.quick-input-widget:visible').getByRole('option');
  const panel = (): FrameLocator =>
    page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');

  async function openPalette(title: string): Promise<Locator> {
    // A box that was just answered is still there for a moment, and takes the palette with it when it goes.
    await quickInput().waitFor({ state: 'hidden' });
    await page.keyboard.press('F1');
    await quickInput().waitFor();
    await quickInput().fill(`>${title}`);
    // The list still shows recent commands until it is filtered, which shows in highlighted letters or in a note.
    await entries()
      .filter({ has: page.locator('.highlight') })
      .or(entries().filter({ hasText: /similar commands|No matching/ }))
      .first()
      .waitFor();
    return entries().filter({ has: page.locator('.quick-input-list-label .label-name', { hasText: exactly(title) }) });
  }

  async function reload(): Promise<void> {
    await page.reload();
    await untilUsable(page);
  }

  async function command(title: string): Promise<void> {
    const entry = await openPalette(title);
    await entry.first().click();
  }

  async function pick(label: string): Promise<void> {
    await entries()
      .filter({ has: page.locator('.quick-input-list-label .label-name', { hasText: startingWith(label) }) })
      .first()
      .click();
  }

  return {
    page,
    product,

    command,
    async offersCommand(title) {
      const entry = await openPalette(title);
      const isOffered = (await entry.count()) > 0;
      await page.keyboard.press('Escape');
      await quickInput().waitFor({ state: 'hidden' });
      return isOffered;
    },
    quickInput,
    async answer(text) {
      await quickInput().waitFor();
      await quickInput().fill(text);
      // In the box itself: a panel that is being opened may have taken the focus meanwhile.
      await quickInput().press('Enter');
    },
    pick,

    async openFile(relativePath) {
      await page.keyboard.press('ControlOrMeta+P');
      await quickInput().fill(relativePath);
      const name = path.posix.basename(relativePath);
      // Until it is filtered, the list starts with what was open last.
      await entries().first().filter({ hasText: name }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('tab', { name, exact: false, selected: true }).waitFor();
      await focusEditor(page);
    },
    async selectLines(from, to) {
      await page.keyboard.press('Control+G');
      await quickInput().fill(`:${from}`);
      await page.keyboard.press('Enter');
      await quickInput().waitFor({ state: 'hidden' });
      await page.keyboard.press('Home');
      await page.keyboard.press('Home');
      for (let line = from; line < to; line += 1) await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Shift+End');
    },
    focusEditor: () => focusEditor(page),
    async closeEditors() {
      // A box that a test has left.
      await page.keyboard.press('Escape');
      await command('View: Close All Editors');
      await page.locator('.editor-group-container.empty').first().waitFor();
    },

    async showThreads() {
      // After a reload the view that was shown comes back by itself; the entry in the activity bar would then hide it.
      const title = page.locator('.part.sidebar .composite.title h2').first();
      await title.waitFor();
      if (!(await title.innerText()).includes('Threads')) {
        await page.getByRole('tab', { name: 'Agent Threads' }).first().click();
      }
      await page.getByRole('heading', { name: 'Threads' }).first().waitFor();
    },
    treeRow: (name) => page.getByRole('treeitem', { name }),
    notification: (text) => page.locator('.notification-toast-container').filter({ hasText: text }),
    async clearNotifications() {
      const entry = await openPalette('Notifications: Clear All Notifications');
      await entry.first().click();
      await page.locator('.notification-toast-container').first().waitFor({ state: 'detached' });
    },
    dialog: () => page.locator('.monaco-dialog-box'),

    panel,
    async axe(options = {}) {
      const frame = await (await panel().locator('body').elementHandle())?.ownerFrame();
      if (!frame) throw new Error('No webview is open.');
      // A script element would be stopped by the panel's content security policy.
      await frame.evaluate(axeSource());
      return await frame.evaluate(runAxe, {
        exclude: options.exclude ?? [],
        disabledRules: options.disabledRules ?? [],
      });
    },

    async changeSettings(changes) {
      writeSettings(product.profile.settingsFile, { ...readJson(product.profile.settingsFile), ...changes });
      await reload();
    },
    async setTheme(theme) {
      await command('Preferences: Color Theme');
      const { label, kind } = themes[theme];
      await quickInput().fill(label);
      await pick(label);
      await quickInput().waitFor({ state: 'hidden' });
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
    },
    async screenshot(name) {
      mkdirSync(screenshotsFolder, { recursive: true });
      const file = path.join(screenshotsFolder, `${name}.png`);
      await page.screenshot({ path: file });
      return file;
    },
    reload,
    close: () => context.close(),
  };
}

/** The workbench is drawn and the remote extension host is connected: its state leaves the status bar. */
async function untilUsable(page: Page): Promise<void> {
  await page.locator('.monaco-workbench').waitFor();
  await page.locator('.statusbar-item').first().waitFor();
  await page.getByRole('tab', { name: 'Explorer' }).first().waitFor();
  // Before the extension is registered the palette knows none of its commands, and a palette that is open learns none.
  await page.getByRole('tab', { name: 'Agent Threads' }).first().waitFor();
}

async function focusEditor(page: Page): Promise<void> {
  await page.keyboard.press('ControlOrMeta+1');
  await page.locator('.editor-group-container.active .monaco-editor.focused').waitFor();
}

function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${escape(text)}\\s*$`);
}

function startingWith(text: string): RegExp {
  return new RegExp(`^\\s*${escape(text)}`);
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

function axeSource(): string {
  const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
  if (!existsSync(file)) throw new Error(`axe-core is not installed: ${file}`);
  return readFileSync(file, 'utf8');
}

/** Runs inside the page, so it can use nothing from outside. */
async function runAxe(options: Required<AxeOptions>): Promise<readonly AxeViolation[]> {
  interface Axe {
    run(
      context: unknown,
      options: unknown,
    ): Promise<{ violations: { id: string; help: string; nodes: { html: string }[] }[] }>;
  }
  const { axe } = globalThis as unknown as { axe: Axe };
  const { violations } = await axe.run(
    { include: document, exclude: options.exclude.map((selector) => [selector]) },
    { iframes: false, rules: Object.fromEntries(options.disabledRules.map((rule) => [rule, { enabled: false }])) },
  );
  return violations.map(({ id, help, nodes }) => ({ rule: id, help, elements: nodes.map((node) => node.html) }));
}
