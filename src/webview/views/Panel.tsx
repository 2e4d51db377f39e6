import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Message } from '../../model/message.ts';
import type { PanelState } from '../../model/panel.ts';
import { type TranscriptItem, transcriptOf } from '../../model/transcript.ts';
import { type ConversationItems, createConversationItems } from '../conversationItems.ts';
import { loadLater } from '../laterParts.ts';
import type { PanelActions } from '../panelActions.ts';
import type { PanelRequest, PanelStore, PanelView } from '../panelStore.ts';
import { isInUse, revealPart } from '../articleParts.ts';
import { createScrollKeeper, type ScrollKeeper } from '../scrollKeeper.ts';
import { articleElements, articleOf, farClass } from './articleElements.ts';
import { Composer } from './Composer.tsx';
import { Conversation } from './Conversation.tsx';
import { FindBar } from './FindBar.tsx';
import { Header } from './Header.tsx';
import { Icon } from './Icon.tsx';
import { type PanelContext, PanelContextProvider } from './panelContext.ts';
import { useArticleWindow } from './useArticleWindow.ts';
import { useDrop } from './useDrop.ts';
import { type Find, useFind } from './useFind.ts';
import { useOlderMessages } from './useOlderMessages.ts';

export interface PanelProps {
  readonly view: PanelView;
  readonly store: PanelStore;
  readonly context: PanelActions;
}

/** The whole panel. */
export function Panel({ view, store, context }: PanelProps): JSX.Element {
  const scroller = useRef<HTMLElement>(null);
  const keeper = useRef<ScrollKeeper | undefined>(undefined);
  const isRestored = useRef(false);
  const messages = useRef<readonly Message[] | undefined>(undefined);
  const startKey = useRef(startOf(store));
  /** An article that has to be drawn before it can be looked at. */
  const goal = useRef<{ readonly key: string; readonly reach: (element: HTMLElement) => void } | undefined>(undefined);
  const [isAtEnd, setAtEnd] = useState(true);
  const [focusRequest, setFocusRequest] = useState<object>();
  const box = useRef<HTMLTextAreaElement>(null);
  const { panel } = view;
  const articleWindow = useArticleWindow(() => keeper.current?.beforeInsertion());
  const items = useItems(panel);
  const find = useFind({
    items: items.all,
    nowMs: () => context.nowMs(),
    scroller: () => scroller.current,
    startKey: () => keeper.current?.firstKey(),
    goTo,
    onToggle: (isOpen) => context.readAll(isOpen),
    announce: (words) => store.announce(words),
  });
  const older = useOlderMessages(panel, () => context.loadOlder());

  const savePlace = useDebounced(() => {
    const place = keeper.current?.place();
    if (place && isRestored.current) store.setScrollPlace(place);
  });

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    const created = createScrollKeeper(
      element,
      () => articleElements(element),
      (article) => !article.classList.contains(farClass),
      () => {
        setAtEnd(created.isAtEnd());
        savePlace();
        look.current(element);
      },
    );
    keeper.current = created;
    return () => created.dispose();
  }, []);

  // Older ones come above what is read; a stored answer may have less above it than there was while it arrived.
  if (panel?.messages !== messages.current) keeper.current?.beforeInsertion();
  messages.current = panel?.messages;

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
    if (scroller.current) look.current(scroller.current);
    for (const request of store.takeRequests()) answer(request, panel);
    reachGoal();
  });

  const look = useRef<(scroller: HTMLElement) => void>(() => undefined);
  look.current = (element) => {
    if (!isRestored.current) return;
    articleWindow.update(element);
    older.look(element);
  };

  function answer(request: PanelRequest, state: PanelState): void {
    if (request.type === 'focus' && request.target !== 'lastMessage') {
      if (request.target === 'find') find.open();
      else setFocusRequest({});
      return;
    }
    const key = request.type === 'reveal' ? keyOf(request.messageId, state) : articleKeys(scroller.current).at(-1);
    if (key === undefined) return;
    goTo(key, (element) => {
      element.scrollIntoView({ block: request.type === 'reveal' ? 'start' : 'nearest' });
      // Revealing shows; it must not take the focus from the tree in which someone moves with the arrow keys.
      if (request.type === 'focus' || document.hasFocus()) element.focus({ preventScroll: true });
    });
  }

  /** Draws an article if need be, and then does something with it. */
  function goTo(key: string, reach: (element: HTMLElement) => void): void {
    goal.current = { key, reach };
    articleWindow.hold(key);
    reachGoal();
  }

  function reachGoal(): void {
    const wanted = goal.current;
    const element = wanted && scroller.current && articleOf(scroller.current, wanted.key);
    if (!wanted || !element || element.classList.contains(farClass)) return;
    goal.current = undefined;
    wanted.reach(element);
    // The end is not what is looked at now, even while the answer grows there.
    keeper.current?.reconsider();
    articleWindow.hold(undefined);
  }

  useFindKeys(find);
  const latestGoTo = useRef(goTo);
  latestGoTo.current = goTo;

  /** Goes to the message before or after the one with the focus, or else from the first one in view. */
  function walk(event: KeyboardEvent): void {
    const by = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey && steps[event.key];
    if (!by || (event.target as Element).matches('input, textarea, select')) return;
    event.preventDefault();
    const keys = articleKeys(scroller.current);
    const focused = document.activeElement?.closest('article')?.dataset['key'];
    const from = keys.indexOf(focused ?? keeper.current?.firstKey() ?? '');
    const key = keys[focused === undefined && by > 0 ? from : from + by];
    if (key === undefined) return;
    goTo(key, (element) => {
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: 'nearest' });
    });
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
    resize(element, change) {
      if (keeper.current) keeper.current.resize(element, change);
      else change();
    },
    isInUse: (id) => scroller.current !== null && isInUse(scroller.current, id, keeper.current?.isAtEnd() ?? true),
    quote(passage) {
      store.insertQuote(passage, box.current?.selectionStart);
      store.announce('Quoted in the message');
    },
    revealPart(itemKey, partKey) {
      latestGoTo.current(itemKey, (article) => revealPart(article, `${itemKey}/${partKey}`));
    },
  };
  const provided = useRef(own);
  const drop = useDrop({
    files(files) {
      void loadLater().then(({ takeFiles }) => takeFiles(files, panel?.canAttach?.images === true, own));
    },
    uris: (uris) => own.attachFiles(uris),
  });

  return (
    <PanelContextProvider value={provided.current}>
      <div class="panel" {...drop.listeners}>
        <header class="panel-header">{panel && <Header panel={panel} elapsed={view.elapsed} />}</header>
        <main class="panel-main">
          <div class="conversation-frame">
            <section
              ref={scroller}
              class="conversation"
              aria-label="Conversation"
              aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
              tabIndex={0}
              onKeyDown={walk}
            >
              <div class="conversation-content">
                {panel && (
                  <Conversation
                    panel={panel}
                    items={items}
                    elapsed={view.elapsed}
                    articleWindow={articleWindow}
                    startKey={startKey.current}
                    isLoadingOlder={older.isLoading}
                  />
                )}
              </div>
            </section>
            {find.view.isOpen && (
              <FindBar
                view={find.view}
                store={find.store}
                note={panel?.hasOlder ? noteOn(panel) : undefined}
                focusRequest={find.focusRequest}
                onClose={find.close}
              />
            )}
            {!isAtEnd && (
              <button type="button" class="jump" onClick={() => keeper.current?.jumpToEnd()}>
                <Icon name="arrowDown" />
                Jump to latest
              </button>
            )}
          </div>
          <Composer panel={panel} composer={view.composer} focusRequest={focusRequest} box={box} drop={drop.state} />
        </main>
        <div class="hidden-text" role="status">
          {view.announcement}
        </div>
      </div>
    </PanelContextProvider>
  );
}

/** The articles of the conversation, also as one list. */
function useItems(panel: PanelState | undefined): ConversationItems & { readonly all: readonly TranscriptItem[] } {
  const putTogether = useRef<ReturnType<typeof createConversationItems> | undefined>(undefined);
  putTogether.current ??= createConversationItems();
  const { earlier, latest } = putTogether.current(panel?.messages ?? noMessages, panel?.run);
  const all = useMemo(() => [...earlier, ...latest], [earlier, latest]);
  return { earlier, latest, all };
}

const noMessages: readonly Message[] = [];

/** Why not all messages are looked through yet. */
function noteOn({ problem }: PanelState): string {
  return problem ? 'Older messages could not be read and are not looked through.' : 'Reading older messages…';
}

/** The keys with which editors are searched, wherever the focus is in the panel. */
function useFindKeys(find: Find): void {
  const latest = useRef(find);
  latest.current = find;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { view, store, open } = latest.current;
      const isFind =
        (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'f';
      const isStep = event.key === 'F3' && view.isOpen;
      if (!isFind && !isStep) return;
      event.preventDefault();
      if (isFind) open();
      else if (event.shiftKey) store.previous();
      else store.next();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}

function articleKeys(scroller: HTMLElement | null): readonly string[] {
  return scroller ? Array.from(articleElements(scroller), ({ dataset }) => dataset['key'] ?? '') : [];
}

function keyOf(messageId: string, state: PanelState): string | undefined {
  return transcriptOf(state.messages).find((item) => item.messages.some((message) => message.id === messageId))?.key;
}

/** The article at which the reader was when the panel was left; undefined: at the end. */
function startOf(store: PanelStore): string | undefined {
  const place = store.scrollPlace();
  return place?.isAtEnd === false ? place.key : undefined;
}

/** With Alt: from message to message. */
const steps: Readonly<Record<string, number>> = { ArrowUp: -1, ArrowDown: 1 };

/** How long scrolling must pause before the place is written down. */
const pauseMs = 200;

function useDebounced(callback: () => void): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  return () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(callback, pauseMs);
  };
}
