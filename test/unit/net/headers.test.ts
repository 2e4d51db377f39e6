import assert from 'node:assert/strict';
import { headerValue, mediaTypeOf } from '../../../src/net/headers.ts';

describe('the headers of an answer', () => {
  it('give the media type without parameters and capitals', () => {
    assert.equal(mediaTypeOf({ 'content-type': 'Text/Event-Stream ; charset=utf-8' }), 'text/event-stream');
    assert.equal(mediaTypeOf({}), '');
  });

  it('join repeated values', () => {
    assert.equal(headerValue({ 'set-cookie': ['a=1', 'b=2'] }, 'set-cookie'), 'a=1, b=2');
    assert.equal(headerValue({}, 'location'), undefined);
  });
});
