import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { MessageItem } from '../../../src/backends/backend.ts';
import { textOfBytes } from '../../../src/host/documents/storedFile.ts';
import { attachImage } from '../../../src/host/messages/attachImage.ts';
import { attachImageFile } from '../../../src/host/messages/chooseItems.ts';
import { maxImageBytes } from '../../../src/host/messages/imageFile.ts';
import type { Conversation } from '../../../src/session/conversation.ts';
import { writeFile } from '../support/files.ts';

const png = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), Buffer.alloc(20)]);

/** A conversation of which only the items matter. */
function composer(): { readonly conversation: Conversation; readonly items: MessageItem[] } {
  const items: MessageItem[] = [];
  const conversation = { addItem: (item: MessageItem) => void items.push(item) } as unknown as Conversation;
  return { conversation, items };
}

describe('an image from disk', () => {
  it('goes with the message as what it is, whatever its name says', async () => {
    const { conversation, items } = composer();
    const uri = await writeFile('picture.jpg', png);
    await attachImageFile(conversation, uri);
    await vscode.workspace.fs.delete(uri);
    const dataUrl = `data:image/png;base64,${png.toString('base64')}`;
    assert.deepEqual(items, [{ type: 'image', dataUrl, name: 'picture.jpg' }]);
  });

  it('is not attached if it is no image, too large or gone', async () => {
    const { conversation, items } = composer();
    const text = await writeFile('text.png', 'not an image');
    const large = await writeFile('large.png', Buffer.concat([png, Buffer.alloc(maxImageBytes)]));
    for (const uri of [text, large]) {
      await attachImageFile(conversation, uri);
      await vscode.workspace.fs.delete(uri);
    }
    await attachImageFile(conversation, text);
    assert.deepEqual(items, []);
  });
});

describe('an image from the clipboard', () => {
  it('is attached if it is one of the kinds that can be sent', async () => {
    const { conversation, items } = composer();
    await attachImage(conversation, 'data:image/gif;base64,R0lGODlh', 'pasted');
    assert.deepEqual(items, [{ type: 'image', dataUrl: 'data:image/gif;base64,R0lGODlh', name: 'pasted' }]);
  });
});

describe('a file of the service', () => {
  it('is shown if it is text, and saved if it is not', () => {
    assert.equal(textOfBytes(Buffer.from('Grüße\n')), 'Grüße\n');
    assert.equal(textOfBytes(new Uint8Array()), '');
    assert.equal(textOfBytes(png), undefined);
    assert.equal(textOfBytes(Buffer.from([0xff, 0xfe, 0x41])), undefined);
  });
});
