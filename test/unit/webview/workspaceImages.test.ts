import assert from 'node:assert/strict';
import { createWorkspaceImages } from '../../../src/webview/workspaceImages.ts';

describe('Pictures of the workspace', () => {
  it('are asked for once, wherever they are shown', async () => {
    const asked: string[] = [];
    const images = createWorkspaceImages((path) => asked.push(path));
    const readings = [images.read('a.png'), images.read('b.png'), images.read('a.png')];
    images.receive('b.png', { dataUrl: 'data:b' });
    images.receive('a.png', { dataUrl: 'data:a' });
    images.receive('c.png', { dataUrl: 'data:c' });
    assert.deepEqual(await Promise.all(readings), [
      { dataUrl: 'data:a' },
      { dataUrl: 'data:b' },
      { dataUrl: 'data:a' },
    ]);
    assert.deepEqual(await images.read('a.png'), { dataUrl: 'data:a' });
    assert.deepEqual(asked, ['a.png', 'b.png']);
  });

  it('are asked for again if they could not be read, since they may be there by then', async () => {
    const asked: string[] = [];
    const images = createWorkspaceImages((path) => asked.push(path));
    const first = images.read('a.png');
    images.receive('a.png', { reason: 'not there' });
    assert.deepEqual(await first, { reason: 'not there' });
    void images.read('a.png');
    assert.deepEqual(asked, ['a.png', 'a.png']);
  });
});
