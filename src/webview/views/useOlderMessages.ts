import { useState } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';

/** How near the beginning of what is loaded the reader must be, in views of the conversation. */
const viewsAhead = 1.5;

/** Older pages, which come as the reader gets near them. */
export interface OlderMessages {
  /** True from asking until they are there, or until a problem is told. */
  readonly isLoading: boolean;
  /** To be called whenever the reader may have moved. */
  look(scroller: HTMLElement): void;
}

/** Asks for the next older page once; after a failure it takes the button. */
export function useOlderMessages(panel: PanelState | undefined, load: () => void): OlderMessages {
  const [asked, setAsked] = useState<string>();
  const oldest = panel?.messages[0]?.id;
  const canLoad = panel?.load === 'ready' && panel.hasOlder && !panel.problem && oldest !== undefined;
  return {
    isLoading: canLoad && asked === oldest,
    look(scroller) {
      if (!canLoad || asked === oldest || scroller.clientHeight === 0) return;
      if (scroller.scrollTop > scroller.clientHeight * viewsAhead) return;
      setAsked(oldest);
      load();
    },
  };
}
