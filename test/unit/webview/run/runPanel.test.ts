import assert from 'node:assert/strict';
import type { RunHostMessage, RunTab } from '../../../../src/model/runPanel.ts';
import type { Run } from '../../../../src/model/thread.ts';
import { type TestDom, installDom } from '../../../support/dom.ts';
import { type TestRunPanel, mountRunPanel } from '../../../support/runHarness.tsx';
import { attribution, completedRun, runFacts, runIdentity, runScenes, spans } from '../../../support/runScenes.ts';

describe('The panel of a run', () => {
  let dom: TestDom;
  let panel: TestRunPanel;

  const root = (): Element => dom.document.querySelector('#root') ?? assert.fail();
  const text = (): string => root().textContent ?? '';
  const all = (selector: string): readonly HTMLElement[] => [...root().querySelectorAll<HTMLElement>(selector)];
  const button = (name: string): HTMLElement =>
    all('button').find((each) => each.textContent?.trim() === name) ?? assert.fail(`no button ${name}`);
  const fact = (name: string): string | undefined =>
    all('dt')
      .find((each) => each.textContent === name)
      ?.parentElement?.querySelector('dd')?.textContent ?? undefined;
  const press = (element: Element, key: string): void =>
    panel.use(() => element.dispatchEvent(new dom.window.KeyboardEvent('keydown', { key, bubbles: true })));
  const click = (element: HTMLElement): void => panel.use(() => element.click());

  function open(tab: RunTab, ...messages: readonly RunHostMessage[]): void {
    panel = mountRunPanel(root(), { ...runIdentity, tab });
    panel.say(...messages);
  }

  const shown = (run: Run = completedRun): RunHostMessage => ({ type: 'run', facts: runFacts(run) });

  beforeEach(() => {
    dom = installDom();
  });

  afterEach(() => {
    panel.close();
    dom.remove();
  });

  describe('has tabs that', () => {
    it('are moved over with the arrow keys and opened with Enter only, as opening may cost', () => {
      open('details', shown());
      const [details, trace, why] = all('[role=tab]');
      details?.focus();
      press(details ?? assert.fail(), 'ArrowRight');
      assert.equal(dom.document.activeElement, trace);
      press(trace ?? assert.fail(), 'End');
      assert.equal(dom.document.activeElement, why);
      assert.equal(details?.getAttribute('aria-selected'), 'true');
      assert.deepEqual(panel.posted, []);
      click(why ?? assert.fail());
      assert.deepEqual(panel.posted, [{ type: 'tab', tab: 'why' }]);
      assert.equal(all('[role=tab]')[2]?.getAttribute('aria-selected'), 'true');
      assert.equal(all('[role=tabpanel]:not([hidden])')[0]?.getAttribute('aria-labelledby'), 'tab-why');
    });

    it('keep what was chosen in them while another one is open', () => {
      open('trace', shown(), { type: 'trace', trace: { step: 'ready', value: spans } });
      press(all('[role=treegrid]')[0] ?? assert.fail(), 'ArrowDown');
      const [details, trace] = all('[role=tab]');
      click(details ?? assert.fail());
      assert.deepEqual(
        all('[role=tabpanel]').map((each) => each.hidden),
        [false, true],
      );
      click(trace ?? assert.fail());
      assert.equal(all('.trace-span.is-selected').length, 1);
    });

    it('come back after a reload with the passage that was asked about', () => {
      open('details', shown());
      const identity = { ...runIdentity, tab: 'why', highlight: 'a passage' } as const;
      panel.say({ type: 'identity', identity });
      assert.deepEqual(panel.kept(), identity);
      const kept = panel.kept();
      panel.close();
      panel = mountRunPanel(root(), undefined, kept);
      assert.match(text(), /a passage/);
      assert.equal(all('[role=tab]')[2]?.getAttribute('aria-selected'), 'true');
    });
  });

  describe('shows as details', () => {
    it('every fact that is known, and nothing of what is not', () => {
      open('details', shown());
      assert.equal(fact('Status'), 'Completed');
      assert.equal(fact('Agent'), 'Handbook');
      assert.equal(fact('Agent id'), 'agent-41');
      assert.equal(fact('Model'), 'meta-llama/Llama-3.3-70B');
      assert.equal(fact('Duration'), '12 s');
      assert.equal(fact('Total'), '5,443');
      assert.equal(fact('Temperature'), '0.2');
      assert.equal(fact('Max tokens'), '2,000');
      assert.equal(fact('Parallel tool calls'), 'yes');
      assert.equal(all('time')[0]?.getAttribute('datetime'), completedRun.createdAt);
      panel.say(shown({ id: 'run-1', threadId: 'thread-1', status: 'completed' }));
      assert.deepEqual(
        all('dt').map((each) => each.textContent),
        ['Status', 'Agent', 'Thread', 'Connection', 'Run id', 'Thread id'],
      );
    });

    it('a status that nobody knows as the service says it, and that it may still go on', () => {
      open('details', shown({ ...completedRun, status: 'unknown', rawStatus: 'hibernating' }));
      assert.match(fact('Status') ?? '', /Unknown status “hibernating”.*does not know this word/);
    });

    it('instructions only when they are asked for', () => {
      open('details', shown());
      assert.doesNotMatch(text(), /handbook only/);
      click(button('Show Instructions'));
      assert.match(text(), /handbook only/);
    });

    it('why a run failed, or that nobody kept it, and the way to its trace', () => {
      open('details', shown({ ...completedRun, status: 'failed', reason: 'Out of memory' }));
      assert.match(text(), /Out of memory/);
      panel.say(shown({ ...completedRun, status: 'failed' }));
      assert.match(text(), /does not keep why a run failed/);
      click(button('Show Trace'));
      assert.deepEqual(panel.posted, [{ type: 'tab', tab: 'trace' }]);
    });

    it('what can be done now, one thing at a time', () => {
      const facts = runFacts({ ...completedRun, status: 'running' }, { commands: ['refresh', 'attach', 'cancel'] });
      open('details', { type: 'run', facts });
      click(button('Cancel Run'));
      panel.say({ type: 'run', facts: { ...facts, busyWith: 'cancel' } });
      click(button('Cancelling…'));
      click(button('Attach'));
      click(button('Copy Run Id'));
      assert.deepEqual(panel.posted, [
        { type: 'command', command: 'cancel' },
        { type: 'copy', text: 'run-7f3a' },
      ]);
    });

    it('what went wrong beside the facts that were read before', () => {
      const problem = { title: 'Could not read the run', detail: 'No key.', actions: ['setApiKey', 'retry'] } as const;
      open('details', {
        type: 'run',
        facts: runFacts(completedRun, { run: { step: 'failed', problem, value: completedRun } }),
      });
      assert.equal(fact('Status'), 'Completed');
      click(button('Set API Key…'));
      click(button('Retry'));
      assert.deepEqual(panel.posted, [
        { type: 'act', action: 'setApiKey' },
        { type: 'command', command: 'refresh' },
      ]);
    });
  });

  describe('shows as trace', () => {
    const rows = (): readonly HTMLElement[] => all('.trace-span');
    const labels = (): readonly (string | null | undefined)[] =>
      rows().map((row) => row.querySelector('.trace-label')?.textContent);
    const grid = (): HTMLElement => all('[role=treegrid]')[0] ?? assert.fail();
    const ready: RunHostMessage = { type: 'trace', trace: { step: 'ready', value: spans } };

    it('the spans as a tree with what each took', () => {
      open('trace', shown(), ready);
      assert.equal(rows().length, spans.length);
      assert.match(text(), /9 spans · 12\.4 s · 1 exception · 1 without its parent/);
      const tool = rows().find((row) => row.textContent?.includes('file_search'));
      assert.equal(tool?.getAttribute('aria-level'), '3');
      assert.match(tool?.textContent ?? '', /1\.64 s/);
      const failed = rows().find((row) => row.textContent?.includes('web_search'));
      assert.match(failed?.textContent ?? '', /TimeoutError/);
      assert.ok(failed?.querySelector('.icon.failed'));
      assert.match(rows().find((row) => row.textContent?.includes('audit'))?.textContent ?? '', /parent missing/);
      assert.match(rows().find((row) => row.textContent?.includes('closing'))?.textContent ?? '', /not ended/);
    });

    it('the facts of the span that the keys have reached, and its JSON when asked', () => {
      open('trace', shown(), ready);
      press(grid(), 'ArrowDown');
      press(grid(), 'ArrowDown');
      assert.equal(grid().getAttribute('aria-activedescendant'), rows()[1]?.id);
      assert.equal(fact('Operation'), 'chat');
      assert.equal(fact('Tokens'), '1,204 in, 88 out');
      click(button('Show JSON'));
      assert.deepEqual(panel.posted, [{ type: 'showSpan', index: 1 }]);
      panel.say({ type: 'span', index: 1, raw: '{ "span_id": "s2" }' });
      assert.match(text(), /"span_id": "s2"/);
      press(grid(), 'ArrowDown');
      assert.deepEqual(panel.posted.at(-1), { type: 'showSpan', index: 2 });
    });

    it('what is inside a closed span only as a number, exceptions too', () => {
      open('trace', shown(), ready);
      press(grid(), 'Home');
      press(grid(), 'ArrowLeft');
      assert.deepEqual(labels(), ['agent run', 'writing the audit entry']);
      assert.equal(rows()[0]?.getAttribute('aria-expanded'), 'false');
      assert.match(rows()[0]?.textContent ?? '', /1 inside\+7/);
      press(grid(), 'ArrowRight');
      press(grid(), 'ArrowRight');
      assert.equal(rows().length, spans.length);
      assert.equal(grid().getAttribute('aria-activedescendant'), rows()[1]?.id);
      press(grid(), 'ArrowLeft');
      assert.equal(grid().getAttribute('aria-activedescendant'), rows()[0]?.id);
    });

    it('of thousands of spans no more than are in sight', () => {
      panel = mountRunPanel(root(), { ...runIdentity, tab: 'trace' });
      panel.say(...(runScenes['manySpans'] ?? assert.fail()));
      assert.match(text(), /5,000 spans/);
      assert.ok(rows().length < 60, String(rows().length));
      press(grid(), 'End');
      assert.match(text(), /5,000 spans/);
      assert.equal(grid().getAttribute('aria-rowcount'), '102');
    });

    it('that there may be more where only so many are read', () => {
      const many = Array.from({ length: 10_000 }, (_, index) => ({ id: String(index), name: 'step' }));
      open('trace', shown(), { type: 'trace', trace: { step: 'ready', value: many.slice(1) } });
      assert.doesNotMatch(text(), /There may be others/);
      panel.say({ type: 'trace', trace: { step: 'ready', value: many } });
      assert.match(text(), /No more than 10,000 spans of a run are read\. There may be others/);
      assert.ok(rows().length < 60);
    });

    it('honestly that there are none', () => {
      open('trace', shown(), { type: 'trace', trace: { step: 'ready', value: [] } });
      assert.match(text(), /no spans of this run.*Not every installation records them/);
      panel.say(shown({ ...completedRun, status: 'running' }));
      assert.match(text(), /its spans may come later/);
      panel.say({ type: 'trace', trace: { step: 'unsupported' } });
      assert.match(text(), /offers no traces/);
    });

    it('names of spans as text, whatever they hold', () => {
      const name = '<img src=x onerror=alert(1)>';
      open('trace', shown(), { type: 'trace', trace: { step: 'ready', value: [{ id: 'x', name }] } });
      assert.deepEqual(labels(), [name]);
      assert.equal(all('img').length, 0);
    });
  });

  describe('shows as what the answer rests on', () => {
    const ready: RunHostMessage = { type: 'why', scope: 'answer', why: { step: 'ready', value: attribution } };
    const sentences = (): readonly HTMLElement[] => all('.sentence-button');

    it('nothing before it is asked, and says what asking takes', () => {
      open('why', shown());
      assert.match(text(), /5 to 15 seconds/);
      click(button('Ask About the Answer'));
      assert.deepEqual(panel.posted, [{ type: 'askWhy', scope: 'answer' }]);
    });

    it('how long it has been asking, which can be cancelled', () => {
      open('why', shown(), { type: 'why', scope: 'answer', why: { step: 'reading', elapsedMs: 4_200 } });
      assert.match(text(), /4 s so far/);
      click(button('Cancel'));
      panel.say({ type: 'why', scope: 'answer', why: { step: 'not-asked', note: 'Cancelled.' } });
      assert.match(text(), /Cancelled\./);
      assert.deepEqual(panel.posted, [{ type: 'cancelWhy', scope: 'answer' }]);
    });

    it('each sentence with how well it is grounded, in words', () => {
      open('why', shown(), ready);
      assert.deepEqual(
        sentences().map((each) => each.querySelector('.sentence-mark')?.textContent),
        ['2 sources, strongest 0.62', '2 sources, strongest 0.08', '1 source, none in favour', 'Ungrounded: no source'],
      );
      assert.match(text(), /2 of 4 sentences rest on a source, 1 is ungrounded, 1 has only sources that speak against/);
    });

    it('the sources of the sentence that is chosen, negative scores as such', () => {
      open('why', shown(), ready);
      click(sentences()[0] ?? assert.fail());
      const [first, second] = all('.why-source');
      assert.match(first?.textContent ?? '', /Tool file_search.*0\.62.*handbook\.pdf.*thirty/);
      assert.match(second?.textContent ?? '', /speaks against.*−0\.21/);
      assert.equal(second?.querySelector<HTMLElement>('.score-bar')?.style.left, '39.5%');
      click(button('Retention policies compared'));
      assert.deepEqual(panel.posted, [{ type: 'openLink', url: 'https://example.com/retention' }]);
    });

    it('plainly that a sentence is ungrounded', () => {
      open('why', shown(), ready);
      click(sentences()[3] ?? assert.fail());
      assert.match(all('.sentence-sources')[0]?.textContent ?? '', /^Ungrounded: the service found nothing/);
    });

    it('a selected passage alone, and the whole answer beside it', () => {
      open('why', shown());
      panel.say(
        { type: 'identity', identity: { ...runIdentity, tab: 'why', highlight: 'thirty days' } },
        {
          type: 'why',
          scope: 'passage',
          why: { step: 'ready', value: { responseText: '', passages: attribution.passages.slice(0, 1) } },
        },
      );
      assert.match(text(), /thirty days.*The service found what this rests on.*Tool file_search/);
      click(button('Whole answer'));
      assert.match(text(), /sentence by sentence/);
      assert.doesNotMatch(text(), /Tool file_search/);
    });

    it('that a run which goes on cannot be asked about yet', () => {
      open('why', shown({ ...completedRun, status: 'running' }));
      assert.match(text(), /still going on/);
      click(button('Ask About the Answer'));
      assert.deepEqual(panel.posted, []);
    });

    it('the next step where asking went wrong', () => {
      const problem = { title: 'Could not find out', detail: 'Busy.', actions: ['retry'] } as const;
      open('why', shown(), { type: 'why', scope: 'answer', why: { step: 'failed', problem } });
      click(button('Retry'));
      assert.deepEqual(panel.posted, [{ type: 'askWhy', scope: 'answer' }]);
    });
  });

  it('speaks of what has changed in one polite region, and of nothing else', () => {
    open('why', shown());
    const status = (): string => all('[role=status]')[0]?.textContent ?? '';
    assert.equal(all('[aria-live], [role=status], [role=alert], [role=log]').length, 1);
    assert.equal(status(), '');
    panel.say({ type: 'why', scope: 'answer', why: { step: 'reading', elapsedMs: 0 } });
    assert.match(status(), /Asking the service/);
    panel.say({ type: 'why', scope: 'answer', why: { step: 'ready', value: { responseText: '', passages: [] } } });
    assert.match(status(), /found nothing in this answer/);
    panel.say(shown({ ...completedRun, status: 'failed' }));
    assert.equal(status().trim(), 'The run: Failed');
  });

  it('ignores what is no message of the host', () => {
    open('details', shown());
    const before = root().innerHTML;
    panel.use(() => panel.store.receive({ type: 'eval', code: '1' }));
    panel.use(() => panel.store.receive(undefined));
    assert.equal(root().innerHTML, before);
  });
});
