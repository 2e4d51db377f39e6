// @ts-check
// npm run icon: draws media/icon.png from icon.svg. Run it after changing the drawing; the picture is committed.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { launchChromium } from './chromium.mjs';
import { root } from './paths.mjs';
import { runMain } from './problem.mjs';
import { prepare } from './setUp.mjs';

await runMain(async () => {
  await prepare();
  const drawing = readFileSync(path.join(root, 'test', 'harness', 'icon.svg'), 'utf8');
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport: { width: 256, height: 256 } });
    await page.setContent(
      `<style>body { margin: 0; background: transparent } svg { display: block }</style>${drawing}`,
    );
    await page.screenshot({ path: path.join(root, 'media', 'icon.png'), omitBackground: true });
  } finally {
    await browser.close();
  }
});
