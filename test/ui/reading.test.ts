import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { dataOf, type FakeSeekrFlow, openEventStream, startFakeSeekrFlow } from '../support/fakeSeekrFlow.ts';
import { addConnection, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import type { Workbench } from './support/workbench.ts';

const connection = 'Slow Writer';
const streamRoute = /\/runs\/stream\/vercel$/;
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="420"><rect width="300" height="420" fill="#48a"/></svg>';

/** Paragraphs that are told apart by their number. */
function paragraphs(name: string, count: number): string {
  const words = 'some words that are read one after the other '.repeat(4);
  return Array.from({ length: count }, (_, index) => `${name} ${index + 1}. ${words}\n\n`).join('');
}

describe('Reading while an answer arrives', () => {
  let workbench: Workbench;
  let fake: FakeSeekrFlow;
  let folder: string;
  let response: ServerResponse | undefined;
  let runs = 0;

  const conversation = (): Locator => workbench.panel().getByRole('region', { name: 'Conversation' });
  const box = (): Locator => workbench.panel().getByRole('textbox', { name: 'Message' });
  const stop = (): Locator => workbench.panel().getByRole('button', { name: 'Stop', exact: true });
  const paragraph = (start: string): Locator => conversation().locator('p').filter({ hasText: start }).last();

  async function panelFrame(): Promise<Frame> {
    const frame = await (await box().elementHandle())?.ownerFrame();
    return frame ?? assert.fail('no panel');
  }

  /** Asks in a new thread; the answer is then written by {@link say}. */
  async function ask(question: string): Promise<void> {
    await workbench.closeEditors();
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick(connection);
    await workbench.panel().getByRole('heading', { name: 'New Thread' }).waitFor();
    await box().fill(question);
    await box().press('Enter');
    await fake.received('POST', streamRoute, ++runs);
    await stop().waitFor();
  }

  function say(...events: readonly object[]): void {
    assert.ok(response, 'no run was started');
    for (const event of events) response.write(dataOf(event));
  }

  async function finish(): Promise<void> {
    for (const [index, run] of fake.runs.entries()) {
      fake.runs[index] = { ...run, status: 'completed', is_active: false };
    }
    say({ type: 'finish', finishReason: 'stop' });
    response?.end(dataOf('[DONE]'));
    await stop().waitFor({ state: 'detached' });
  }

  /** Scrolls as a person does who looks for this paragraph: it is then at so many pixels below the upper edge. */
  async function scrollTo(start: string, belowEdge: number): Promise<void> {
    await paragraph(start).evaluate(async (element, wanted) => {
      const scroller = element.closest('.conversation');
      if (!scroller) throw new Error('outside of the conversation');
      const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
      // Twice, since what comes near is laid out only then.
      for (let turn = 0; turn < 2; turn++) {
        scroller.scrollTop += element.getBoundingClientRect().top - scroller.getBoundingClientRect().top - wanted;
        await frame();
        await frame();
      }
    }, belowEdge);
  }

  /** Looks at a paragraph in every frame; the result tells by how many pixels it moved at most. */
  async function watch(start: string): Promise<() => Promise<number>> {
    const watched = await paragraph(start).evaluateHandle((element) => {
      const first = element.getBoundingClientRect().top;
      const state = { most: 0, isOver: false };
      const look = (): void => {
        const { top } = element.getBoundingClientRect();
        state.most = element.isConnected ? Math.max(state.most, Math.abs(top - first)) : Infinity;
        if (!state.isOver) requestAnimationFrame(look);
      };
      look();
      return state;
    });
    return () =>
      watched.evaluate(async (state) => {
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        state.isOver = true;
        return state.most;
      });
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    folder = path.join(workbench.product.workspace, 'pictures');
    mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, 'tall.svg'), picture);
    fake = await startFakeSeekrFlow();
    fake.on('POST', streamRoute, async ({ path: route }, stream) => {
      const run = fake.addRun({ thread_id: route.split('/')[3] ?? '', status: 'running', is_active: true });
      openEventStream(stream);
      response = stream;
      say({ type: 'start', messageMetadata: { run_id: run.id } });
      await once(stream, 'close');
    });
    await addConnection(workbench, { url: fake.url, token: 'key' }, connection);
  });

  after(async () => {
    await workbench.closeEditors();
    await removeConnection(workbench, connection);
    await fake.close();
    rmSync(folder, { recursive: true });
  });

  it('moves nothing: neither when reasoning ends that is read, nor when a tool and the answer follow', async () => {
    await ask('Think about it');
    say({ type: 'reasoning-start', id: 'r' }, { type: 'reasoning-delta', id: 'r', delta: paragraphs('Thought', 30) });
    await paragraph('Thought 30.').waitFor();
    await scrollTo('Thought 12.', 100);
    const moved = await watch('Thought 12.');
    say({ type: 'reasoning-end', id: 'r' });
    say({ type: 'tool-input-available', toolCallId: 'c', toolName: 'look_up', input: { name: 'it' } });
    say({ type: 'tool-output-available', toolCallId: 'c', output: { found: 3 } });
    say({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: paragraphs('Answer', 40) });
    await paragraph('Answer 40.').waitFor({ state: 'attached' });
    assert.ok((await moved()) <= 1, `moved by ${await moved()} pixels`);
    await workbench.panel().getByRole('button', { name: 'Jump to latest' }).click();
    await paragraph('Answer 40.').waitFor();
    await finish();
  });

  it('moves nothing when the stored answer has no tools above what is read', async () => {
    await ask('Use a tool that is forgotten');
    say({ type: 'tool-input-available', toolCallId: 'c', toolName: 'look_up', input: { name: 'it' } });
    say({ type: 'tool-output-available', toolCallId: 'c', output: { found: 3 } });
    const content = paragraphs('Text', 40);
    say(
      { type: 'text-start', id: 't' },
      { type: 'text-delta', id: 't', delta: content },
      { type: 'text-end', id: 't' },
    );
    await paragraph('Text 40.').waitFor();
    await scrollTo('Text 20.', 60);
    const moved = await watch('Text 20.');
    const { id, thread_id } = fake.runs.at(-1) ?? assert.fail('no run');
    fake.addMessage({ thread_id, role: 'assistant', content, run_id: id });
    await finish();
    await conversation().getByText('Only on this machine').waitFor({ state: 'attached' });
    assert.ok((await moved()) <= 1, `moved by ${await moved()} pixels`);
  });

  it('folds reasoning that nobody reads once it has ended', async () => {
    await ask('Think about it quickly');
    say({ type: 'reasoning-start', id: 'r' }, { type: 'reasoning-delta', id: 'r', delta: paragraphs('Thought', 30) });
    await paragraph('Thought 30.').waitFor();
    say({ type: 'reasoning-end', id: 'r' }, { type: 'text-start', id: 't' });
    say({ type: 'text-delta', id: 't', delta: 'The answer.' });
    await paragraph('The answer.').waitFor();
    await workbench.panel().getByRole('button', { name: 'Reasoning', expanded: false }).waitFor();
    await finish();
  });

  for (const { where, belowEdge } of [
    { where: 'above what is read', belowEdge: -300 },
    { where: 'partly above what is read', belowEdge: -40 },
  ]) {
    it(`moves nothing when a picture is there at last ${where}`, async () => {
      await ask(`Show a picture ${where}`);
      const frame = await panelFrame();
      // Pictures take as long as the test wants.
      await frame.evaluate(() => {
        const { prototype } = HTMLImageElement;
        const source = Object.getOwnPropertyDescriptor(prototype, 'src');
        const held: (() => void)[] = [];
        Object.assign(window, { showPictures: () => held.forEach((show) => show()) });
        Object.defineProperty(prototype, 'src', {
          ...source,
          set(this: HTMLImageElement, address: string) {
            held.push(() => source?.set?.call(this, address));
            this.ownerDocument.documentElement.dataset['held'] = String(held.length);
          },
        });
      });
      const delta = `Before it.\n\n![Tall](pictures/tall.svg)\n\n${paragraphs('Text', 30)}`;
      say({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta });
      await paragraph('Text 30.').waitFor();
      await workbench.panel().locator('html[data-held="1"]').waitFor();
      await scrollTo('Loading Tall', belowEdge);
      const moved = await watch('Text 2.');
      await frame.evaluate(() => (window as unknown as { showPictures(): void }).showPictures());
      await conversation().getByRole('img', { name: 'Tall' }).waitFor({ state: 'attached' });
      assert.ok((await moved()) <= 1, `moved by ${await moved()} pixels`);
      await finish();
    });
  }

  it('goes on at the same place after the panel was hidden while the answer went on', async () => {
    await ask('Write while nobody looks');
    say({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: paragraphs('Text', 30) });
    await paragraph('Text 30.').waitFor();
    await scrollTo('Text 10.', 60);
    const placeOf = (): Promise<number> =>
      paragraph('Text 10.').evaluate(
        (element) =>
          element.getBoundingClientRect().top -
          (element.closest('.conversation')?.getBoundingClientRect().top ?? Number.NaN),
      );
    const before = await placeOf();
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick(connection);
    await workbench.panel().getByRole('heading', { name: 'New Thread' }).waitFor();
    say({ type: 'text-delta', id: 't', delta: paragraphs('Unseen', 20) });
    await workbench.page.getByRole('tab', { name: 'Write while nobody looks' }).click();
    await paragraph('Unseen 20.').waitFor({ state: 'attached' });
    const after = await placeOf();
    assert.ok(Math.abs(after - before) <= 2, `at ${before} pixels before, at ${after} after`);
    await finish();
  });

  it('asks for no more frames than there are pieces of the answer', async () => {
    await ask('Piece by piece');
    say({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: 'Piece 0. ' });
    await paragraph('Piece 0.').waitFor();
    const frame = await panelFrame();
    const counts = await frame.evaluateHandle(() => {
      const count = { frames: 0, posts: 0 };
      const request = globalThis.requestAnimationFrame;
      globalThis.requestAnimationFrame = (callback) => {
        count.frames += 1;
        return request(callback);
      };
      window.addEventListener('message', () => (count.posts += 1));
      return count;
    });
    const pieces = 30;
    for (let piece = 1; piece <= pieces; piece++) {
      say({ type: 'text-delta', id: 't', delta: `Piece ${piece}. ` });
      await paragraph(`Piece ${piece}.`).waitFor();
    }
    const { frames, posts } = await counts.jsonValue();
    assert.ok(posts >= pieces, `${posts} posts`);
    // The time in the header goes on, too.
    assert.ok(frames <= posts + pieces / 4, `${frames} frames for ${posts} posts`);
    await finish();
  });

  it('styles nothing anew that is there when more comes after it', async () => {
    await ask('Write much code');
    const lines = Array.from({ length: 600 }, (_, index) => `  "key${index + 1}": [${index}, true, "words"],\n`).join(
      '',
    );
    say({ type: 'text-start', id: 't' }, { type: 'text-delta', id: 't', delta: `\`\`\`json\n{\n${lines}` });
    const coloured = conversation().locator('code span[class^=token]');
    await coloured.filter({ hasText: 'key600' }).first().waitFor();
    const count = await coloured.count();
    assert.ok(count > 2_000, `${count} words in colours`);
    const { page } = workbench;
    const browser = page.context().browser() ?? assert.fail('no browser');
    await browser.startTracing(page, { categories: ['devtools.timeline'] });
    say({ type: 'text-delta', id: 't', delta: '}\n```\n\nAfter it.\n\nThe last one.' });
    await paragraph('The last one.').waitFor();
    await finish();
    const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as {
      traceEvents: readonly { readonly name: string; readonly args: { readonly elementCount?: number } }[];
    };
    const counts = traceEvents.flatMap(({ name, args }) =>
      name === 'UpdateLayoutTree' ? (args.elementCount ?? 0) : [],
    );
    assert.ok(counts.length > 0, 'nothing was measured');
    assert.ok(Math.max(...counts) < count / 4, `${Math.max(...counts)} elements were styled at once`);
  });
});
