import assert from 'node:assert/strict';
import type { PanelState } from '../../../../src/model/panel.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { answer, hosted, question, runView, scenes, timeline } from '../../../support/panelScenes.ts';

describe('The timeline of a run', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;
  let scrolledTo: Element[];

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
    scrolledTo = [];
    Object.defineProperty(dom.window.HTMLElement.prototype, 'scrollIntoView', {
      value(this: Element) {
        scrolledTo.push(this);
      },
    });
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  function open(state: PanelState | undefined): void {
    assert.ok(state);
    panel = mountPanel(root);
    panel.say({ type: 'snapshot', seq: 0, state });
  }

  const segments = (): readonly HTMLButtonElement[] => [
    ...root.querySelectorAll<HTMLButtonElement>('.timeline button'),
  ];
  const segment = (name: string): HTMLButtonElement => {
    const found = segments().find((each) => each.ariaLabel?.startsWith(name));
    assert.ok(found, name);
    return found;
  };
  const press = (element: Element, key: string): void =>
    panel.use(() => {
      element.dispatchEvent(new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    });

  it('names what each segment is, with pauses between them', () => {
    open(scenes['running']);
    const items = [...root.querySelectorAll('.timeline [aria-label]')].map((each) => each.ariaLabel);
    assert.deepEqual(items, [
      'Waiting, 900 ms',
      'Reasoning, 1.8 s',
      'Waiting, 300 ms',
      'Tool search_text, 1.1 s, completed',
      'Tool read_file, 2.1 s, completed',
      'Waiting, 100 ms',
      'Tool list_files, 500 ms, failed',
      'Waiting, 1.3 s',
      'Answer, 5.1 s, going on',
    ]);
  });

  it('leads to a tool call and opens it, and to a text', () => {
    open(scenes['running']);
    panel.use(() => segment('Tool read_file').click());
    const line = root.querySelector('[aria-label="Tool read_file"] .tool-line');
    assert.equal(dom.document.activeElement, line);
    assert.equal(line?.ariaExpanded, 'true');
    assert.equal(scrolledTo.at(-1), line?.parentElement);
    panel.use(() => segment('Answer').click());
    assert.match(dom.document.activeElement?.textContent ?? '', /^readEvents turns the bytes/);
  });

  it('leads into the stored answer when the run is over', () => {
    open(scenes['answered']);
    panel.use(() => segment('Reasoning').click());
    assert.equal(dom.document.activeElement?.textContent, 'Reasoning');
    assert.equal(dom.document.activeElement?.ariaExpanded, 'true');
    panel.use(() => segment('Reasoning').click());
    assert.equal(dom.document.activeElement?.ariaExpanded, 'true');
  });

  it('leads to the answer as a whole where it has no such part any more', () => {
    const changed = { ...answer, parts: answer.parts.filter(({ type }) => type !== 'reasoning') };
    const { run } = scenes['answered'] ?? {};
    open({ ...hosted, messages: [question, changed], ...(run ? { run } : {}) });
    panel.use(() => segment('Reasoning').click());
    assert.equal(dom.document.activeElement?.ariaLabel, 'Assistant, 10:42');
  });

  it('is one stop of the Tab key, in which arrow keys move', () => {
    open(scenes['running']);
    const stops = (): readonly (string | null)[] =>
      segments()
        .filter((each) => each.tabIndex === 0)
        .map((each) => each.ariaLabel);
    assert.deepEqual(stops(), ['Reasoning, 1.8 s']);
    panel.use(() => segment('Reasoning').focus());
    press(segment('Reasoning'), 'ArrowRight');
    assert.deepEqual(stops(), ['Tool search_text, 1.1 s, completed']);
    assert.equal(dom.document.activeElement, segment('Tool search_text'));
    press(segment('Tool search_text'), 'End');
    assert.equal(dom.document.activeElement, segment('Answer'));
    press(segment('Answer'), 'ArrowRight');
    assert.equal(dom.document.activeElement, segment('Answer'));
    press(segment('Answer'), 'Home');
    assert.deepEqual(stops(), ['Reasoning, 1.8 s']);
  });

  it('has arrow keys that point where the segments are, from right to left, too', () => {
    open(scenes['running']);
    dom.document.documentElement.style.direction = 'rtl';
    try {
      panel.use(() => segment('Reasoning').focus());
      press(segment('Reasoning'), 'ArrowLeft');
      assert.equal(dom.document.activeElement, segment('Tool search_text'));
      press(segment('Tool search_text'), 'ArrowRight');
      assert.equal(dom.document.activeElement, segment('Reasoning'));
    } finally {
      dom.document.documentElement.style.direction = '';
    }
  });

  it('takes what the host says has changed, and is as wide as the time', () => {
    open(scenes['running']);
    const [first] = timeline.segments;
    assert.ok(first);
    const news = { from: 1, segments: [{ ...first, kind: 'answer', partKey: 'text:0', startMs: 2_700 } as const] };
    panel.say({ type: 'events', seq: 1, events: [], timeline: { ...news, firstTokenMs: 900, endMs: 3_600 } });
    assert.deepEqual(
      segments().map((each) => [each.ariaLabel, each.parentElement?.style.flexGrow]),
      [
        ['Reasoning, 1.8 s', '1800'],
        ['Answer, 0 ms', '1'],
      ],
    );
  });

  it('is not there for a run that this window has not followed, whose trace is', () => {
    open(hosted);
    assert.equal(root.querySelector('.timeline'), null);
    const trace = [...root.querySelectorAll<HTMLElement>('header button')].find(
      (each) => each.textContent === 'Show Trace',
    );
    assert.ok(trace);
    panel.use(() => trace.click());
    assert.deepEqual(panel.posted.at(-1), { type: 'runAction', action: 'trace', runId: 'run-9' });
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, run: runView() } });
    assert.doesNotMatch(root.textContent ?? '', /Show Trace/);
  });

  it('stands beside a way to end the run, while it can be ended', () => {
    open(scenes['running']);
    const end = root.querySelector<HTMLElement>('[aria-label="End Run"]');
    assert.ok(end);
    panel.use(() => end.click());
    assert.deepEqual(panel.posted.at(-1), { type: 'stop' });
    panel.say({ type: 'snapshot', seq: 0, state: scenes['answered'] ?? hosted });
    assert.equal(root.querySelector('[aria-label="End Run"]'), null);
  });
});
