/** Something that holds a resource until it is told to let go. Structurally VS Code's own `Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and lets go of them together, newest first. What is added after disposal is disposed at once. */
export interface DisposableStore extends Disposable {
  readonly isDisposed: boolean;
  /** Takes ownership and hands the same thing back. */
  add<T extends Disposable>(disposable: T): T;
}

/** A disposable that runs `action` once, however often it is disposed. */
export function toDisposable(action: () => void): Disposable {
  let isDisposed = false;
  return {
    dispose(): void {
      if (isDisposed) return;
      isDisposed = true;
      action();
    },
  };
}

/**
 * An empty store.
 *
 * @param onError told what a disposable threw; the others are disposed all the same
 */
export function createDisposableStore(onError: (error: unknown) => void): DisposableStore {
  const owned: Disposable[] = [];
  let isDisposed = false;

  function disposeOne(disposable: Disposable): void {
    try {
      disposable.dispose();
    } catch (error) {
      onError(error);
    }
  }

  return {
    get isDisposed(): boolean {
      return isDisposed;
    },
    add(disposable) {
      if (isDisposed) disposeOne(disposable);
      else owned.push(disposable);
      return disposable;
    },
    dispose(): void {
      isDisposed = true;
      for (let next = owned.pop(); next !== undefined; next = owned.pop()) disposeOne(next);
    },
  };
}
