import assert from 'node:assert/strict';
import { createChangeBatch } from '../../../src/host/threads/changeBatch.ts';
import { createManualClock } from '../../support/manualClock.ts';

function drawing() {
  const clock = createManualClock();
  const drawn: (readonly string[] | undefined)[] = [];
  const batch = createChangeBatch<string>((changes) => drawn.push(changes), 100, clock);
  return { clock, drawn, batch };
}

describe('changes of the tree', () => {
  it('are drawn together, each once', async () => {
    const { clock, drawn, batch } = drawing();
    for (const row of ['a', 'b', 'a']) batch.add(row);
    await clock.advance(0);
    assert.deepEqual(drawn, [['a', 'b']]);
  });

  it('are everything if one of them is', async () => {
    const { clock, drawn, batch } = drawing();
    batch.add('a');
    batch.add(undefined);
    await clock.advance(0);
    assert.deepEqual(drawn, [undefined]);
  });

  it('that keep coming are drawn once per interval', async () => {
    const { clock, drawn, batch } = drawing();
    batch.add('a');
    await clock.advance(0);
    for (const row of ['b', 'c', 'd']) {
      batch.add(row);
      await clock.advance(30);
    }
    assert.deepEqual(drawn, [['a']]);
    await clock.advance(10);
    assert.deepEqual(drawn, [['a'], ['b', 'c', 'd']]);
  });

  it('are not drawn any more once the view is gone', async () => {
    const { clock, drawn, batch } = drawing();
    batch.add('a');
    batch.dispose();
    await clock.advance(100);
    assert.deepEqual(drawn, []);
  });
});
