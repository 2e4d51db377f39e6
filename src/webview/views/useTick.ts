import { useEffect, useState } from 'preact/hooks';

/** Draws the view that uses it once a second, while `isWanted` and while anybody can see it. */
export function useTick(isWanted: boolean): void {
  const [, tick] = useState(0);
  useEffect(() => {
    if (!isWanted) return undefined;
    const timer = setInterval(() => {
      if (!document.hidden) tick((count) => count + 1);
    }, 1000);
    return () => clearInterval(timer);
  }, [isWanted]);
}
