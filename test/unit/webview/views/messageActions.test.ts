import assert from 'node:assert/strict';
import type { PanelState } from '../../../../src/model/panel.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { hosted, message, panelState, runView, scenes } from '../../../support/panelScenes.ts';

describe('What can be done with a message', () => {
  before(() => loadLater());
  let dom: TestDom;
  let panel: TestPanel;
  let root: Element;

  beforeEach(() => {
    dom = installDom();
    root = dom.document.querySelector('#root') ?? dom.document.body;
  });
  afterEach(() => {
    panel.close();
    dom.remove();
  });

  function open(state: PanelState): void {
    panel = mountPanel(root);
    panel.say({ type: 'snapshot', seq: 0, state });
  }

  function find(selector: string, within: ParentNode = root): HTMLElement {
    const found = within.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  }

  const article = (text: string): HTMLElement => {
    const found = [...root.querySelectorAll('article')].find((each) => each.textContent?.includes(text));
    assert.ok(found, text);
    return found;
  };
  const question = (): HTMLElement => article('may I book a flight');
  const answer = (): HTMLElement => article('file_search');
  const click = (element: HTMLElement): void => panel.use(() => element.click());
  const press = (element: Element, key: string): void =>
    panel.use(() => {
      element.dispatchEvent(new dom.window.KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    });
  const focused = (): HTMLElement => dom.document.activeElement as HTMLElement;
  const said = () => panel.posted.filter((each) => each.type !== 'ready');
  const items = (within: ParentNode = root): readonly string[] =>
    [...within.querySelectorAll('[role=menuitem]')].map((each) => each.textContent ?? '');

  function choose(label: string): void {
    const item = [...root.querySelectorAll<HTMLElement>('[role=menuitem]')].find((each) => each.textContent === label);
    assert.ok(item, label);
    click(item);
  }

  it('is copying and editing at hand, and the rest in a menu', () => {
    open(hosted);
    click(find('[aria-label="Edit"]', question()));
    click(find('[aria-label="More Actions"]', question()));
    assert.deepEqual(items(), [
      'Edit and Run Again',
      'Run Again from Here',
      'Delete',
      'Open as Document',
      'Show as JSON',
    ]);
    choose('Delete');
    assert.deepEqual(items(), []);
    assert.deepEqual(said(), [
      { type: 'messageAction', action: 'edit', messageId: 'h1' },
      { type: 'messageAction', action: 'delete', messageId: 'h1' },
    ]);
  });

  it('is no running again from an answer, and concerns the message with the text of it', () => {
    open(hosted);
    click(find('[aria-label="More Actions"]', answer()));
    assert.deepEqual(items(), ['Delete', 'Copy Final Answer', 'Open as Document', 'Show as JSON']);
    assert.match(
      find('.menu-note').textContent ?? '',
      /consists of 2 messages\. Changes and JSON concern its last text\./,
    );
    choose('Show as JSON');
    assert.deepEqual(said(), [{ type: 'messageAction', action: 'raw', messageId: 'h3' }]);
  });

  it('waits for the run, and says so, but can still be copied and looked at', () => {
    open(scenes['working'] ?? hosted);
    const edit = find('[aria-label="Edit"]', question());
    assert.equal(edit.getAttribute('aria-disabled'), 'true');
    assert.match(edit.title, /still working/);
    click(edit);
    click(find('[aria-label="More Actions"]', question()));
    const again = find('[role=menuitem]');
    assert.equal(again.getAttribute('aria-disabled'), 'true');
    const reason = dom.document.getElementById(again.getAttribute('aria-describedby') ?? '');
    assert.match(reason?.textContent ?? '', /still working/);
    choose('Run Again from Here');
    choose('Delete');
    choose('Show as JSON');
    click(find('[aria-label="Copy"]', question()));
    assert.deepEqual(
      said().map((each) => (each.type === 'messageAction' ? each.action : each.type)),
      ['raw', 'copy'],
    );
  });

  it('cannot be running again where the host says that nothing can be sent', () => {
    open({ ...hosted, cannotSend: 'Choose an agent first.' });
    click(find('[aria-label="More Actions"]', question()));
    choose('Run Again from Here');
    assert.equal(find('.menu-note').textContent, 'Choose an agent first.');
    choose('Delete');
    assert.deepEqual(said(), [{ type: 'messageAction', action: 'delete', messageId: 'h1' }]);
  });

  it('can be reached with the arrow keys of one tool, and from every tool on', () => {
    open(hosted);
    const [copy, edit, more] = [...question().querySelectorAll<HTMLElement>('[data-tool]')];
    assert.ok(copy && edit && more);
    panel.use(() => copy.focus());
    press(copy, 'ArrowRight');
    assert.equal(focused(), edit);
    assert.deepEqual([copy.tabIndex, edit.tabIndex], [-1, 0]);
    press(edit, 'End');
    assert.equal(focused(), more);
    press(more, 'ArrowRight');
    assert.equal(focused(), copy);
  });

  it('can be chosen in the menu by keyboard alone', () => {
    open(hosted);
    const more = find('[aria-label="More Actions"]', question());
    panel.use(() => more.focus());
    press(more, 'ArrowDown');
    assert.equal(focused().textContent, 'Edit and Run Again');
    press(focused(), 'ArrowUp');
    assert.equal(focused().textContent, 'Show as JSON');
    press(focused(), 'ArrowDown');
    assert.equal(focused().textContent, 'Edit and Run Again');
    press(focused(), 'd');
    assert.equal(focused().textContent, 'Delete');
    press(focused(), 'Home');
    press(focused(), 'End');
    assert.equal(focused().textContent, 'Show as JSON');
    press(focused(), 'Escape');
    assert.deepEqual(items(), []);
    assert.equal(focused(), more);
    press(more, 'ArrowUp');
    assert.equal(focused().textContent, 'Show as JSON');
    click(focused());
    assert.equal(focused(), more);
    assert.equal(more.getAttribute('aria-expanded'), 'false');
  });

  it('is forgotten with a press elsewhere, or when the focus moves on', () => {
    open(hosted);
    const more = find('[aria-label="More Actions"]', question());
    click(more);
    panel.use(() => find('h1').dispatchEvent(new dom.window.Event('pointerdown', { bubbles: true })));
    assert.deepEqual(items(), []);
    click(more);
    panel.use(() => find('textarea').focus());
    assert.deepEqual(items(), []);
    click(more);
    click(more);
    assert.deepEqual(items(), []);
  });

  it('is to look at its run', () => {
    open(hosted);
    for (const label of ['Details', 'Trace', 'Why did it say that?']) {
      click(find('[aria-label="Run"]', answer()));
      choose(label);
    }
    assert.deepEqual(said(), [
      { type: 'runAction', action: 'details', runId: 'run-8' },
      { type: 'runAction', action: 'trace', runId: 'run-8' },
      { type: 'runAction', action: 'attribute', runId: 'run-8' },
    ]);
  });

  function select(from: Node | null, to: Node | null = from): void {
    assert.ok(from && to);
    panel.use(() => {
      const length = to.nodeType === 3 ? to.textContent?.length : to.childNodes.length;
      dom.window.getSelection()?.setBaseAndExtent(from, 0, to, length ?? 0);
      dom.document.dispatchEvent(new dom.window.Event('selectionchange'));
    });
  }
  const why = (): HTMLElement | undefined =>
    [...root.querySelectorAll<HTMLElement>('button')].find((each) => each.textContent === 'Why this passage?');

  it('is to ask why for words that are selected in its answer', () => {
    open(hosted);
    assert.equal(why(), undefined);
    select(find('.markdown strong', answer()).firstChild);
    const button = why();
    assert.ok(button);
    assert.ok(answer().contains(button));
    click(button);
    assert.deepEqual(said(), [{ type: 'runAction', action: 'attribute', runId: 'run-8', highlight: '12 %' }]);
    panel.use(() => {
      dom.window.getSelection()?.removeAllRanges();
      dom.document.dispatchEvent(new dom.window.Event('selectionchange'));
    });
    assert.equal(why(), undefined);
  });

  it('is no asking why for anything else that is selected', () => {
    open(hosted);
    select(find('.question-text', question()).firstChild);
    assert.equal(why(), undefined);
    select(find('.tool-name', answer()).firstChild);
    assert.equal(why(), undefined);
    select(find('.markdown p', answer()), find('.markdown p', article('pay of other people')));
    assert.equal(why(), undefined);
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, runActions: ['details'] } });
    select(find('.markdown p', answer()));
    assert.equal(why(), undefined);
  });

  const quote = (): HTMLElement | undefined =>
    [...root.querySelectorAll<HTMLElement>('button')].find((each) => each.textContent === 'Quote in Message');

  it('is to quote what is selected in any message, where the cursor is, and to go on writing there', () => {
    open({ ...hosted, runActions: [] });
    const box = find('textarea') as HTMLTextAreaElement;
    panel.use(() => panel.store.type('Look: and why?'));
    box.setSelectionRange(5, 5);
    assert.equal(quote(), undefined);
    select(find('.question-text', question()).firstChild);
    const button = quote();
    assert.ok(button);
    assert.ok(question().contains(button));
    click(button);
    const quoted = 'Look:\n\n> What does this chart of our travel costs say, and may I book a flight?\n\n';
    assert.equal(box.value, `${quoted}and why?`);
    assert.equal(dom.document.activeElement, box);
    assert.equal(box.selectionStart, quoted.length);
    select(find('.markdown p', answer()), find('.markdown p', article('pay of other people')));
    assert.equal(quote(), undefined);
  });

  it('is to copy the last text of an answer alone, and to open all of it as a document', () => {
    const parts = [
      { type: 'text', text: 'I look it up.' },
      { type: 'tool', toolCallId: 'c', toolName: 'search', state: 'done' },
      { type: 'text', text: 'It is so.\n' },
    ] as const;
    open({ ...hosted, messages: [message('m1', 'user', []), message('m2', 'assistant', parts, { runId: 'r' })] });
    for (const label of ['Copy Final Answer', 'Open as Document']) {
      click(find('[aria-label="More Actions"]', article('I look it up')));
      choose(label);
    }
    assert.deepEqual(said(), [
      { type: 'copy', text: 'It is so.' },
      { type: 'openText', text: 'I look it up.\n\nIt is so.' },
    ]);
  });

  it('is to copy the whole conversation or open it as a document, from the top of the panel', () => {
    open(hosted);
    for (const label of ['Copy Conversation as Markdown', 'Open Conversation as Document']) {
      click(find('[aria-label="Thread Actions"]'));
      choose(label);
    }
    assert.deepEqual(said(), [
      { type: 'conversationAction', action: 'copy' },
      { type: 'conversationAction', action: 'open' },
    ]);
  });

  it('keeps finished answers untouched while another is written', () => {
    const state = { ...hosted, run: runView({ state: { ...runView().state, parts: [] } }) };
    open(state);
    let changes = 0;
    const observer = new dom.window.MutationObserver((records) => {
      changes += records.length;
    });
    panel.say({ type: 'events', seq: 1, events: [{ type: 'text-start', id: 't' }] });
    observer.observe(answer(), { subtree: true, childList: true, attributes: true, characterData: true });
    for (let seq = 2; seq < 20; seq++) {
      panel.say({ type: 'events', seq, events: [{ type: 'text-delta', id: 't', delta: 'word ' }] });
    }
    changes += observer.takeRecords().length;
    assert.equal(changes, 0);
    assert.match(root.textContent ?? '', /word word/);
  });

  it('is loading a large value with all of its message, once, until there is an answer', () => {
    open(hosted);
    click(find('.tool-line', answer()));
    const content = find('.tool-content', answer());
    assert.match(content.textContent ?? '', /Flights are booked by the travel desk/);
    assert.match(content.textContent ?? '', /1\.4 MB, application\/json\./);
    const load = find('.stored-more button', content);
    assert.equal(load.textContent, 'Load All');
    panel.use(() => load.focus());
    click(load);
    assert.equal(load.textContent, 'Loading…');
    assert.equal(load.getAttribute('aria-disabled'), 'true');
    click(load);
    assert.deepEqual(said(), [{ type: 'expandMessage', messageId: 'h2' }]);
    // It could not be loaded: the same message comes again, with what the host says about it.
    panel.say({ type: 'snapshot', seq: 0, state: structuredClone(hosted) });
    assert.equal(find('.stored-more button', answer()).textContent, 'Load All');
    const messages = hosted.messages.map((each) =>
      each.id === 'h2'
        ? {
            ...each,
            parts: [
              {
                type: 'tool',
                toolCallId: 'call-file_search',
                toolName: 'file_search',
                state: 'done',
                output: 'All of it',
              } as const,
            ],
          }
        : each,
    );
    panel.say({ type: 'snapshot', seq: 0, state: { ...hosted, messages } });
    assert.match(answer().textContent ?? '', /All of it/);
    assert.equal(answer().querySelector('.tool .stored-more'), null);
    assert.equal(focused().textContent, 'All of it');
  });

  it('is loading large data, and knowing that even the service has only a part', () => {
    open(hosted);
    const data = [...answer().querySelectorAll<HTMLElement>('.disclosure-button')].find(
      (each) => each.textContent === 'Data: costs',
    );
    assert.ok(data);
    click(data);
    const stored = find('.stored', answer());
    assert.match(stored.textContent ?? '', /86 KB\. The service itself keeps only a part of it\./);
    click(find('button', stored));
    assert.deepEqual(said(), [{ type: 'expandMessage', messageId: 'h3' }]);
  });

  it('offers no loading before the message is stored', () => {
    const stored = { objectId: 'o', preview: 'abc', isTruncated: false };
    const parts = [{ type: 'data' as const, name: 'big', data: null, stored }];
    open(panelState({ messages: [message('m', 'assistant', parts, { state: 'unsaved' })] }));
    click(find('.disclosure-button'));
    assert.match(find('.stored').textContent ?? '', /can be loaded once the answer is stored/);
    assert.equal(root.querySelector('.stored-more button'), null);
  });

  it('is reading the remarks of the service, which are not explained away', () => {
    open(hosted);
    const remarks = [...answer().querySelectorAll<HTMLElement>('.disclosure-button')].find(
      (each) => each.textContent === 'Remarks of the service',
    );
    assert.ok(remarks);
    assert.equal(remarks.getAttribute('aria-expanded'), 'false');
    click(remarks);
    assert.match(answer().textContent ?? '', /what they mean is not documented/);
    assert.deepEqual(
      [...answer().querySelectorAll('.remarks li')].map((each) => each.textContent),
      ['policy:travel', '{\n  "confidence": "high"\n}'],
    );
  });

  it('is opening its sources by page, lines and section', () => {
    open(hosted);
    const sources = [...answer().querySelectorAll<HTMLElement>('.disclosure-button')].find(
      (each) => each.textContent === 'Sources',
    );
    assert.ok(sources);
    click(sources);
    const cards = [...answer().querySelectorAll<HTMLElement>('.source')];
    assert.deepEqual(
      cards.map((card) => [...card.querySelectorAll('span')].map((each) => each.textContent)),
      [
        ['Handbook 2026', 'page 31 · lines 42-67 · Travel > Flights > Booking and approval'],
        ['Chunk c-18', 'line 3'],
        ['Fares of the railway', 'https://railway.example/fares'],
      ],
    );
    cards[0]?.click();
    assert.deepEqual(said(), [{ type: 'openSource', sourceId: 'c-17' }]);
  });
});
