import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { type FakeSeekrFlow, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

const chart =
  '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="80"><rect width="240" height="80" fill="#48a"/></svg>';

const text = `Einstein: $E = mc^2$, and a ticket costs $5 or $10.

$$
\\int_{-\\infty}^{\\infty} e^{-x^2}\\,dx = \\sqrt{\\pi}
$$

\`\`\`mermaid
flowchart LR
  accTitle: How a question travels
  A[Editor] -->|question| B(Panel)
  B --> C{Is it known?}
  C -->|yes| D[Answer]
  C -->|no| E[(Service)]
  click A "javascript:alert(1)"
\`\`\`

![Sales by month](docs/chart.svg)

![Sales by year](https://charts.example/year.png) and ![gone](docs/gone.png)

\`\`\`mermaid
pie title Pets
  "Dogs" : 386
  "Cats" : 85
\`\`\`

\`\`\`mermaid
flowchart TD
  a -->
\`\`\`
`;

describe('Formulas, diagrams and pictures in an answer', () => {
  let workbench: Workbench;
  let fake: FakeSeekrFlow;
  let folder: string;

  const panel = () => workbench.panel();
  const answer = (): Locator => panel().getByRole('article', { name: /^Assistant/ });
  const button = (name: string): Locator => answer().getByRole('button', { name, exact: true });

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    folder = path.join(workbench.product.workspace, 'docs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'chart.svg'), chart);
    fake = await startFakeSeekrFlow();
    const { id } = fake.addThread({ meta_data: { title: 'Rich answer' } });
    fake.addMessage({ thread_id: id, content: 'Show me everything.' });
    fake.addMessage({ thread_id: id, role: 'assistant', content: text });
    await addConnection(workbench, { url: fake.url, token: 'key' }, 'Pictures');
    await workbench
      .treeRow(/^Show me everything|^Rich answer/)
      .first()
      .click();
    await answer().waitFor();
  });

  after(async () => {
    await workbench.closeEditors();
    await removeConnection(workbench, 'Pictures');
    await fake.close();
    rmSync(folder, { recursive: true });
  });

  it('typesets formulas for eyes and ears, and leaves prices alone', async () => {
    await answer().locator('.math.display .katex-html').waitFor();
    assert.equal(await answer().locator('math').count(), 2);
    assert.match(await answer().locator('p').first().innerText(), /a ticket costs \$5 or \$10\./);
    const font = answer().locator('.katex-html .mathnormal').first();
    assert.match(await font.evaluate((element) => getComputedStyle(element).fontFamily), /KaTeX_Math/);
    assert.equal(await font.evaluate(() => document.fonts.check('16px KaTeX_Math', 'E')), true);
  });

  it('copies formulas as their source', async () => {
    const copied = await answer()
      .locator('.markdown')
      .first()
      .evaluate((element) => {
        const [from, to] = element.querySelectorAll('.katex-html');
        const data = new DataTransfer();
        if (from && to) getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
        document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }));
        getSelection()?.removeAllRanges();
        return data.getData('text/plain');
      });
    assert.match(
      copied,
      /^\$E = mc\^2\$, and a ticket costs \$5 or \$10\.\s+\$\$\s*\\int_.*\\sqrt\{\\pi\}\s*\$\$\s*$/s,
    );
  });

  it('draws a diagram when somebody asks for it, and the next ones by themselves', async () => {
    assert.equal(
      await answer()
        .getByRole('img', { name: /^Diagram|travels/ })
        .count(),
      0,
    );
    await button('Draw Diagram').first().press('Enter');
    const drawing = answer().getByRole('img', { name: 'How a question travels' });
    await drawing.waitFor();
    assert.equal(await drawing.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth > 100), true);
    assert.match((await drawing.getAttribute('src')) ?? '', /^data:image\/svg\+xml/);
    assert.equal(
      await button('Show Source')
        .first()
        .evaluate((element) => element === document.activeElement),
      true,
    );
    await answer().getByRole('img', { name: 'Diagram: pie' }).waitFor();
    await answer().getByText('This diagram cannot be drawn.').waitFor();
    await panel().getByRole('status').filter({ hasText: 'How a question travels' }).waitFor();
  });

  it('shows a drawing large, and its source again', async () => {
    await button('Open Diagram').first().press('Enter');
    const dialog = panel().getByRole('dialog', { name: 'How a question travels' });
    await dialog.waitFor();
    await workbench.screenshot('rich-dialog');
    await workbench.page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await button('Show Source').first().click();
    await answer().getByText('accTitle: How a question travels').waitFor();
    await button('Draw Diagram').first().click();
    await answer().getByRole('img', { name: 'How a question travels' }).waitFor();
  });

  it('shows pictures of the workspace, and says why others are not shown', async () => {
    const picture = answer().getByRole('img', { name: 'Sales by month' });
    await picture.waitFor();
    assert.equal(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth), 240);
    await answer().getByText('gone (docs/gone.png): There is no such file in this workspace.').waitFor();
    const remote = answer().getByRole('link', { name: 'Remote image, not loaded: Sales by year (charts.example)' });
    await remote.press('Enter');
    await workbench.dialog().getByText('https://charts.example/year.png').waitFor();
    await workbench.page.keyboard.press('Escape');
  });

  it('looks right in every theme, and draws its diagrams anew for each', async () => {
    const drawing = answer().getByRole('img', { name: 'How a question travels' });
    for (const theme of everyTheme) {
      const before = await drawing.getAttribute('src');
      await workbench.setTheme(theme);
      await drawing.and(panel().locator(`:not([src="${before}"])`)).waitFor();
      assert.deepEqual(await workbench.axe({ exclude: ['pre code'] }), [], theme);
      await drawing.scrollIntoViewIfNeeded();
      await workbench.screenshot(`rich-${theme.replaceAll(' ', '')}`);
    }
  });

  it('has formulas that are found by their source', async () => {
    await panel().getByRole('region', { name: 'Conversation' }).press('ControlOrMeta+f');
    await panel().getByRole('textbox', { name: 'Find' }).fill('\\infty}^');
    await panel().getByRole('search').getByText('1 of 1').waitFor();
    await panel()
      .locator('body')
      .evaluate(
        () =>
          new Promise<void>((resolve) => {
            const look = (): void => {
              const [range] = CSS.highlights.get('find-current') ?? [];
              const place = (range as Range | undefined)?.getBoundingClientRect();
              if (place && place.height > 0 && place.top > 0 && place.bottom < innerHeight) resolve();
              else requestAnimationFrame(look);
            };
            look();
          }),
      );
    await workbench.page.keyboard.press('Escape');
  });
});
