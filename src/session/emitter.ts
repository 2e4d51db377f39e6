import { type Disposable, toDisposable } from './disposables.ts';

/** Registers a listener until the result is disposed. Has the form of VS Code's `Event` with one argument. */
export type Subscribe<T> = (listener: (value: T) => void) => Disposable;

export interface Emitter<T> extends Disposable {
  readonly subscribe: Subscribe<T>;
  readonly hasListeners: boolean;
  emit(value: T): void;
}

/**
 * Tells every listener, in order of registration. A listener that throws does not keep the others from hearing it;
 * `onError` is told. Listeners added or removed while a value is being told take effect with the next value.
 *
 * @param onListening called when the first listener comes (true) and when the last one goes (false)
 */
export function createEmitter<T>(
  onError: (error: unknown) => void,
  onListening?: (isListening: boolean) => void,
): Emitter<T> {
  let listeners: readonly { readonly call: (value: T) => void }[] = [];
  let isDisposed = false;

  return {
    subscribe(call) {
      if (isDisposed) return toDisposable(() => undefined);
      const entry = { call };
      listeners = [...listeners, entry];
      if (listeners.length === 1) onListening?.(true);
      return toDisposable(() => {
        if (!listeners.includes(entry)) return;
        listeners = listeners.filter((each) => each !== entry);
        if (listeners.length === 0) onListening?.(false);
      });
    },
    get hasListeners(): boolean {
      return listeners.length > 0;
    },
    emit(value) {
      for (const { call } of listeners) {
        try {
          call(value);
        } catch (error) {
          onError(error);
        }
      }
    },
    dispose(): void {
      const wasListening = listeners.length > 0;
      isDisposed = true;
      listeners = [];
      if (wasListening) onListening?.(false);
    },
  };
}
