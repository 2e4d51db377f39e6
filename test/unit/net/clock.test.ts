import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import net from 'node:net';
import { systemClock } from '../../../src/net/clock.ts';
import { createManualClock } from '../../support/manualClock.ts';

describe('a clock', () => {
  it('calls back when the time has come, not before', async () => {
    const clock = createManualClock();
    const calls: number[] = [];
    clock.setTimer(100, () => calls.push(clock.now()));
    await clock.advance(99);
    assert.deepEqual(calls, []);
    await clock.advance(1);
    assert.deepEqual(calls, [100]);
  });

  it('does not call back after the timer was cancelled', async () => {
    const clock = createManualClock();
    const cancel = clock.setTimer(100, () => assert.fail('cancelled'));
    cancel();
    cancel();
    await clock.advance(1000);
    assert.deepEqual(clock.pending, []);
  });

  it('ends a delay early with the reason of the signal, and leaves no timer behind', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const delay = clock.delay(100, controller.signal);
    controller.abort(new Error('not wanted any more'));
    await assert.rejects(delay, /not wanted any more/);
    assert.deepEqual(clock.pending, []);
  });

  it('does not begin a delay for a signal that is aborted already', async () => {
    const clock = createManualClock();
    await assert.rejects(clock.delay(100, AbortSignal.abort(new Error('too late'))), /too late/);
    assert.deepEqual(clock.pending, []);
  });

  it('resolves a delay in its time and lets go of the signal', async () => {
    const clock = createManualClock();
    const controller = new AbortController();
    const delay = clock.delay(100, controller.signal);
    await clock.advance(100);
    await delay;
    assert.deepEqual(getEventListeners(controller.signal, 'abort'), []);
  });

  it('of the system goes forward and calls back', async () => {
    const start = systemClock.now();
    await systemClock.delay(1);
    assert.ok(systemClock.now() > start);
  });

  it('of the system lets input that is there already go first, however late it is', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const socket = net.connect((server.address() as net.AddressInfo).port, '127.0.0.1');
    const [[peer]] = (await Promise.all([once(server, 'connection'), once(socket, 'connect')])) as [[net.Socket], []];
    const order: string[] = [];
    const received = once(socket, 'data').then(() => order.push('data'));
    const timedOut = new Promise<void>((resolve) => {
      systemClock.setTimer(1, () => {
        order.push('timer');
        resolve();
      });
    });
    // The byte is on its way at once; the timer becomes due before the process can look at either.
    peer.write('x');
    const until = systemClock.now() + 20;
    while (systemClock.now() < until);
    await Promise.all([received, timedOut]);
    socket.destroy();
    peer.destroy();
    server.close();
    assert.deepEqual(order, ['data', 'timer']);
  });
});
