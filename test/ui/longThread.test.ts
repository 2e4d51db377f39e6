import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type FakeSeekrFlow, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { everyTheme, type Workbench } from './support/workbench.ts';

const messageCount = 2000;

/** What may be drawn at once: the view, as much above and below, and some that were in view before. */
const drawnAtMost = 120;

describe('A conversation of two thousand messages', () => {
  let workbench: Workbench;
  let fake: FakeSeekrFlow;

  const conversation = (): Locator => workbench.panel().getByRole('region', { name: 'Conversation' });
  const find = (): Locator => workbench.panel().getByRole('textbox', { name: 'Find' });
  const drawn = (): Promise<number> => conversation().locator('article:not(:empty)').count();
  /** The words that are marked as the current hit, and whether they are in view. */
  const currentHit = (): Promise<{ readonly text: string; readonly isInView: boolean } | undefined> =>
    conversation().evaluate((scroller) => {
      const [range] = CSS.highlights.get('find-current') ?? [];
      if (!(range instanceof Range)) return undefined;
      const view = scroller.getBoundingClientRect();
      const { top, bottom } = range.getBoundingClientRect();
      return { text: range.toString(), isInView: top >= view.top && bottom <= view.bottom };
    });

  before(async () => {
    fake = await startFakeSeekrFlow();
    fake.addThread({ meta_data: { title: 'Very long' } });
    for (let index = 1; index <= messageCount; index++) {
      const isQuestion = index % 2 === 1;
      fake.addMessage({
        role: isQuestion ? 'user' : 'assistant',
        content: isQuestion
          ? `Question ${index}: how does this go on?`
          : `Answer ${index}.\n\n${'Some more **words** about it.\n\n'.repeat((index % 14) / 2)}- one\n- two`,
        run_id: isQuestion ? null : `run-${index}`,
      });
    }
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    await addConnection(workbench, { url: fake.url, token: 'key' }, 'Long Server');
  });

  after(async () => {
    await workbench.closeEditors();
    await removeConnection(workbench, 'Long Server');
    await fake.close();
  });

  it('opens at its last message after reading no more than the newest page', async () => {
    const before = fake.requests.length;
    await workbench.treeRow(/^Very long/).click();
    await conversation().getByText(`Answer ${messageCount}.`).waitFor();
    const distance = await conversation().evaluate(
      ({ scrollHeight, scrollTop, clientHeight }) => scrollHeight - scrollTop - clientHeight,
    );
    assert.ok(distance <= 4, `${distance} pixels from the end`);
    const pages = fake.requests.slice(before).filter(({ path }) => path.endsWith('/messages'));
    assert.ok(pages.length <= 3, `${pages.length} pages`);
    assert.equal(await workbench.panel().getByText('Question 1:').count(), 0);
  });

  it('brings older messages as one scrolls up, and nothing that is read moves', async () => {
    const articles = conversation().locator('article');
    const count = await articles.count();
    const place = await conversation().evaluateHandle(async (scroller) => {
      scroller.scrollTop = 40;
      const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      await frame();
      await frame();
      const top = (element: Element): number => element.getBoundingClientRect().top;
      const anchor = [...scroller.querySelectorAll('article')].find((each) => top(each) > top(scroller));
      return { anchor, top: anchor && top(anchor) };
    });
    await articles.nth(count).waitFor({ state: 'attached' });
    const moved = await place.evaluate(
      ({ anchor, top }) => (anchor?.getBoundingClientRect().top ?? NaN) - (top ?? NaN),
    );
    assert.ok(Math.abs(moved) <= 1, `moved by ${moved} pixels`);
  });

  it('is searched as a whole with Ctrl+F, and the hit is shown', async () => {
    await workbench.panel().getByRole('textbox', { name: 'Message' }).focus();
    await workbench.page.keyboard.press('Control+f');
    await find().fill('question 3: how');
    await workbench.panel().getByRole('search').getByText('1 of 1', { exact: true }).waitFor();
    await conversation().getByText('Question 3:').waitFor();
    assert.deepEqual(await currentHit(), { text: 'Question 3: how', isInView: true });
    await find().fill('Answer 1998');
    await workbench.panel().getByRole('search').getByText('1 of 1', { exact: true }).waitFor();
    await conversation().getByText('Answer 1998.').waitFor();
    assert.equal((await currentHit())?.isInView, true);
    await find().fill('nowhere to be found');
    await workbench.panel().getByRole('search').getByText('No results').waitFor();
  });

  it('goes from hit to hit by keyboard, around the end, and draws no more than what is near', async () => {
    await find().fill('more words about');
    const total = workbench
      .panel()
      .getByRole('search')
      .getByText(/^[\d,]+ of 5,9\d\d$|^[\d,]+ of \d,\d{3}$/);
    await total.waitFor();
    const place = async (): Promise<number> => Number((await total.textContent())?.split(' ')[0]?.replaceAll(',', ''));
    const start = await place();
    await find().press('Enter');
    const next = await place();
    await find().press('Shift+Enter');
    await find().press('Shift+Enter');
    assert.notEqual(next, start);
    assert.deepEqual(await currentHit(), { text: 'more words about', isInView: true });
    assert.ok((await drawn()) <= drawnAtMost, `${await drawn()} articles are drawn`);
    assert.equal(await conversation().locator('article').count(), messageCount);
  });

  it('has no accessibility violations while it is searched, in every theme', async () => {
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`find-${theme.replaceAll(' ', '')}`);
      assert.deepEqual(await workbench.axe(), [], theme);
    }
  });

  it('gives the focus back when the search is closed', async () => {
    await find().focus();
    await find().press('Escape');
    await find().waitFor({ state: 'detached' });
    const focused = await workbench.panel().locator('*:focus').getAttribute('aria-label');
    assert.equal(focused, 'Message');
    assert.equal(await conversation().evaluate(() => CSS.highlights.size), 0);
  });

  it('is searched from the palette, too', async () => {
    await workbench.command('Agent Threads: Find in Thread');
    await find().waitFor();
    await find().press('Escape');
  });
});
