import assert from 'node:assert/strict';
import { withQuote } from '../../../src/webview/quote.ts';

describe('a quote', () => {
  it('stands alone in an empty box, with the cursor below it', () => {
    assert.deepEqual(withQuote('', 0, ' one\n\ntwo \n'), { text: '> one\n>\n> two\n\n', cursor: 15 });
  });

  it('keeps what is typed before and behind the cursor, with a blank line between', () => {
    const { text, cursor } = withQuote('See this: right?', 9, 'passage');
    assert.equal(text, 'See this:\n\n> passage\n\nright?');
    assert.equal(text.slice(cursor), 'right?');
  });

  it('comes behind an earlier quote', () => {
    const { text } = withQuote('', 0, 'one');
    assert.equal(withQuote(text, text.length, 'two').text, '> one\n\n> two\n\n');
  });
});
