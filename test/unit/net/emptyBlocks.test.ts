import assert from 'node:assert/strict';
import { createEmptyBlockFiller } from '../../../src/net/emptyBlocks.ts';

function fill(...texts: readonly string[]): string {
  const filler = createEmptyBlockFiller();
  return texts.map((text) => filler(text)).join('');
}

describe('the empty block filler', () => {
  it('adds a data line to a block that has a name and no data, before the blank line', () => {
    assert.equal(fill('event: end\n\n'), 'event: end\ndata\n\n');
    assert.equal(fill('event: end\r\n\r\n'), 'event: end\r\ndata\n\r\n');
    assert.equal(fill('event: end\r\r'), 'event: end\rdata\n\r');
  });

  it('passes every other block as it is', () => {
    const text = 'data: a\n\nevent: b\ndata\n\nevent\n\nevent:\n\nevent: \n\nid: 1\n\n: event: c\n\nevents: d\n\n\n';
    assert.equal(fill(text), text);
  });

  it('takes the last name of a block', () => {
    assert.equal(fill('event: a\nevent:\n\n'), 'event: a\nevent:\n\n');
    assert.equal(fill('event:\nevent:  \n\n'), 'event:\nevent:  \ndata\n\n');
  });

  it('does the same for text that comes in pieces, empty ones among them', () => {
    const text = 'event: end\r\n\r\nevent:x\n\ndata: y\r\revent:  \r\n\n';
    const whole = fill(text);
    assert.equal(whole.split('data\n').length, 4);
    const letters = text.split('');
    assert.equal(fill(...letters), whole);
    assert.equal(fill(...letters.flatMap((letter) => [letter, ''])), whole);
    for (let cut = 0; cut <= text.length; cut += 1) assert.equal(fill(text.slice(0, cut), text.slice(cut)), whole);
  });
});
