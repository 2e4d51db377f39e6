import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type RunSettings,
  describeRunSettings,
  isEmpty,
  problemOf,
  readRunSettings,
  settingText,
  withSetting,
} from '../../../src/model/runSettings.ts';

const all: Required<RunSettings> = {
  temperature: 0.2,
  topP: 0.9,
  frequencyPenalty: -1,
  presencePenalty: 1.5,
  maxTokens: 400,
  responseSchema: { type: 'object' },
  group: 'nightly',
  metadata: { stage: 'test' },
};

describe('the settings of a run', () => {
  it('come back from disk as they were kept', () => {
    assert.deepEqual(readRunSettings(JSON.parse(JSON.stringify(all))), all);
  });

  it('are read without what does not fit, and never fail', () => {
    const wrong = {
      temperature: 3,
      topP: '0.5',
      frequencyPenalty: -2,
      maxTokens: 1.5,
      responseSchema: [],
      group: '',
      metadata: { a: 1, b: 'x' },
      other: true,
    };
    assert.deepEqual(readRunSettings(wrong), { frequencyPenalty: -2, metadata: { b: 'x' } });
    fc.assert(
      fc.property(fc.anything(), (value) => {
        assert.equal(typeof readRunSettings(value), 'object');
      }),
    );
  });

  const typed: readonly (readonly [keyof RunSettings, readonly string[], readonly string[]])[] = [
    ['temperature', ['0', '2', ' 0.7 ', ''], ['-0.1', '2.1', 'warm', '0,7', 'Infinity']],
    ['topP', ['0', '1', '.5'], ['1.01', '-1', 'NaN']],
    ['frequencyPenalty', ['-2', '2', '0'], ['2.5', '-3', 'x']],
    ['presencePenalty', ['-2', '2', '0'], ['2.5', '-3', 'x']],
    ['maxTokens', ['1', '4096', ''], ['0', '-1', '1.5', 'many', '1e30']],
    ['responseSchema', ['{"type":"object"}', ''], ['[]', '"object"', '{', 'object']],
    ['group', ['nightly', ''], ['x'.repeat(201)]],
    ['metadata', ['a=b', 'a=b, c=', 'a=b=c\nd=e', '{"a":"b"}', ''], ['a', '=b', '{"a":1}', '{', ',']],
  ];
  for (const [name, good, bad] of typed) {
    it(`take a ${name} that fits and say what is wrong with another`, () => {
      for (const text of good) assert.equal(problemOf(name, text), undefined, text);
      for (const text of bad) assert.match(problemOf(name, text) ?? '', /^[A-Z].+\.$/, text);
    });
  }

  it('name the range of a number that is out of it', () => {
    assert.equal(problemOf('temperature', '9'), 'A number from 0 to 2.');
    assert.equal(problemOf('presencePenalty', '9'), 'A number from -2 to 2.');
    assert.equal(problemOf('maxTokens', '0'), 'A whole number above 0.');
  });

  it('change one by one as they are typed, and an empty text leaves one to the agent again', () => {
    let settings: RunSettings = {};
    for (const name of Object.keys(all) as (keyof RunSettings)[]) {
      settings = withSetting(settings, name, settingText(all, name));
    }
    assert.deepEqual(settings, all);
    for (const name of Object.keys(all) as (keyof RunSettings)[]) {
      assert.notEqual(settingText(settings, name), '');
      settings = withSetting(settings, name, ' ');
      assert.equal(settingText(settings, name), '');
      assert.ok(!Object.hasOwn(settings, name));
    }
    assert.ok(isEmpty(settings));
    assert.deepEqual(withSetting({}, 'metadata', 'a=b, c=d=e').metadata, { a: 'b', c: 'd=e' });
  });

  it('are told in a few words, and in none where nothing was changed', () => {
    assert.equal(describeRunSettings({ temperature: 0.2, responseSchema: {} }), 'temperature 0.2, JSON answer');
    assert.equal(describeRunSettings({ temperature: 0, maxTokens: 1 }), 'temperature 0, at most 1 token');
    assert.equal(
      describeRunSettings(all),
      'temperature 0.2, top p 0.9, frequency penalty -1, presence penalty 1.5, at most 400 tokens, JSON answer, group nightly, 1 metadata field',
    );
    assert.equal(describeRunSettings({}), '');
    assert.ok(isEmpty({}));
    assert.ok(!isEmpty({ temperature: 0 }));
  });
});
