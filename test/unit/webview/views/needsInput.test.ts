import assert from 'node:assert/strict';
import type { InputRequest } from '../../../../src/model/inputRequest.ts';
import type { PanelState } from '../../../../src/model/panel.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { mountPanel, type TestPanel } from '../../../support/panelHarness.tsx';
import { panelState, question, runView } from '../../../support/panelScenes.ts';

const asked: InputRequest = { id: 'i1', value: 'Delete it?' };
const waiting = panelState({ messages: [question], inputRequests: [asked] });

describe('A request of the agent', () => {
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

  function open(state: PanelState, stored?: unknown): void {
    panel = mountPanel(root, stored);
    snapshot(state);
  }

  const snapshot = (state: PanelState): void => panel.say({ type: 'snapshot', seq: 0, state });

  function find(selector: string): HTMLElement {
    const found = root.querySelector<HTMLElement>(selector);
    assert.ok(found, selector);
    return found;
  }

  const group = (): HTMLElement => find('[role=group][aria-label="Needs input"]');
  const box = (): HTMLTextAreaElement => find('textarea[aria-label="Answer"]') as HTMLTextAreaElement;
  const answers = () => panel.posted.flatMap((each) => (each.type === 'answer' ? each.answers : []));

  function click(name: string): void {
    const button = [...root.querySelectorAll('button')].find((each) => each.textContent === name);
    assert.ok(button, name);
    panel.use(() => button.click());
  }

  function typeText(text: string): void {
    box().value = text;
    panel.use(() => box().dispatchEvent(new dom.window.Event('input', { bubbles: true })));
  }

  function choose(form: 'text' | 'json'): void {
    const select = find('select[aria-label="Answer as"]') as HTMLSelectElement;
    select.value = form;
    panel.use(() => select.dispatchEvent(new dom.window.Event('change', { bubbles: true })));
  }

  it('is shown as the question that it is, with every way to answer it', () => {
    open(waiting);
    assert.match(group().textContent, /The agent needs input.*Delete it\?/);
    const names = [...group().querySelectorAll('button')].map((each) => each.textContent);
    assert.deepEqual(names, ['Approve', 'Reject', 'Send Answer']);
  });

  it('is answered in words', () => {
    open(waiting);
    typeText('Yes, and the tests.');
    click('Send Answer');
    assert.deepEqual(answers(), [{ value: 'Yes, and the tests.', requestId: 'i1' }]);
  });

  it('is answered as JSON, which is checked before anything is sent', () => {
    open(waiting);
    choose('json');
    typeText('{"ok": tru');
    click('Send Answer');
    assert.deepEqual(answers(), []);
    assert.match(group().textContent, /This is not JSON/);
    assert.equal(box().getAttribute('aria-invalid'), 'true');
    assert.equal(box().value, '{"ok": tru');
    typeText('{"ok": true}');
    click('Send Answer');
    assert.deepEqual(answers(), [{ value: { ok: true }, requestId: 'i1' }]);
  });

  it('is approved once, however often it is clicked, and says what that sends', () => {
    open(waiting);
    const approve = [...group().querySelectorAll('button')].find((each) => each.textContent === 'Approve');
    assert.match(approve?.title ?? '', /Sends true, since the agent does not say/);
    click('Approve');
    click('Approve');
    assert.deepEqual(answers(), [{ value: true, requestId: 'i1' }]);
  });

  it('can be answered again when the answer did not get through', () => {
    open(waiting);
    click('Reject');
    snapshot({ ...waiting, inputRequests: [{ ...asked }] });
    click('Reject');
    assert.equal(answers().length, 2);
  });

  it('offers what the agent allows, where it says so', () => {
    const value = {
      action_requests: [{ name: 'rm', args: {} }],
      review_configs: [{ action_name: 'rm', allowed_decisions: ['approve'] }],
    };
    open({ ...waiting, inputRequests: [{ value }] });
    assert.match(group().textContent, /action_requests/);
    const names = [...group().querySelectorAll('button')].map((each) => each.textContent);
    assert.deepEqual(names, ['Approve', 'Send Answer']);
    click('Approve');
    assert.deepEqual(answers(), [{ value: { decisions: [{ type: 'approve' }] } }]);
  });

  it('keeps what is typed over a reload, until it is answered', () => {
    open(waiting);
    typeText('Half an ans');
    const stored = panel.store.answerDraft('i1');
    assert.equal(stored.text, 'Half an ans');
    panel.use(() => panel.store.flush());
    const said = panel.posted.find((each) => each.type === 'answerDrafts');
    assert.deepEqual(said, {
      type: 'answerDrafts',
      drafts: { i1: { text: 'Half an ans', form: 'text' } },
      atMs: 1_000,
    });
    panel.close();
    open({ ...waiting, answerDrafts: { i1: stored } });
    assert.equal(box().value, 'Half an ans');
    snapshot(panelState({ messages: [question] }));
    assert.equal(panel.store.answerDraft('i1').text, '');
    assert.deepEqual(panel.posted.at(-1), { type: 'answerDrafts', drafts: {}, atMs: 1_000 });
  });

  it('has what the host kept, also where the host has read it only after its first word', () => {
    open(panelState({ messages: [], load: 'loading' }));
    snapshot({ ...waiting, answerDrafts: { i1: { text: 'Half an ans', form: 'text' } } });
    assert.equal(box().value, 'Half an ans');
  });

  it('has what was typed a moment before a reload, when the host has not heard of it', () => {
    open(waiting);
    typeText('Half an ans');
    const stored = panel.kept();
    panel.close();
    open({ ...waiting, answerDrafts: {} }, stored);
    assert.equal(box().value, 'Half an ans');
  });

  it('is not thrown away while nobody knows whether the answer arrived', () => {
    open(waiting);
    typeText('Yes');
    snapshot(panelState({ messages: [question], run: runView() }));
    assert.equal(panel.store.answerDraft('i1').text, 'Yes');
  });

  it('has a form of its own each where several things are asked', () => {
    open({ ...waiting, inputRequests: [asked, { id: 'i2', value: 'And that?' }] });
    assert.match(group().textContent, /The agent asks 2 things/);
    const forms = [...root.querySelectorAll('form')].map((each) => each.getAttribute('aria-label'));
    assert.deepEqual(forms.slice(0, 2), ['Request 1', 'Request 2']);
  });
});

describe('A thread that stopped before its end', () => {
  before(() => loadLater());
  it('names what comes next and goes on when asked, once', () => {
    const dom = installDom();
    const root = dom.document.querySelector('#root') ?? dom.document.body;
    const panel = mountPanel(root);
    panel.say({ type: 'snapshot', seq: 0, state: panelState({ messages: [question], pendingSteps: ['agent'] }) });
    assert.match(root.textContent, /stopped before its end.*Next would be agent/);
    const button = [...root.querySelectorAll('button')].find((each) => each.textContent === 'Continue');
    panel.use(() => button?.click());
    panel.use(() => button?.click());
    assert.equal(panel.posted.filter(({ type }) => type === 'continueRun').length, 1);
    panel.close();
    dom.remove();
  });
});
