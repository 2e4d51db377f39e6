import type { CodeColours, CodeView } from './codeColours.ts';

/**
 * Colours that are loaded with the first block of code in a language that has some. Until then, and where they cannot be
 * loaded, code stays plain.
 */
export function createColoursLater(load: () => Promise<CodeColours>): CodeColours {
  let colours: CodeColours | undefined;
  let isLoading = false;
  /** Blocks that were there before, and whether each was being written. */
  const waiting = new Map<CodeView, boolean>();

  async function begin(): Promise<void> {
    try {
      colours = await load();
    } catch {
      // Without them code stays as it is, which can be read.
      waiting.clear();
      return;
    }
    for (const [view, isGrowing] of waiting) colours.update(view, isGrowing);
    waiting.clear();
  }

  return {
    update(view, isGrowing) {
      if (colours) return colours.update(view, isGrowing);
      if (view.grammar() === undefined) return;
      if (!isLoading || waiting.size > 0) waiting.set(view, isGrowing);
      if (isLoading) return;
      isLoading = true;
      void begin();
    },
    takeBack: (view) => colours?.takeBack(view),
    restart: (view) => colours?.restart(view),
    receive: (message) => colours?.receive(message),
  };
}
