// @ts-check
// npm run screenshots: asks about a file of this checkout in the real product and saves the pictures of the README to
// docs/images, and a recording of a run. Run it after changing what users see; the pictures are committed.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startBuiltHost } from '../ui/support/builtHost.ts';
import { addConnection } from '../ui/support/hostedConnection.ts';
import { openWorkbench } from '../ui/support/workbench.ts';
import { launchChromium } from './chromium.mjs';
import { atEnd, cleanUpAll } from './cleanUp.mjs';
import { startProduct } from './launchers.mjs';
import { root } from './paths.mjs';
import { record } from './recording.mjs';
import { runMain } from './problem.mjs';
import { copyCheckout } from './screenshotsWorkspace.mjs';
import { prepare } from './setUp.mjs';

/** @typedef {import('../ui/support/workbench.ts').Workbench} Workbench */
/** @typedef {{ readonly file: string, readonly lines: readonly [number, number], readonly question: string }} Subject */

/** @type {Subject} */
const shown = { file: 'src/net/origin.ts', lines: [1, 20], question: 'What does this do, and who uses it?' };

/** @type {readonly Subject[]} what the Threads view holds besides */
const earlier = [
  { file: 'src/net/sse.ts', lines: [1, 40], question: 'Which tests touch this?' },
  { file: 'src/model/runState.ts', lines: [1, 40], question: 'Where is this used?' },
];

/** @type {readonly (readonly [name: string, theme: import('../ui/support/workbench.ts').Theme])[]} */
const panelPictures = [
  ['panel-dark', 'Dark Modern'],
  ['panel-light', 'Light Modern'],
  ['panel-high-contrast', 'Default High Contrast'],
  ['panel-high-contrast-light', 'Default High Contrast Light'],
];

/** Room for the code and the panel. What is switched off is not ours and would only take the eye away. */
const settings = {
  'workbench.colorTheme': 'Dark Modern',
  'workbench.layoutControl.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.fontSize': 12,
  'editor.guides.indentation': false,
  'editor.lightbulb.enabled': 'off',
  'editor.minimap.enabled': false,
  'editor.renderWhitespace': 'none',
  'remote.autoForwardPorts': false,
  // The copy has no dependencies, and so no types of Node.
  'js/ts.validate.enabled': false,
};

/** Between two steps of the run that is recorded. */
const paceMs = 250;

const imagesFolder = path.join(root, 'docs', 'images');

await runMain(async () => {
  await prepare();
  mkdirSync(imagesFolder, { recursive: true });
  try {
    const product = await startProduct({ workspace: copyCheckout(), settings });
    const browser = await launchChromium();
    atEnd(() => browser.close());
    const workbench = await openWorkbench(browser, product);
    try {
      await takePictures(workbench);
    } catch (error) {
      console.error(`The window when it failed: ${await workbench.screenshot('failed-screenshots')}`);
      throw error;
    }
  } finally {
    await cleanUpAll();
  }
});

/** @param {Workbench} workbench */
async function takePictures(workbench) {
  const { page } = workbench;
  await workbench.showThreads();
  for (const [index, subject] of earlier.entries()) {
    await writeQuestion(workbench, subject);
    await page.keyboard.press('Enter');
    if (index > 0) await workbench.pick('New Thread');
    await answered(workbench);
    await workbench.closeEditors();
  }
  await writeQuestion(workbench, shown);
  await save(workbench, 'ask');
  await page.keyboard.press('Enter');
  await workbench.pick('New Thread');
  await answered(workbench);
  await expandThread(workbench, shown.question);
  for (const [name, theme] of panelPictures) {
    await workbench.setTheme(theme);
    await showTopOfAnswer(workbench);
    await save(workbench, name);
  }
  await recordRun(workbench);
}

/**
 * Selects the code and types the question, but does not send it.
 * @param {Workbench} workbench
 * @param {Subject} subject
 */
async function writeQuestion(workbench, { file, lines, question }) {
  await workbench.openFile(file);
  await workbench.selectLines(...lines);
  await workbench.page.keyboard.press('ControlOrMeta+K');
  await workbench.page.keyboard.press('a');
  await workbench.quickInput().waitFor();
  await workbench.quickInput().fill(question);
}

/**
 * Records a run at the pace of a model: the local agent is done before one could see anything.
 * @param {Workbench} workbench
 */
async function recordRun(workbench) {
  const host = await startBuiltHost(workbench.product.workspace, paceMs);
  atEnd(() => host.stop());
  await workbench.setTheme('Dark Modern');
  await addConnection(workbench, host, 'Team Server');
  await workbench.clearNotifications();
  await workbench.closeEditors();
  await workbench.openFile(shown.file);
  await workbench.command('Agent Threads: New Thread');
  await workbench.pick('Team Server');
  const box = workbench.panel().getByRole('textbox', { name: 'Message' });
  await box.fill('Where is `parseAddress` used?');
  const clip = await boxOfPanel(workbench);
  await box.press('Enter');
  saveFile('run', await record(workbench.page, clip, answered(workbench)));
}

/**
 * Where the panel is in the window.
 * @param {Workbench} workbench
 */
async function boxOfPanel({ page }) {
  const box = await page.locator('iframe.webview.ready').last().boundingBox();
  if (!box) throw new Error('The panel is not shown.');
  return { x: Math.ceil(box.x), y: Math.ceil(box.y), width: Math.floor(box.width), height: Math.floor(box.height) };
}

/**
 * @param {string} name
 * @param {Buffer} picture
 */
function saveFile(name, picture) {
  const file = path.join(imagesFolder, `${name}.png`);
  writeFileSync(file, picture);
  console.log(`${path.relative(root, file)}: ${Math.round(picture.length / 1000)} KB`);
}

/** @param {Workbench} workbench */
async function answered(workbench) {
  await workbench.panel().getByRole('region', { name: 'Conversation' }).getByText('Completed').waitFor();
}

/**
 * Leaves no row selected or focused: such a row gives a part of its width to its buttons.
 * @param {Workbench} workbench
 * @param {string} title
 */
async function expandThread(workbench, title) {
  const row = workbench.treeRow(`${title}, now`);
  await row.locator('.monaco-tl-twistie').click();
  await workbench.page.keyboard.press('Escape');
  await workbench
    .treeRow(/^Assistant/)
    .last()
    .waitFor();
  await workbench.page.mouse.move(640, 400);
}

/** @param {Workbench} workbench */
async function showTopOfAnswer(workbench) {
  await workbench.panel().getByRole('region', { name: 'Conversation' }).press('Home');
  await workbench.panel().getByRole('textbox', { name: 'Message' }).focus();
}

/**
 * Takes the picture when two in a row are the same: boxes fade in, colours fade over, code is coloured late.
 * @param {Workbench} workbench
 * @param {string} name
 */
async function save({ page }, name) {
  const file = path.join(imagesFolder, `${name}.png`);
  /** @type {Buffer} */
  let before = Buffer.alloc(0);
  for (;;) {
    await page.waitForTimeout(400);
    const picture = await page.screenshot({ path: file });
    if (picture.equals(before)) break;
    before = picture;
  }
  console.log(`${path.relative(root, file)}: ${Math.round(before.length / 1000)} KB`);
}
