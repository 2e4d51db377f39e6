import type { ColorThemeMessage } from '../model/colorTheme.ts';
import type { AnswerDraft } from '../model/inputRequest.ts';
import {
  type FileMessage,
  type HostMessage,
  type PanelIdentity,
  type PanelState,
  type PanelTarget,
  applyTimelineNews,
} from '../model/panel.ts';
import { joined } from '../model/listSplice.ts';
import { isObject, optional } from '../model/parse.ts';
import { announcements, spokenAgain } from './announcements.ts';
import { createAnswerStore } from './answerStore.ts';
import { type AppendedText, createAppendedText } from './appendedText.ts';
import { type ComposerStore, type ComposerView, createComposerStore } from './composerStore.ts';
import type { HostPort } from './hostPort.ts';
import { type KeptChanges, type KeptState, readIdentity, readKeptState, type ScrollPlace } from './keptState.ts';
import { isBusy } from './words.ts';
import { createWorkspaceImages, type WorkspaceImages } from './workspaceImages.ts';

/** Everything the views show. */
export interface PanelView {
  /** Absent until the host's first snapshot. */
  readonly panel?: PanelState;
  readonly composer: ComposerView;
  /** How long the run has taken, at `atMs` of the panel's clock; counts on while `isRunning`. */
  readonly elapsed: { readonly ms: number; readonly atMs: number; readonly isRunning: boolean };
  /** What the status region says. */
  readonly announcement: string;
}

/** Something the host asks to be looked at; new object, new request. */
export type PanelRequest =
  { readonly type: 'reveal'; readonly messageId: string } | { readonly type: 'focus'; readonly target: PanelTarget };

export interface PanelStore {
  readonly appended: AppendedText;
  /** Pictures of the workspace that answers show. */
  readonly images: WorkspaceImages;
  view(): PanelView;
  /** A message from the host. Anything else is ignored. */
  receive(message: unknown): void;
  /** To be called when the view is about to be drawn: what the host posts then arrives early for the next frame. */
  drawing(): void;
  /** Says that the panel listens; the host answers with a snapshot. */
  start(): void;
  type(text: string): void;
  send(): void;
  /** Puts a passage into what is typed, as a quote; `at` is where the cursor is. */
  insertQuote(passage: string, at?: number): void;
  readonly composer: Pick<ComposerStore, 'attachText' | 'undoPaste' | 'editQueued' | 'inserted' | 'newer'>;
  /** Puts an earlier prompt into the box. Returns whether the text has changed. */
  olderPrompt(): boolean;
  /** Hands over the draft at once: the panel may be gone in a moment. */
  flush(): void;
  announce(text: string): void;
  /** Says something at the composer about what was to go with the message; undefined takes it away. */
  remark(text: string | undefined): void;
  /** What is typed in answer to a request; kept over hiding and reload until the request is gone. */
  answerDraft(key: string): AnswerDraft;
  typeAnswer(key: string, draft: AnswerDraft): void;
  isOpen(key: string): boolean | undefined;
  setOpen(key: string, isOpen: boolean): void;
  scrollPlace(): ScrollPlace | undefined;
  setScrollPlace(place: ScrollPlace): void;
  /** Requests that were not looked at yet; they are handed out once. */
  takeRequests(): readonly PanelRequest[];
}

/** What the store needs from the outside; tests bring their own clock. */
export interface PanelStoreOptions {
  readonly port: HostPort;
  readonly identity?: PanelIdentity;
  readonly nowMs: () => number;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  /** Calls back after a while; returns how to call it off. */
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly createNonce: () => string;
  /** Something changed; the views should be rendered with the next frame. */
  readonly onChange: () => void;
}

/** How many disclosures are remembered. */
const maxKeptDisclosures = 400;

/**
 * The panel's state: what the host said, what is typed, and what is open and scrolled. Knows nothing of the DOM.
 */
export function createPanelStore(options: PanelStoreOptions): PanelStore {
  const { port, nowMs, onChange } = options;
  const stored = port.getState();
  const appended = createAppendedText();
  const images = createWorkspaceImages((path) => port.post({ type: 'readImage', path }));
  let identity = options.identity ?? readIdentity(stored);
  let kept: KeptState = readKeptState(stored);
  let panel: PanelState | undefined;
  let seq = -1;
  let elapsed: PanelView['elapsed'] = { ms: 0, atMs: 0, isRunning: false };
  let announcement = '';
  let requests: PanelRequest[] = [];
  /** How many posts were received since the last frame. */
  let undrawn = 0;
  /** True from asking for a snapshot until it comes; a second one would only cost. */
  let isWaiting = false;

  const composer = createComposerStore({
    ...options,
    post: (message) => port.post(message),
    kept,
    keep: (changes) => keep(changes),
    announce,
  });
  const answers = createAnswerStore({
    ...options,
    post: (message) => port.post(message),
    kept: kept.answers,
    keptAtMs: kept.answersAtMs ?? 0,
    keep: (answers, answersAtMs) => keep({ answers, answersAtMs }),
  });
  keep({});

  function keep(changes: KeptChanges): void {
    kept = { open: kept.open, ...optional({ ...kept, ...changes }) };
    port.setState({ ...identity, ui: kept });
  }

  function announce(text: string): void {
    announcement = spokenAgain(announcement, text);
    onChange();
  }

  function setPanel(next: PanelState, isSnapshot: boolean): void {
    const before = panel;
    undrawn += 1;
    panel = next;
    updateElapsed(next, isSnapshot);
    answers.onState(next);
    const words = announcements(before, next, elapsed.ms);
    if (words.length > 0) announce(words.join('. '));
    onChange();
  }

  function updateElapsed({ run }: PanelState, isSnapshot: boolean): void {
    const isRunning = isBusy(run) && run?.state.status !== 'ended';
    if (isSnapshot) {
      elapsed = { ms: run?.elapsedMs ?? 0, atMs: nowMs(), isRunning };
    } else if (elapsed.isRunning && !isRunning) {
      elapsed = { ms: elapsed.ms + nowMs() - elapsed.atMs, atMs: nowMs(), isRunning };
    }
  }

  function askForSnapshot(): void {
    if (isWaiting) return;
    isWaiting = true;
    port.post({ type: 'ready' });
  }

  function onSnapshot({ seq: newSeq, state, kept: ends }: Extract<HostMessage, { type: 'snapshot' }>): void {
    const messages = ends ? joined(panel?.messages ?? [], ends, state.messages) : state.messages;
    if (!messages) {
      askForSnapshot();
      return;
    }
    seq = newSeq;
    isWaiting = false;
    const whole = { ...state, messages };
    setPanel(whole, true);
    composer.onSnapshot(whole);
  }

  function receive(message: unknown): void {
    if (!isThreadMessage(message)) return;
    switch (message.type) {
      case 'snapshot':
        onSnapshot(message);
        return;
      case 'events':
        if (!panel || message.seq !== seq + 1) {
          askForSnapshot();
          return;
        }
        seq = message.seq;
        setPanel(applyTimelineNews(appended.apply(panel, message.events), message.timeline), false);
        return;
      case 'accepted':
        composer.onAccepted(message.nonce);
        return;
      case 'rejected':
        composer.onRejected(message.nonce, message.reason);
        return;
      case 'history':
        composer.onHistory(message.prompts, panel);
        return;
      case 'itemText':
        composer.onItemText(message.id, message.text);
        return;
      case 'identity':
        identity = message.identity;
        keep({});
        return;
      case 'image':
        images.receive(message.path, message.reading);
        return;
      case 'reveal':
      case 'focus':
        requests.push(message);
        onChange();
        return;
    }
  }

  return {
    appended,
    images,
    view: () => ({ composer: composer.view(), elapsed, announcement, ...optional({ panel }) }),
    receive,
    drawing() {
      if (undrawn === 0) return;
      port.post({ type: 'drawn', count: undrawn });
      undrawn = 0;
    },
    start: askForSnapshot,
    type: (text) => composer.type(text),
    send: () => composer.send(panel),
    insertQuote: (passage, at) => composer.insertQuote(passage, at),
    composer,
    olderPrompt: () => composer.older(panel),
    flush() {
      composer.flush();
      answers.flush();
    },
    announce,
    remark: (text) => composer.remark(text),
    answerDraft: (key) => answers.draft(key),
    typeAnswer: (key, draft) => answers.type(key, draft),
    isOpen: (key) => kept.open[key],
    setOpen(key, isOpen) {
      const { [key]: _, ...others } = kept.open;
      const entries = Object.entries(others).slice(-maxKeptDisclosures + 1);
      keep({ open: { ...Object.fromEntries(entries), [key]: isOpen } });
    },
    scrollPlace: () => kept.scroll,
    setScrollPlace: (scroll) => keep({ scroll }),
    takeRequests() {
      const taken = panel?.load === 'ready' ? requests : [];
      if (taken.length > 0) requests = [];
      return taken;
    },
  };
}

const threadMessageTypes: ReadonlySet<unknown> = new Set<ThreadMessage['type']>([
  'snapshot',
  'events',
  'accepted',
  'rejected',
  'identity',
  'image',
  'history',
  'itemText',
  'reveal',
  'focus',
]);

/** What the host says about the thread. */
type ThreadMessage = Exclude<HostMessage, ColorThemeMessage | FileMessage>;

/** The host is our own code, built together with this; its messages need no more than telling apart. */
function isThreadMessage(value: unknown): value is ThreadMessage {
  return isObject(value) && threadMessageTypes.has(value['type']);
}
