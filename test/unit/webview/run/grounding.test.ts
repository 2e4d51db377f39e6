import assert from 'node:assert/strict';
import type { AttributedPassage, AttributionSource } from '../../../../src/model/attribution.ts';
import {
  attributionSummary,
  passageWords,
  scoreWords,
  sourceKind,
  sourceOrigin,
  spokenPassages,
} from '../../../../src/webview/run/grounding.ts';

function source(score: number, more: Partial<AttributionSource> = {}): AttributionSource {
  return { id: String(score), kind: 'raw', text: 'text', score, ...more };
}

function passage(...scores: readonly number[]): AttributedPassage {
  return { text: 'A sentence.', sources: scores.map((score) => source(score)) };
}

function summary(...passages: readonly AttributedPassage[]): string {
  return attributionSummary({ responseText: '', passages });
}

describe('What an answer rests on', () => {
  it('is summed up in one sentence', () => {
    assert.equal(summary(passage(0.5), passage()), '1 of 2 sentences rest on a source, 1 is ungrounded.');
    assert.equal(summary(passage(0.5), passage(0.1)), '2 of 2 sentences rest on a source.');
    assert.match(summary(passage(), passage()), /^Ungrounded: .* any of the 2 sentences/);
    assert.match(summary(passage()), /^Ungrounded: .* for this/);
    assert.match(summary(), /found nothing in this answer/);
  });

  it('leaves out what is no sentence', () => {
    const blank = { text: ' \n\n', sources: [] };
    assert.deepEqual(spokenPassages([blank, { text: '---', sources: [] }, passage()]), [passage()]);
    assert.equal(spokenPassages([{ text: '—', sources: [source(0.1)] }]).length, 1);
  });

  it('has scores with two places and a real minus', () => {
    assert.deepEqual([0.625, 1, 0, -0.214, -0.001].map(scoreWords), ['0.63', '1.00', '0.00', '−0.21', '0.00']);
  });

  it('names the kind of a source, also one that nobody knows', () => {
    assert.equal(sourceKind(source(1, { kind: 'tool_response', toolName: 'file_search' })), 'Tool file_search');
    assert.equal(sourceKind(source(1, { kind: 'system_prompt' })), 'System prompt');
    assert.equal(sourceKind(source(1, { kind: 'memory' })), 'memory');
  });

  it('says where a source is from as far as that is known', () => {
    assert.equal(sourceOrigin(source(1, { origin: 'handbook.pdf', filePath: '/a/b' })), 'handbook.pdf');
    assert.equal(sourceOrigin(source(1, { fileId: 'file-1' })), 'file-1');
    assert.equal(sourceOrigin(source(1)), undefined);
  });

  it('reads without the marks of Markdown', () => {
    assert.equal(passageWords('[src/a.ts](src/a.ts#L1) is used by **2 files**.\n'), 'src/a.ts is used by 2 files.');
    assert.equal(passageWords('### What `add` does'), 'What add does');
    assert.equal(passageWords('| [a](b) | `x` |\n| --- | :-: |'), 'a · x');
    assert.equal(passageWords('<b>not bold</b>'), '<b>not bold</b>');
    assert.equal(passageWords('***'), '***');
  });
});
