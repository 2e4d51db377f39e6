import assert from 'node:assert/strict';
import fc from 'fast-check';
import { documentName } from '../../../../src/host/documents/documentName.ts';

describe("a document's name", () => {
  it('is the text that it is about', () => {
    assert.equal(documentName('Where is add used?'), 'Where is add used');
    assert.equal(documentName('Read `src/a.ts`\nplease'), 'Read src a.ts please');
  });

  it('is one name of a file, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const name = documentName(text);
        assert.doesNotMatch(name, /[\\/:*?"<>|#\s](?<! )/u);
        assert.ok(name.length <= 60);
        assert.equal(decodeURIComponent(encodeURIComponent(name)), name);
      }),
    );
  });
});
