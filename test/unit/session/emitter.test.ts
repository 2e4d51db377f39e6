import assert from 'node:assert/strict';
import { createDisposableStore, toDisposable } from '../../../src/session/disposables.ts';
import { createEmitter } from '../../../src/session/emitter.ts';

describe('an emitter', () => {
  it('tells every listener although one throws, and hands the error over', () => {
    const errors: unknown[] = [];
    const heard: string[] = [];
    const emitter = createEmitter<string>((error) => errors.push(error));
    emitter.subscribe(() => {
      throw new Error('broken');
    });
    emitter.subscribe((value) => heard.push(value));
    emitter.emit('a');
    assert.deepEqual(heard, ['a']);
    assert.equal(errors.length, 1);
  });

  it('says when the first listener comes and when the last one goes, each once', () => {
    const states: boolean[] = [];
    const emitter = createEmitter<void>(
      () => undefined,
      (isListening) => states.push(isListening),
    );
    const first = emitter.subscribe(() => undefined);
    const second = emitter.subscribe(() => undefined);
    first.dispose();
    first.dispose();
    assert.equal(emitter.hasListeners, true);
    second.dispose();
    assert.deepEqual(states, [true, false]);
  });

  it('lets a listener remove itself and others while a value is told', () => {
    const heard: string[] = [];
    const emitter = createEmitter<string>(() => undefined);
    const own = emitter.subscribe(() => {
      own.dispose();
      later.dispose();
      heard.push('own');
    });
    const later = emitter.subscribe(() => heard.push('later'));
    emitter.emit('a');
    emitter.emit('b');
    assert.deepEqual(heard, ['own', 'later']);
  });

  it('is silent after disposal', () => {
    const heard: string[] = [];
    const emitter = createEmitter<string>(() => undefined);
    emitter.subscribe((value) => heard.push(value));
    emitter.dispose();
    emitter.emit('a');
    emitter.subscribe((value) => heard.push(value));
    emitter.emit('b');
    assert.deepEqual(heard, []);
  });
});

describe('a store of disposables', () => {
  it('disposes newest first, once, and all of them although one throws', () => {
    const order: string[] = [];
    const errors: unknown[] = [];
    const store = createDisposableStore((error) => errors.push(error));
    store.add(toDisposable(() => order.push('a')));
    store.add(
      toDisposable(() => {
        throw new Error('broken');
      }),
    );
    store.add(toDisposable(() => order.push('c')));
    store.dispose();
    store.dispose();
    assert.deepEqual(order, ['c', 'a']);
    assert.equal(errors.length, 1);
    assert.equal(store.isDisposed, true);
  });

  it('disposes at once what comes too late', () => {
    const store = createDisposableStore(() => undefined);
    store.dispose();
    let isDisposed = false;
    store.add(toDisposable(() => (isDisposed = true)));
    assert.equal(isDisposed, true);
  });
});
