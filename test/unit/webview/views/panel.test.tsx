import assert from 'node:assert/strict';
import { emptyRun } from '../../../../src/model/runState.ts';
import { loadLater } from '../../../../src/webview/laterParts.ts';
import { hosted, message, panelState, picture, question, runView, scenes, tool } from '../../../support/panelScenes.ts';
import { panelMarkup, readText } from '../../../support/panelHarness.tsx';

function scene(name: string): string {
  const state = scenes[name];
  assert.ok(state, name);
  return panelMarkup(state);
}

const ended = (outcome: 'completed' | 'failed' | 'cancelled' | 'needs-input' | 'unknown', reason?: string) =>
  panelState({
    messages: [question],
    run: runView({
      activity: 'ended',
      state: { ...emptyRun, status: 'ended', outcome, ...(reason === undefined ? {} : { reason }) },
    }),
  });

describe('The panel', () => {
  before(() => loadLater());
  it('names the thread, the connection, the agent, the state, the time and the tokens at its top', () => {
    const header = /<header.*?<\/header>/.exec(scene('answered'))?.[0] ?? '';
    assert.equal(
      readText(header),
      'What does readEvents do, and who calls it? Local Code Lookup Completed 12 s first token 900 ms 1,592 tokens (1,204 in, 388 out)',
    );
  });

  it('calls a thread without a title a new one', () => {
    assert.match(scene('empty'), /<h1[^>]*>New Thread<\/h1>/);
  });

  it('has the regions, boxes and buttons that its public names promise', () => {
    const markup = scene('running');
    assert.match(markup, /<section[^>]* aria-label="Conversation"/);
    assert.match(markup, /<article[^>]* aria-label="User, 10:41"/);
    assert.match(markup, /<article[^>]* aria-label="Assistant"/);
    assert.match(markup, /<textarea[^>]* aria-label="Message"/);
    assert.match(markup, /<button[^>]* aria-label="Send"/);
    assert.match(markup, /<button[^>]*class="[^"]*stop"[^>]*>.*?Stop<\/button>/);
    assert.match(markup, /<div[^>]* role="group" aria-label="Tool search_text"/);
    assert.match(markup, /aria-expanded="false"[^>]*>.*?<span>Reasoning<\/span><\/button>/);
    assert.equal(markup.match(/role="status"/g)?.length, 1);
    assert.doesNotMatch(markup, /aria-live/);
  });

  it('shows what was typed and the code that went along, not the fence', () => {
    const text = readText(scene('answered'));
    assert.match(
      text,
      /You 10:41 What does readEvents do, and who calls it\? Please be brief\. src\/net\/sse\.ts:12-16 Sent text/,
    );
    assert.doesNotMatch(text, /```/);
  });

  it('takes a prompt from elsewhere apart only if all its code names a file', () => {
    const ours = message('m', 'user', [{ type: 'text', text: 'Why?\n\nsrc/a.ts, line 3:\n```ts\nx\n```' }]);
    assert.match(readText(panelMarkup(panelState({ messages: [ours] }))), /Why\? src\/a\.ts:3 Sent text/);
    const foreign = message('m', 'user', [{ type: 'text', text: 'Fix this:\n```\nx\n```' }]);
    const text = readText(panelMarkup(panelState({ messages: [foreign] })));
    assert.match(text, /Fix this: ``` x ```/);
    assert.doesNotMatch(text, /Sent text/);
  });

  it('folds a long question', () => {
    const long = message('m', 'user', [{ type: 'text', text: 'line\n'.repeat(50) }]);
    const text = readText(panelMarkup(panelState({ messages: [long] })));
    assert.match(text, /… Show all/);
    assert.equal(text.match(/line/g)?.length, 12);
  });

  it('says of each tool call what it was called with and how it went', () => {
    const text = readText(scene('running'));
    assert.match(text, /search_text query: readEvents, include: src\/\*\* Done/);
    assert.match(text, /read_file src\/net\/sse\.ts:1-60 Done/);
    assert.match(text, /list_files test\/missing Failed There is no folder test\/missing in this workspace\./);
    assert.match(text, /read_file test\/unit\/net\/sse\.test\.ts Running Reading, 120 of 400 lines/);
  });

  it('lets no tool run on after its run has ended', () => {
    const parts = [tool('read_file', { state: 'running' as const, input: { path: 'a.ts' } })];
    const run = runView({ activity: 'ended', state: { ...emptyRun, status: 'ended', outcome: 'cancelled', parts } });
    const text = readText(panelMarkup(panelState({ messages: [question], run })));
    assert.match(text, /read_file a\.ts Without result/);
  });

  it('shows errors, files, data and what it does not know, in their places', () => {
    const parts = [
      { type: 'error' as const, errorText: 'model overloaded' },
      { type: 'file' as const, fileId: 'f1', mediaType: 'text/csv' },
      { type: 'data' as const, name: 'score', data: { value: 1 } },
      { type: 'unknown' as const, raw: { odd: true } },
    ];
    const text = readText(panelMarkup(panelState({ messages: [message('m', 'assistant', parts)] })));
    assert.match(text, /model overloaded File, text\/csv, f1 Data: score Unknown event/);
  });

  it('says visibly that a guardrail blocked or changed an answer', () => {
    const markup = scene('hosted');
    assert.match(markup, /<div[^>]* role="note" aria-label="Guardrail"/);
    assert.match(readText(markup), /A guardrail of the service blocked or changed this answer\. Details/);
    const silent = message('m', 'assistant', [{ type: 'guardrail', details: [] }]);
    assert.doesNotMatch(readText(panelMarkup(panelState({ messages: [silent] }))), /Details/);
  });

  it('shows images that came inside a message, and loads none from anywhere', () => {
    const markup = scene('hosted');
    assert.deepEqual(
      [...markup.matchAll(/<img[^>]*>/g)].map(([image]) => image.replace(picture, 'PICTURE')),
      ['<img class="message-image" src="PICTURE" alt="Image costs.png" decoding="async"/>'],
    );
    const text = readText(markup);
    assert.match(text, /Handbook 2026\.pdf, application\/pdf, file-81/);
    assert.match(text, /Image, image\/png, at intranet\.example \(not loaded\)/);
  });

  it('shows what is no harmless image as a name only', () => {
    const parts = [
      { type: 'file' as const, url: 'data:image/svg+xml;base64,AAAA', mediaType: 'image/svg+xml', name: 'a.svg' },
      { type: 'file' as const, url: 'data:text/html;base64,AAAA', mediaType: 'text/html' },
      { type: 'file' as const, url: `data:image/png;base64,${'A'.repeat(10_000_001)}`, mediaType: 'image/png' },
    ];
    const markup = panelMarkup(panelState({ messages: [message('m', 'assistant', parts)] }));
    assert.doesNotMatch(markup, /<img/);
    assert.match(
      readText(markup),
      /a\.svg, image\/svg\+xml, cannot be shown File, text\/html Image, image\/png, cannot be shown/,
    );
  });

  it('offers with a message what the service can do, and copying everywhere', () => {
    const toolbars = (markup: string): readonly string[] =>
      [...markup.matchAll(/<div class="toolbar".*?<\/div>/g)].map(([each]) =>
        [...each.matchAll(/aria-label="([^"]*)"/g)].map((label) => label[1]).join(', '),
      );
    assert.deepEqual(toolbars(scene('answered')), [
      'Message actions, Copy, More Actions',
      'Message actions, Copy, More Actions',
    ]);
    assert.equal(toolbars(scene('hosted'))[1], 'Message actions, Copy, Edit, More Actions');
  });

  it('offers no changes of what the service does not have', () => {
    for (const state of ['sending', 'unsent', 'unsaved'] as const) {
      const asked = message('m', 'user', [{ type: 'text', text: 'x' }], { state });
      const markup = panelMarkup(panelState({ messages: [asked], messageActions: ['edit', 'delete'] }));
      assert.match(markup, /aria-label="Copy"/);
      assert.doesNotMatch(markup, /aria-label="Edit"/);
    }
  });

  it('offers no editing of an answer without text', () => {
    const silent = message('m', 'assistant', [tool('read_file')], { runId: 'r' });
    assert.doesNotMatch(panelMarkup({ ...hosted, messages: [silent] }), /aria-label="Edit"/);
  });

  it('leads from each answer to its run, where runs can be looked at', () => {
    const markup = scene('hosted');
    assert.equal(markup.match(/aria-label="Run"/g)?.length, 2);
    assert.equal(markup.match(/class="item-foot is-last"/g)?.length, 1);
    assert.doesNotMatch(scene('answered'), /aria-label="Run"/);
    const withoutRun = message('m', 'assistant', [{ type: 'text', text: 'x' }]);
    assert.doesNotMatch(panelMarkup({ ...hosted, messages: [withoutRun] }), /aria-label="Run"/);
  });

  it('makes one stop of the Tab key out of all the tools of a message', () => {
    const markup = scene('hosted');
    for (const [toolbar] of markup.matchAll(/<div class="toolbar".*?<\/div>/g)) {
      assert.equal(toolbar.match(/tabindex="0"/gi)?.length, 1, toolbar);
    }
  });

  it('shows what goes with the message, with names, sizes and a way to take each away', () => {
    const markup = scene('attaching');
    assert.match(markup, /<ul[^>]* aria-label="Goes with the message"/);
    assert.match(readText(markup), /Handbook 2026\.pdf 7\.0 MB/);
    for (const name of ['costs of the second quarter, by month.png', 'Handbook 2026.pdf', 'photo.jpg']) {
      assert.ok(markup.includes(`aria-label="Remove ${name}"`), name);
    }
  });

  it('says in sight that something is to go along without a word, which is not sent', () => {
    const reason = (state: Parameters<typeof panelMarkup>[0]): string =>
      /<span[^>]*id="send-reason"[^>]*>.*?<\/span>/.exec(panelMarkup(state))?.[0] ?? '';
    const image = { id: '1', kind: 'image', name: 'a.png' } as const;
    assert.match(readText(reason(panelState({ items: [image] }))), /^Type a message to go with the image\.$/);
    assert.doesNotMatch(reason(panelState({ items: [image] })), / hidden/);
    assert.match(
      readText(reason(panelState({ items: [image, { ...image, id: '2' }] }))),
      /^Type a message to go with the attachments\.$/,
    );
    assert.match(reason(panelState()), / hidden/);
  });

  it('shows changed run settings, and keeps the way to them in a menu until then', () => {
    assert.match(scene('attaching'), /aria-label="Run settings: temperature 0\.2, JSON answer"/);
    assert.doesNotMatch(scene('attaching'), /aria-label="More"/);
    assert.match(scene('hosted'), /aria-label="More"/);
    const none = panelMarkup(panelState({ hasRunSettings: false }));
    assert.doesNotMatch(none, /aria-label="(?:More|Run settings)/);
  });

  it('says at its end how a run ended, and why', () => {
    assert.match(readText(panelMarkup(ended('completed'))), /Completed in 8\.4 s/);
    assert.match(readText(panelMarkup(ended('cancelled'))), /Stopped after 8\.4 s/);
    assert.match(readText(panelMarkup(ended('failed', 'no model'))), /Failed after 8\.4 s no model/);
    assert.match(readText(panelMarkup(ended('unknown'))), /Outcome unknown/);
    assert.match(readText(panelMarkup(ended('needs-input'))), /Needs input after 8\.4 s/);
  });

  it('says while a run is active what it is doing, and what a person should know', () => {
    const run = runView({ activity: 'reconnecting', note: 'No data for 30 s, the run is still active on the server.' });
    const text = readText(panelMarkup(panelState({ messages: [question], run })));
    assert.match(text, /Reconnecting… No data for 30 s, the run is still active on the server\./);
  });

  it('shows what an agent asks for', () => {
    const run = runView({ state: { ...emptyRun, inputRequests: [{ value: { question: 'Which file?' } }] } });
    assert.match(readText(panelMarkup(panelState({ run }))), /What the agent asks for { "question": "Which file\?" }/);
  });

  it('explains a problem and offers what can be done about it', () => {
    const markup = scene('failed');
    assert.match(
      readText(markup),
      /Could not finish the run SeekrFlow \(production\) failed \(status 504\)\. Retry in a moment\. Request req_8f2c1d Copy Request ID Retry Show Log/,
    );
  });

  it('never shows a failed load as an empty thread', () => {
    const text = readText(scene('unreachable'));
    assert.match(text, /Could not load the thread .* connection refused.* Retry Show Log/);
    assert.doesNotMatch(text, /Ask anything/);
    assert.match(readText(panelMarkup(panelState({ load: 'failed' }))), /The thread could not be loaded\./);
  });

  it('keeps what was loaded in sight while it loads again or fails to', () => {
    for (const load of ['loading', 'failed'] as const) {
      assert.match(readText(panelMarkup(panelState({ load, messages: [question] }))), /What does readEvents do/);
    }
  });

  it('says that it loads, and what to do in a new thread', () => {
    assert.match(readText(scene('loading')), /Loading the thread/);
    assert.match(
      readText(scene('empty')),
      /Ask anything about your code Type below, or select code in the editor and press (?:Ctrl\+|⌘)K A \. Code Lookup answers\./,
    );
  });

  it('marks messages that are on their way, were not sent or were not kept', () => {
    const of = (state: 'sending' | 'unsent' | 'unsaved'): string =>
      readText(panelMarkup(panelState({ messages: [message('m', 'user', [{ type: 'text', text: 'x' }], { state })] })));
    assert.match(of('sending'), /Sending…/);
    assert.match(of('unsent'), /Not sent/);
    assert.match(of('unsaved'), /Only on this machine/);
  });

  it('offers older messages only where there are any', () => {
    assert.match(readText(scene('stopped')), /Load Older Messages/);
    assert.doesNotMatch(readText(scene('answered')), /Load Older Messages/);
  });

  it('offers a choice of agents only where there is one, and none that cannot run', () => {
    const markup = scene('running');
    assert.match(markup, /<select[^>]* aria-label="Agent"/);
    assert.match(markup, /<option[^>]* value="gone"[^>]* disabled[^>]*>Reviewer \(not deployed\)<\/option>/);
    assert.doesNotMatch(scene('answered'), /<select/);
  });

  it('says why nothing can be sent, as the description of Send', () => {
    const describedBy = (markup: string): string => {
      const send = /<button[^>]*aria-label="Send"[^>]*>/.exec(markup)?.[0] ?? '';
      assert.match(send, /aria-disabled="true"/);
      assert.match(send, /aria-describedby="send-reason"/);
      return readText(/<span[^>]*id="send-reason"[^>]*>.*?<\/span>/.exec(markup)?.[0] ?? '');
    };
    assert.equal(describedBy(scene('empty')), 'Type a message first.');
    assert.equal(describedBy(scene('stopped')), 'The thread is busy: another run holds it.');
    const free = panelMarkup(panelState({ draft: 'Hello' }));
    assert.match(/<button[^>]*aria-label="Send"[^>]*>/.exec(free)?.[0] ?? '', /aria-disabled="false"/);
  });

  it('offers Stop while a run can be stopped, and says what it does on this service', () => {
    const markup = scene('running');
    assert.match(markup, /<button[^>]*aria-describedby="stop-description"[^>]*aria-disabled="false"/);
    assert.match(markup, /<span id="stop-description" hidden[^>]*>Stops the run; what has arrived is kept\.<\/span>/);
    assert.doesNotMatch(scene('answered'), /class="[^"]* stop"/);
    const stopping = panelMarkup(panelState({ run: runView({ activity: 'stopping' }) }));
    assert.match(stopping, /<button[^>]*aria-describedby="stop-description"[^>]*aria-disabled="true"/);
  });

  it('says discrete events in its one status region', () => {
    assert.match(panelMarkup(panelState(), 'Tool read_file called'), /role="status"[^>]*>Tool read_file called<\/div>/);
  });

  it('has no style of its own in its markup, which its policy would refuse', () => {
    for (const name of Object.keys(scenes)) assert.doesNotMatch(scene(name), / style=| on[a-z]+=/, name);
  });

  it('is empty but usable before the host has said anything', () => {
    const markup = panelMarkup();
    assert.match(markup, /aria-label="Conversation"/);
    assert.match(readText(markup), /The thread is still being loaded\./);
  });
});
