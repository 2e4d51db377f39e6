// The little of react-dom that the measurements use; its own types are not worth a dependency.
declare module 'react-dom' {
  export function flushSync(update: () => void): void;
}

declare module 'react-dom/client' {
  import type { ReactNode } from 'react';

  export function createRoot(element: Element): { render(node: ReactNode): void; unmount(): void };
}
