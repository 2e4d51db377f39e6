import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';
import { transcriptOf } from '../../model/transcript.ts';
import { hasFiles, takeImages } from '../imageFiles.ts';
import type { PanelRequest, PanelStore, PanelView } from '../panelStore.ts';
import { createScrollKeeper, type ScrollKeeper } from '../scrollKeeper.ts';
import { Composer } from './Composer.tsx';
import { Conversation } from './Conversation.tsx';
import { Header } from './Header.tsx';
import { Icon } from './Icon.tsx';
import { type PanelContext, PanelContextProvider } from './panelContext.ts';

export interface PanelProps {
  readonly view: PanelView;
  readonly store: PanelStore;
  readonly context: PanelContext;
}

/** The whole panel. */
export function Panel({ view, store, context }: PanelProps): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  const keeper = useRef<ScrollKeeper | undefined>(undefined);
  const isRestored = useRef(false);
  const firstMessage = useRef<string | undefined>(undefined);
  const [isAtEnd, setAtEnd] = useState(true);
  const [focusRequest, setFocusRequest] = useState<object>();
  const { panel } = view;

  const savePlace = useDebounced(() => {
    const place = keeper.current?.place();
    if (place && isRestored.current) store.setScrollPlace(place);
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const created = createScrollKeeper(
      element,
      () => articlesIn(element),
      () => {
        setAtEnd(created.isAtEnd());
        savePlace();
      },
    );
    keeper.current = created;
    return () => created.dispose();
  }, []);

  const oldest = panel?.messages[0]?.id;
  if (oldest !== firstMessage.current) keeper.current?.beforeInsertion();
  firstMessage.current = oldest;

  useLayoutEffect(() => {
    if (!keeper.current) return;
    keeper.current.afterChange();
    if (panel?.load !== 'ready') return;
    if (!isRestored.current) {
      isRestored.current = true;
      const place = store.scrollPlace();
      if (place) keeper.current.restore(place);
      setAtEnd(keeper.current.isAtEnd());
    }
    for (const request of store.takeRequests()) answer(request, panel);
  });

  function answer(request: PanelRequest, state: PanelState): void {
    if (request.type === 'focus' && request.target === 'composer') {
      setFocusRequest({});
      return;
    }
    const articles = articlesIn(scroller.current);
    const key = request.type === 'reveal' ? keyOf(request.messageId, state) : articles.at(-1)?.key;
    const target = articles.find((each) => each.key === key)?.element;
    target?.scrollIntoView({ block: request.type === 'reveal' ? 'start' : 'nearest' });
    // Revealing shows; it must not take the focus from the tree in which someone moves with the arrow keys.
    if (request.type === 'focus' || document.hasFocus()) target?.focus({ preventScroll: true });
  }

  const own: PanelContext = {
    ...context,
    send() {
      context.send();
      // Whoever sends wants to see what comes of it.
      keeper.current?.jumpToEnd();
    },
    setOpen(key, isOpen) {
      context.setOpen(key, isOpen);
      keeper.current?.reconsider();
    },
  };
  const provided = useRef(own);
  const drop = useDrop((files) => void takeImages(files, panel?.canAttach?.images === true, own));

  return (
    <PanelContextProvider value={provided.current}>
      <div class="panel" {...drop.listeners}>
        <header class="panel-header">{panel && <Header panel={panel} elapsed={view.elapsed} />}</header>
        <main class="panel-main">
          <div class="conversation-frame">
            <section ref={scroller} class="conversation" aria-label="Conversation" tabIndex={0}>
              <div class="conversation-content">{panel && <Conversation panel={panel} elapsed={view.elapsed} />}</div>
            </section>
            {!isAtEnd && (
              <button type="button" class="jump" onClick={() => keeper.current?.jumpToEnd()}>
                <Icon name="arrowDown" />
                Jump to latest
              </button>
            )}
          </div>
          <Composer
            panel={panel}
            composer={view.composer}
            focusRequest={focusRequest}
            isDropTarget={drop.isOver && panel?.canAttach?.images === true}
          />
        </main>
        <div class="hidden-text" role="status">
          {view.announcement}
        </div>
      </div>
    </PanelContextProvider>
  );
}

/** Takes files that are dropped anywhere on the panel; without it the page would be left for them. */
function useDrop(take: (files: readonly File[]) => void) {
  const [isOver, setOver] = useState(false);
  const listeners = {
    onDragOver(event: DragEvent) {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      if (!isOver) setOver(true);
    },
    onDragLeave(event: DragEvent & { readonly currentTarget: HTMLElement }) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop(event: DragEvent) {
      setOver(false);
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      take([...(event.dataTransfer?.files ?? [])]);
    },
  };
  return { isOver, listeners };
}

function articlesIn(scroller: HTMLElement | null): readonly { readonly key: string; readonly element: HTMLElement }[] {
  const articles = scroller?.querySelectorAll<HTMLElement>('article') ?? [];
  return [...articles].map((element) => ({ key: element.dataset['key'] ?? '', element }));
}

function keyOf(messageId: string, state: PanelState): string | undefined {
  return transcriptOf(state.messages).find((item) => item.messages.some((message) => message.id === messageId))?.key;
}

/** How long scrolling must pause before the place is written down. */
const pauseMs = 200;

function useDebounced(callback: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(callback, pauseMs);
  };
}
