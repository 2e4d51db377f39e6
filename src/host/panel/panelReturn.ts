import type { ConversationKey } from '../../session/conversation.ts';
import { isSameConversation } from './panelIdentity.ts';
import { type PanelRecord, type RecordedPanel, missingPanels } from './panelRecord.ts';

/** How often, and how many times, it is looked whether the window before this one has ended by now. */
const lookAgainAfterMs = 1000;
const maxLooks = 60;

export interface PanelReturnOptions {
  readonly record: PanelRecord;
  /** The titles of the panels' tabs that VS Code restored, or will when they are shown. */
  readonly tabTitles: () => readonly string[];
  readonly open: (key: ConversationKey) => void;
  readonly isOpen: (key: ConversationKey) => boolean;
  /** Calls back after a while; returns how to call it off. */
  readonly setTimer: (delayMs: number, callback: () => void) => () => void;
}

/**
 * Brings back what the window before this one had open. VS Code saves its layout now and then, so that after a quick
 * reload a panel may be missing altogether, or its tab may be there and not know of which conversation it was.
 */
export interface PanelReturn {
  /** Which conversation a restored tab that kept nothing was of; undefined if nobody knows. */
  claim(title: string): Promise<ConversationKey | undefined>;
  /** A conversation is shown; it need not be brought back any more. */
  shown(key: ConversationKey): void;
  dispose(): void;
}

/** Begins to look at once. */
export function createPanelReturn(options: PanelReturnOptions): PanelReturn {
  const { record, tabTitles, open, isOpen, setTimer } = options;
  let waiting: readonly RecordedPanel[] = [];
  let isDisposed = false;
  let cancelTimer: (() => void) | undefined;
  /** Resolves with whether more may follow. */
  let look = lookNow();

  async function lookNow(): Promise<boolean> {
    const { panels, mayFollow } = await record.takeLeftBehind();
    if (isDisposed) return false;
    waiting = [...waiting, ...panels].filter(({ key }) => !isOpen(key));
    const missing = missingPanels(waiting, tabTitles());
    waiting = waiting.filter((panel) => !missing.includes(panel));
    for (const { key } of missing) open(key);
    return mayFollow;
  }

  /** The extension host of the window before may still be on its way out, for long on a busy machine. */
  async function lookOn(): Promise<void> {
    for (let looks = 1; (await look) && looks < maxLooks; looks += 1) {
      look = new Promise<void>((resolve) => {
        cancelTimer = setTimer(lookAgainAfterMs, resolve);
      }).then(lookNow);
    }
    look = Promise.resolve(false);
  }

  function take(title: string): RecordedPanel | undefined {
    const others = tabTitles();
    const found =
      waiting.find((panel) => panel.title === title) ??
      // The tab may know an older title.
      waiting.find((panel) => !others.includes(panel.title));
    waiting = waiting.filter((panel) => panel !== found);
    return found;
  }

  void lookOn();

  return {
    async claim(title) {
      for (;;) {
        // Where more may follow, the next look has begun by the time that this one is answered.
        const mayFollow = await look;
        const found = take(title);
        if (found || !mayFollow || isDisposed) return found?.key;
      }
    },
    shown(key) {
      waiting = waiting.filter((panel) => !isSameConversation(panel.key, key));
    },
    dispose() {
      isDisposed = true;
      cancelTimer?.();
    },
  };
}
