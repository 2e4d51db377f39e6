import assert from 'node:assert/strict';
import type { PanelState } from '../../../../src/model/panel.ts';
import type { RunEvent } from '../../../../src/model/runEvent.ts';
import { emptyRun } from '../../../../src/model/runState.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { answer, message, panelState, question, runView } from '../../../support/panelScenes.ts';

describe('The panel while it is used', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;
  let seq: number;

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
    seq = 0;
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  function open(state: PanelState, stored?: unknown): void {
    panel = mountPanel(root, stored);
    panel.say({ type: 'snapshot', seq, state });
  }

  const events = (...list: readonly RunEvent[]): void => panel.say({ type: 'events', seq: ++seq, events: list });
  const snapshot = (state: PanelState): void => panel.say({ type: 'snapshot', seq, state });
  const running = panelState({ messages: [question], run: runView({ state: emptyRun }) });

  function find(selector: string): HTMLElement {
    const found = root.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  }

  function box(): HTMLTextAreaElement {
    return find('textarea') as HTMLTextAreaElement;
  }

  function button(name: string): HTMLButtonElement {
    const found = [...root.querySelectorAll('button')].find(
      (each) => (each.getAttribute('aria-label') ?? each.textContent) === name,
    );
    assert.ok(found, name);
    return found;
  }

  function click(name: string): void {
    panel.use(() => button(name).click());
  }

  function press(key: string, more: KeyboardEventInit = {}): void {
    const { KeyboardEvent } = dom.window;
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });
    panel.use(() => find('textarea').dispatchEvent(event));
  }

  function typeText(text: string): void {
    box().value = text;
    panel.use(() => box().dispatchEvent(new dom.window.Event('input', { bubbles: true })));
  }

  const posted = (type: string) => panel.posted.filter((each) => each.type === type);

  it('draws an answer as it arrives', () => {
    open(running);
    events({ type: 'run-start', runId: 'r' }, { type: 'text-start', id: '1' });
    events({ type: 'text-delta', id: '1', delta: 'It **reads' });
    assert.equal(find('.markdown').textContent, 'It reads');
    assert.equal(find('.markdown strong').textContent, 'reads');
    events(
      { type: 'text-delta', id: '1', delta: '** events.\n\n- one\n' },
      { type: 'text-delta', id: '1', delta: '- two' },
    );
    events({ type: 'text-end', id: '1' }, { type: 'run-end', outcome: 'completed' });
    assert.deepEqual(
      [...root.querySelectorAll('.markdown li')].map((each) => each.textContent),
      ['one', 'two'],
    );
  });

  it('has nothing that turns while an answer grows, and something while one waits for it', () => {
    open(running);
    assert.equal(root.querySelectorAll('.spinner').length, 1);
    events({ type: 'text-start', id: '1' }, { type: 'text-delta', id: '1', delta: 'It is' });
    assert.equal(root.querySelectorAll('.spinner').length, 0);
    assert.match(find('.run-state').textContent, /^Working…/);
    events({ type: 'text-end', id: '1' });
    assert.equal(root.querySelectorAll('.spinner').length, 1);
  });

  it('keeps every node of the answer when the draft becomes a stored message', () => {
    open(running);
    events({ type: 'run-start', runId: 'run-1' }, { type: 'text-start', id: '1' });
    events({ type: 'text-delta', id: '1', delta: 'First paragraph.\n\nSecond, with `code`.' });
    events({ type: 'text-end', id: '1' }, { type: 'run-end', outcome: 'completed' });
    const article = find('article[aria-label="Assistant"]');
    const paragraphs = [...article.querySelectorAll('p')];
    const stored = message('m2', 'assistant', [{ type: 'text', text: 'First paragraph.\n\nSecond, with `code`.' }], {
      runId: 'run-1',
    });
    snapshot(
      panelState({
        messages: [question, stored],
        run: runView({
          activity: 'ended',
          isStored: true,
          state: { ...emptyRun, status: 'ended', outcome: 'completed' },
        }),
      }),
    );
    assert.equal(find('article[aria-label="Assistant, 10:41"]'), article);
    assert.deepEqual([...article.querySelectorAll('p')].slice(0, 2), paragraphs);
  });

  it('keeps a selection in the answer while more of it arrives', () => {
    open(running);
    events({ type: 'text-start', id: '1' }, { type: 'text-delta', id: '1', delta: 'Some words to select' });
    const text = find('.markdown p').firstChild;
    assert.ok(text);
    const selection = dom.window.getSelection();
    selection?.setBaseAndExtent(text, 5, text, 10);
    events({ type: 'text-delta', id: '1', delta: ', and more, and **more**' });
    events({ type: 'text-delta', id: '1', delta: '\n\nAnother paragraph.' }, { type: 'text-end', id: '1' });
    assert.equal(selection?.toString(), 'words');
    assert.equal(selection?.anchorNode, text);
  });

  it('shows reasoning while it is written and folds it afterwards', () => {
    open(running);
    events({ type: 'reasoning-start', id: '1' }, { type: 'reasoning-delta', id: '1', delta: 'Let me think' });
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'true');
    assert.equal(find('.reasoning .markdown').textContent, 'Let me think');
    events({ type: 'reasoning-end', id: '1' }, { type: 'text-start', id: '2' });
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'false');
  });

  it('does not fold reasoning in which something is selected', () => {
    open(running);
    events({ type: 'reasoning-start', id: '1' }, { type: 'reasoning-delta', id: '1', delta: 'Let me think' });
    const text = find('.reasoning .markdown p').firstChild;
    assert.ok(text);
    dom.window.getSelection()?.setBaseAndExtent(text, 4, text, 6);
    events({ type: 'reasoning-end', id: '1' }, { type: 'text-start', id: '2' });
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'true');
    assert.equal(dom.window.getSelection()?.toString(), 'me');
    click('Reasoning');
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'false');
  });

  it('leaves reasoning the way the person wants it', () => {
    open(running);
    events({ type: 'reasoning-start', id: '1' }, { type: 'reasoning-delta', id: '1', delta: 'Let me think' });
    click('Reasoning');
    events({ type: 'reasoning-delta', id: '1', delta: ' some more' });
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'false');
    click('Reasoning');
    events({ type: 'reasoning-end', id: '1' }, { type: 'run-end', outcome: 'completed' });
    assert.equal(button('Reasoning').getAttribute('aria-expanded'), 'true');
    assert.equal(find('.reasoning .markdown').textContent, 'Let me think some more');
  });

  it('opens a tool call to arguments and result, and remembers that', () => {
    open(panelState({ messages: [question, answer] }));
    const line = find('[aria-label="Tool read_file"] button');
    panel.use(() => line.click());
    assert.equal(line.getAttribute('aria-expanded'), 'true');
    const texts = [...root.querySelectorAll('[aria-label="Tool read_file"] pre')].map((each) => each.textContent ?? '');
    assert.match(texts[0] ?? '', /"path": "src\/net\/sse\.ts"/);
    assert.match(texts[1] ?? '', /^export async function\* readEvents/);
    const key = find('article[aria-label^="Assistant"]').dataset['key'];
    assert.equal(panel.store.isOpen(`${key}/tool:call-read_file`), true);
  });

  it('opens the place of a chip, the source and the links of an answer', () => {
    open(panelState({ messages: [question, answer] }));
    click('src/net/sse.ts:12-16');
    click('Sources');
    find('.source').click();
    assert.deepEqual(
      [...root.querySelectorAll('.markdown [role=link]')].map((each) => each.textContent),
      ['standard'],
      'a file is text until it is known to exist',
    );
    const asked = posted('checkFiles').flatMap((each) => ('paths' in each ? each.paths : []));
    panel.say({
      type: 'checkedFiles',
      files: asked.map((path) => ({ asked: path, place: { path } })),
    });
    const links = [...root.querySelectorAll<HTMLElement>('.markdown [role=link]')];
    links.find((each) => each.textContent === 'sse.ts')?.click();
    links.find((each) => each.textContent === 'src/backends/seekrflow/runs.ts:41')?.click();
    links.find((each) => each.textContent === 'standard')?.click();
    assert.deepEqual(
      panel.posted.filter((each) => each.type !== 'ready' && each.type !== 'checkFiles'),
      [
        { type: 'openFile', path: 'src/net/sse.ts', startLine: 12, endLine: 16 },
        { type: 'openSource', sourceId: 's1' },
        { type: 'openFile', path: 'src/net/sse.ts', startLine: 12, endLine: 16 },
        { type: 'openFile', path: 'src/backends/seekrflow/runs.ts', startLine: 41 },
        { type: 'openLink', url: 'https://html.spec.whatwg.org/multipage/server-sent-events.html' },
      ],
    );
  });

  it('copies the answer as it was written, and a block of code by itself', () => {
    open(panelState({ messages: [question, answer] }));
    find('.item-answer .toolbar [aria-label="Copy"]').click();
    find('.code-block [aria-label="Copy"]').click();
    find('.code-block [aria-label="Insert at Cursor"]').click();
    const [whole, code] = posted('copy').map((each) => ('text' in each ? each.text : ''));
    assert.match(whole ?? '', /^`readEvents` turns the bytes[^]*server-sent-events\.html\)\.$/);
    assert.match(code ?? '', /^\/\/ One event at a time[^]*}$/);
    assert.deepEqual(posted('insert'), [{ type: 'insert', text: code }]);
  });

  it('shows on request exactly what was sent', () => {
    open(panelState({ messages: [question] }));
    click('Sent text');
    assert.match(
      find('.disclosure pre').textContent ?? '',
      /Please be brief\.\n\nsrc\/net\/sse\.ts, lines 12 to 16:\n```typescript\n/,
    );
  });

  it('sends with Enter and breaks the line with Shift+Enter', () => {
    open(panelState());
    typeText('Why?');
    press('Enter', { shiftKey: true });
    assert.deepEqual(posted('send'), []);
    press('Enter');
    assert.deepEqual(posted('send'), [{ type: 'send', nonce: 'nonce', text: 'Why?' }]);
    assert.equal(box().value, '');
  });

  it('does not send with an Enter that belongs to an input method', () => {
    open(panelState());
    typeText('なぜ');
    press('Enter', { isComposing: true });
    press('Enter', { keyCode: 229 });
    assert.deepEqual(posted('send'), []);
    assert.equal(box().value, 'なぜ');
  });

  it('queues what is sent while a run is active, and stops the run on request', () => {
    open(running);
    assert.equal(box().placeholder, 'Queue a follow-up');
    typeText('And then?');
    press('Enter');
    assert.partialDeepStrictEqual(posted('send'), [{ text: 'And then?' }]);
    assert.equal(box().value, '');
    click('Stop');
    assert.deepEqual(posted('stop'), [{ type: 'stop' }]);
  });

  it('gives the text back with a notice if it was not taken', () => {
    open(panelState());
    typeText('Why?');
    press('Enter');
    panel.say({ type: 'rejected', nonce: 'nonce', reason: 'The disk is full.' });
    assert.equal(box().value, 'Why?');
    assert.equal(find('.composer-notice').textContent, 'Not sent. The disk is full.');
    assert.equal(find('[role=status]').textContent, 'Not sent. The disk is full.');
  });

  it('hands the draft over when the box loses the focus', () => {
    open(panelState());
    typeText('half a');
    find('textarea').dispatchEvent(new dom.window.Event('blur'));
    assert.deepEqual(posted('draft'), [{ type: 'draft', text: 'half a', atMs: 1_000 }]);
  });

  it('asks for older messages, for another agent and for what a problem offers', () => {
    open(
      panelState({
        messages: [question],
        hasOlder: true,
        agents: [
          { id: 'a', name: 'A', canRun: true },
          { id: 'b', name: 'B', canRun: true },
        ],
        agentId: 'a',
        problem: { title: 'T', detail: 'D', actions: ['retry'], requestId: 'req-1' },
      }),
    );
    click('Load Older Messages');
    click('Retry');
    click('Copy Request ID');
    const select = find('select') as HTMLSelectElement;
    select.value = 'b';
    select.dispatchEvent(new dom.window.Event('change', { bubbles: true }));
    assert.deepEqual(
      panel.posted.filter((each) => each.type !== 'ready'),
      [
        { type: 'loadOlder' },
        { type: 'act', action: 'retry' },
        { type: 'copy', text: 'req-1' },
        { type: 'selectAgent', agentId: 'b' },
      ],
    );
  });

  it('takes the focus where the host wants it', () => {
    open(panelState({ messages: [question, answer] }));
    dom.window.HTMLElement.prototype.scrollIntoView = () => undefined;
    panel.say({ type: 'focus', target: 'composer' });
    assert.equal(dom.document.activeElement, find('textarea'));
    panel.say({ type: 'focus', target: 'lastMessage' });
    assert.equal(dom.document.activeElement, find('article[aria-label^="Assistant"]'));
    panel.say({ type: 'reveal', messageId: 'm1' });
    assert.equal(dom.document.activeElement, find('article[aria-label^="User"]'));
  });

  it('draws a long stored answer piece by piece, and all of it in the end', async () => {
    const text = Array.from({ length: 2500 }, (_, index) => `Paragraph ${index} of *many*.`).join('\n\n');
    open(panelState({ messages: [question, message('long', 'assistant', [{ type: 'text', text }])] }));
    const count = (): number => root.querySelectorAll('.markdown p').length;
    assert.ok(count() > 100 && count() < 2500, String(count()));
    for (let turn = 0; turn < 50 && count() < 2500; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
    assert.equal(count(), 2500);
    assert.equal(root.querySelectorAll('.markdown em').length, 2500);
  });

  it('goes from message to message with Alt and the arrow keys, but not from a box in which one types', () => {
    open(panelState({ messages: [question, answer, message('m3', 'user', [{ type: 'text', text: 'And then?' }])] }));
    const region = find('.conversation');
    const names = [...root.querySelectorAll('article')].map((each) => each.dataset['key']);
    const focused = (): string | undefined => (dom.document.activeElement as HTMLElement).dataset['key'];
    const walk = (key: string, target: Element = dom.document.activeElement ?? region): void => {
      const { KeyboardEvent } = dom.window;
      panel.use(() => target.dispatchEvent(new KeyboardEvent('keydown', { key, altKey: true, bubbles: true })));
    };
    region.focus();
    const last = root.querySelectorAll('article')[2];
    assert.ok(last);
    last.focus();
    walk('ArrowUp');
    assert.equal(focused(), names[1]);
    walk('ArrowUp');
    walk('ArrowUp');
    assert.equal(focused(), names[0]);
    walk('ArrowDown');
    assert.equal(focused(), names[1]);
    box().focus();
    walk('ArrowUp');
    assert.equal(dom.document.activeElement, box());
  });

  it('shows hostile text of every origin as text', () => {
    const evil = '<img src=x onerror=alert(1)>';
    open(
      panelState({
        title: evil,
        connectionName: evil,
        messages: [
          message('u', 'user', [{ type: 'text', text: evil }], { question: evil, attachments: [{ path: evil }] }),
          message(
            'a',
            'assistant',
            [
              { type: 'tool', toolCallId: evil, toolName: evil, state: 'failed', input: { q: evil }, errorText: evil },
              { type: 'source', sourceId: evil, title: evil },
              { type: 'file', url: `javascript:${evil}`, mediaType: evil },
              { type: 'file', url: 'https://tracker.example/p.png', mediaType: 'image/png' },
              { type: 'data', name: evil, data: evil },
              { type: 'error', errorText: evil },
              { type: 'text', text: evil },
            ],
            { agentId: evil },
          ),
        ],
        problem: { title: evil, detail: evil, actions: [], requestId: evil },
        stopDescription: evil,
        draft: evil,
      }),
    );
    panel.use(() => {
      for (const each of root.querySelectorAll<HTMLButtonElement>('[aria-expanded=false]')) each.click();
    });
    assert.deepEqual([...root.querySelectorAll('img, script, iframe, [src], [href], [onerror]')], []);
    assert.ok(find('h1').textContent === evil);
  });
});
