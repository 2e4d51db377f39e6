import assert from 'node:assert/strict';
import { maxImageUrlLength } from '../../../src/model/panel.ts';
import { takeImages } from '../../../src/webview/imageFiles.ts';
import { installDom, type TestDom } from '../../support/dom.ts';

describe('Images that are pasted or dropped', () => {
  let dom: TestDom;

  beforeEach(() => {
    dom = installDom();
  });
  afterEach(() => dom.remove());

  const image = (name: string, content: string | Uint8Array<ArrayBuffer>, type = 'image/png'): File =>
    new dom.window.File([content], name, { type });

  async function take(files: readonly File[], isOffered = true) {
    const attached: (readonly [string, string])[] = [];
    const remarks: string[] = [];
    await takeImages(files, isOffered, {
      attachImage: (dataUrl, name) => attached.push([name, dataUrl]),
      remark: (text) => remarks.push(text),
    });
    return { attached, remarks };
  }

  it('become data URLs, in order', async () => {
    assert.deepEqual(await take([image('a.png', 'abc'), image('', 'd', 'image/jpeg')]), {
      attached: [
        ['a.png', 'data:image/png;base64,YWJj'],
        ['image', 'data:image/jpeg;base64,ZA=='],
      ],
      remarks: [],
    });
  });

  it('are taken while others beside them are refused in one remark', async () => {
    const files = [image('a.svg', 'x', 'image/svg+xml'), image('b.png', 'abc'), image('c.png', '')];
    assert.deepEqual(await take(files), {
      attached: [['b.png', 'data:image/png;base64,YWJj']],
      remarks: ['a.svg was not attached: only PNG, JPEG, GIF and WebP images can be. c.png is empty.'],
    });
  });

  it('are refused with their size if they are too large for a message, and the largest fits', async () => {
    const largest = Math.floor((maxImageUrlLength - 'data:image/jpeg;base64,'.length) / 4) * 3;
    const { attached } = await take([image('a.jpg', new Uint8Array(largest), 'image/jpeg')]);
    assert.ok((attached[0]?.[1].length ?? Infinity) <= maxImageUrlLength);
    assert.deepEqual(await take([image('b.jpg', new Uint8Array(largest + 1), 'image/jpeg')]), {
      attached: [],
      remarks: ['b.jpg is too large (7.2 MB): an image may have up to 7.2 MB.'],
    });
  });

  it('are not taken by a service that takes none', async () => {
    assert.deepEqual(await take([image('a.png', 'abc'), image('b.png', 'abc')], false), {
      attached: [],
      remarks: ['Images cannot go with a message here.'],
    });
  });
});
