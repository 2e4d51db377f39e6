import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { complaintOf, complaintOfText } from '../../../../src/backends/shared/complaint.ts';

describe('what a service complains about', () => {
  const cases: readonly (readonly [string, unknown, string | undefined])[] = [
    [
      'names field and reason of every complaint, without what was sent',
      {
        detail: [
          { loc: ['body', 'model_settings', 'temperature'], msg: 'too hot', type: 'x', input: 'secret' },
          { loc: ['query', 'limit'], msg: 'negative' },
          { loc: [], msg: 'odd' },
          { type: 'missing' },
          'in a word',
        ],
      },
      'model_settings.temperature: too hot; limit: negative; odd; missing; in a word',
    ],
    [
      'is read from a list of errors as from a detail',
      {
        message: 'Invalid',
        errors: [
          { loc: ['body', 'role'], msg: 'odd', input: 'secret' },
          { title: 'Odd', detail: 'late' },
        ],
      },
      'role: odd; late',
    ],
    ['is read from a bare list', [{ loc: ['body', 'role'], msg: 'odd', input: 'secret' }], 'role: odd'],
    ['is the message where a list of errors says nothing', { message: 'no', errors: [] }, 'no'],
    [
      'leaves out what was sent also where nothing else is known',
      { detail: { reason: 7, input: 'secret', nested: [{ input: 'secret' }], requestUrl: '/x?q=secret' } },
      '{"reason":7,"nested":[{}]}',
    ],
    ['is nothing in a list of anything else', [{ type: 'human', content: 'Hi' }], undefined],
    ['is a plain detail', { detail: 'Thread not found' }, 'Thread not found'],
    ['is a message inside a detail', { detail: { message: 'no', code: 7 } }, 'no'],
    ['is a detail of an unknown shape as it is', { detail: { reason: 7 } }, '{"reason":7}'],
    [
      'is the message of an envelope, without the address that was asked for',
      { error: 'Bad Request', message: 'no', status: 400, requestUrl: '/x?q=secret' },
      'no',
    ],
    ['is an error alone', { error: 'Bad Request' }, 'Bad Request'],
    [
      'is the message inside an error, with its parameter',
      { error: { message: 'no', type: 't', param: 'role', code: null } },
      'role: no',
    ],
    ['is an error of an unknown shape as it is', { error: { code: 7 } }, '{"code":7}'],
    ['is on one line', { detail: ' one\n\n  two ' }, 'one two'],
    ['is nothing where there is nothing', {}, undefined],
    ['is nothing where there is nothing to read', { detail: [] }, undefined],
    ['is nothing in anything else', ['x'], undefined],
  ];
  for (const [name, body, expected] of cases) {
    it(name, () => assert.equal(complaintOf(body), expected));
  }

  it('is shortened where it goes on and on', () => {
    const text = complaintOf({ detail: 'x'.repeat(5000) }) ?? '';
    assert.equal(text.length, 500);
    assert.ok(text.endsWith('…'));
  });

  it('is plain text as it is, the title of a web page, and nothing for an empty answer', () => {
    assert.equal(complaintOfText('upstream timed out'), 'upstream timed out');
    assert.equal(complaintOfText('{"detail":"no"}'), 'no');
    assert.equal(complaintOfText('{"odd":1}'), '{"odd":1}');
    assert.equal(complaintOfText('{"odd":{"input":"secret"}}'), '{"odd":{}}');
    assert.equal(complaintOfText('"quoted"'), 'quoted');
    assert.equal(complaintOfText('""'), undefined);
    assert.equal(complaintOfText('<!DOCTYPE html><html><head><title>502\n Bad gateway</title>'), '502 Bad gateway');
    assert.equal(complaintOfText('<html><body>secret</body></html>'), undefined);
    assert.equal(complaintOfText(''), undefined);
  });

  it('does not go deeper than anything that means well', () => {
    const deep = (key: string): unknown => JSON.parse(`${`{"${key}":`.repeat(50_000)}1${'}'.repeat(50_000)}`);
    assert.equal(complaintOf(deep('detail')), '…');
    assert.equal(complaintOf(deep('error')), '…');
  });

  it('is found, or not, in anything', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), (value, text) => {
        for (const found of [complaintOf(value), complaintOf({ detail: value }), complaintOfText(text)]) {
          assert.ok(found === undefined || (found !== '' && found.length <= 500));
        }
      }),
    );
  });
});
