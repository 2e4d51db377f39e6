import assert from 'node:assert/strict';
import { imageTypeOf, isImageUrl, maxImageBytes } from '../../../../src/host/messages/imageFile.ts';
import { maxImageUrlLength, parsePanelMessage } from '../../../../src/model/panel.ts';

const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

describe('an image for a message', () => {
  it('is told by its first bytes, not by its name', () => {
    assert.equal(imageTypeOf(bytesOf('\x89PNG\r\n\x1a\n…')), 'image/png');
    assert.equal(imageTypeOf(bytesOf('\xff\xd8\xff\xe0…')), 'image/jpeg');
    assert.equal(imageTypeOf(bytesOf('GIF89a…')), 'image/gif');
    assert.equal(imageTypeOf(bytesOf('RIFF\x01\x02\x03\x04WEBPVP8 ')), 'image/webp');
    assert.equal(imageTypeOf(bytesOf('<svg xmlns="http://www.w3.org/2000/svg"/>')), undefined);
    assert.equal(imageTypeOf(bytesOf('RIFF\x01\x02\x03\x04WAVEfmt ')), undefined);
    assert.equal(imageTypeOf(new Uint8Array()), undefined);
  });

  it('fits into the panel protocol at the size that people are told, and not much above', () => {
    const urlLength = (bytes: number): number => 'data:image/jpeg;base64,'.length + Math.ceil(bytes / 3) * 4;
    assert.ok(urlLength(maxImageBytes) <= maxImageUrlLength);
    assert.ok(urlLength(maxImageBytes + 9) > maxImageUrlLength);
  });

  it('is taken from the panel as base64 of one of four types only', () => {
    assert.ok(isImageUrl('data:image/png;base64,iVBORw0KGgo='));
    for (const url of [
      'data:image/svg+xml;base64,PHN2Zy8+',
      'data:image/png,raw',
      'data:image/png;base64,"><script>',
      'data:text/html;base64,PHN2Zy8+',
      'https://example.com/a.png',
      '',
    ]) {
      assert.equal(isImageUrl(url), false, url);
    }
    const largest = `data:image/png;base64,${'A'.repeat(maxImageUrlLength)}`;
    assert.equal(isImageUrl(largest), false);
    assert.equal(parsePanelMessage({ type: 'attachImage', dataUrl: largest, name: 'x' }), undefined);
  });
});
