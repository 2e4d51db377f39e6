import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JSDOM } from 'jsdom';
import { locateCode } from '../../../src/host/panel/locateCode.ts';
import { panelHtml } from '../../../src/host/panel/panelHtml.ts';
import { isSameConversation, readPanelIdentity } from '../../../src/host/panel/panelIdentity.ts';

const resources = {
  cspSource: 'https://csp.example',
  scriptUri: 'https://r/panel.js',
  styleUris: ['https://r/panel.css'],
  nonce: 'N0',
};

describe("the panel's document", () => {
  it('lets in one script and our styles, and nothing out', () => {
    const { document } = new JSDOM(panelHtml({ connectionId: 'local', threadId: 't' }, resources)).window;
    const policy = document.querySelector('meta[http-equiv]')?.getAttribute('content');
    assert.equal(
      policy,
      "default-src 'none'; script-src 'nonce-N0'; style-src https://csp.example; font-src https://csp.example; " +
        "img-src https://csp.example data:; connect-src 'none'; form-action 'none'; base-uri 'none'",
    );
    assert.deepEqual(
      [...document.querySelectorAll('script')].map((script) => [script.nonce, script.src]),
      [['N0', 'https://r/panel.js']],
    );
  });

  it('names its conversation in a form that nothing in an id can break out of', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (connectionId, threadId) => {
        const { document } = new JSDOM(panelHtml({ connectionId, threadId }, resources)).window;
        assert.deepEqual(JSON.parse(document.body.dataset['panel'] ?? ''), { connectionId, threadId });
      }),
      { numRuns: 30 },
    );
  });
});

describe('what a panel kept of itself', () => {
  it('is its connection with a thread or a nonce', () => {
    assert.deepEqual(readPanelIdentity({ connectionId: 'c', threadId: 't', draft: 'x' }), {
      connectionId: 'c',
      threadId: 't',
    });
    assert.deepEqual(readPanelIdentity({ connectionId: 'c', nonce: 'n' }), { connectionId: 'c', nonce: 'n' });
  });
  it('is nothing if something is missing', () => {
    for (const state of [
      undefined,
      null,
      'x',
      {},
      { threadId: 't' },
      { connectionId: 'c' },
      { connectionId: 'c', threadId: '' },
    ]) {
      assert.equal(readPanelIdentity(state), undefined);
    }
  });
  it('names the same conversation before and after the thread is known', () => {
    assert.ok(isSameConversation({ connectionId: 'c', nonce: 'n' }, { connectionId: 'c', nonce: 'n', threadId: 't' }));
    assert.ok(
      isSameConversation({ connectionId: 'c', threadId: 't' }, { connectionId: 'c', nonce: 'n', threadId: 't' }),
    );
    assert.ok(!isSameConversation({ connectionId: 'c', threadId: 't' }, { connectionId: 'd', threadId: 't' }));
    assert.ok(!isSameConversation({ connectionId: 'c', threadId: 't' }, { connectionId: 'c', threadId: 'u' }));
    assert.ok(!isSameConversation({ connectionId: 'c', threadId: 't' }, { connectionId: 'c', nonce: 'n' }));
  });
});

describe('cited code', () => {
  const text = 'a\nb\nc\nb\nd\n';
  it('is found where it was', () => assert.equal(locateCode(text, 'b\nc\n', 2), 2));
  it('is found where it has moved to, the nearest place first', () => {
    assert.equal(locateCode(text, 'b', 5), 4);
    assert.equal(locateCode(`new\nlines\n${text}`, 'b\nc\n', 2), 4);
  });
  it('is not found once it says something else', () => assert.equal(locateCode(text, 'b\nX\n', 2), undefined));
  it('is found if it was cut within its last line', () => {
    assert.equal(locateCode('first\nsecond line\n', 'first\nsecond', 1), 1);
    assert.equal(locateCode('first\nsecond line\n', 'fir', 1), undefined);
  });
  it('is found in spite of line ends and trailing blanks', () => assert.equal(locateCode('a \r\nb\r\n', 'a\nb', 1), 1));
});
