import type { ComposerItem, PanelMessage, PanelState } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import type { KeptChanges, KeptState } from './keptState.ts';
import { withQuote } from './quote.ts';
import { canStop } from './words.ts';

/** How long the host may take to say that a prompt is safe. */
const acknowledgeWithinMs = 2_000;

/** How long typing must pause before the draft is handed over. */
const draftPauseMs = 300;

export interface ComposerView {
  readonly text: string;
  /** True while a prompt is on its way to the host. */
  readonly isSending: boolean;
  /** Why the last prompt came back. */
  readonly notice?: string;
  /** What should be known about an image or file that was to go with the message. */
  readonly remark?: string;
  /** Where the cursor belongs, in characters; a new object whenever it is to go there, with the focus. */
  readonly cursor?: { readonly at: number };
  /** Whether another text comes back into the box when this one is sent. */
  readonly hasStash?: boolean;
  /** True while the text is an earlier prompt, untouched. */
  readonly isBrowsing?: boolean;
  /** A text to be put at the cursor, in place of the item with this id. */
  readonly insertion?: { readonly id: string; readonly text: string };
}

export interface ComposerStore {
  view(): ComposerView;
  type(text: string): void;
  /**
   * Puts a passage into what is typed, as a quote, where one goes on to write.
   *
   * @param at where the cursor is; left out: at the end
   */
  insertQuote(passage: string, at?: number): void;
  send(panel: PanelState | undefined): void;
  flush(): void;
  /** Puts an earlier prompt into the box, if nothing else is in it. Returns whether the text has changed. */
  older(panel: PanelState | undefined): boolean;
  /** The one after it; after the last one the box is empty again. */
  newer(): boolean;
  onHistory(prompts: readonly string[], panel: PanelState | undefined): void;
  /** A long text from the clipboard (without a name) or from a file goes with the message. */
  attachText(text: string, name?: string): void;
  /** Takes away the text that was pasted last, if nothing was typed since. Returns whether there was one. */
  undoPaste(): boolean;
  /** Takes a queued message back into the box; what is there comes back when it is sent. */
  editQueued(nonce: string): void;
  onItemText(id: string, text: string): void;
  /** The insertion was made. */
  inserted(id: string): void;
  remark(text: string | undefined): void;
  onSnapshot(state: PanelState): void;
  onAccepted(nonce: string): void;
  onRejected(nonce: string, reason: string): void;
}

export interface ComposerStoreOptions {
  readonly post: (message: PanelMessage) => void;
  readonly setTimer: (callback: () => void, delayMs: number) => () => void;
  readonly createNonce: () => string;
  /** Milliseconds since 1970. */
  readonly epochMs: () => number;
  readonly kept: KeptState;
  readonly keep: (changes: KeptChanges) => void;
  readonly announce: (text: string) => void;
  readonly onChange: () => void;
}

/**
 * Why nothing can be sent now, in words for the person; undefined if it can.
 */
export function reasonNotToSend(panel: PanelState | undefined, composer: ComposerView): string | undefined {
  if (!panel || panel.load === 'loading') return 'The thread is still being loaded.';
  if (composer.isSending) return 'The last message is on its way.';
  if (panel.cannotSend !== undefined) return panel.cannotSend;
  return composer.text.trim() === '' ? missingText(panel.items ?? []) : undefined;
}

/** A text that was pasted can be all there is to say. */
function missingText(items: readonly ComposerItem[]): string | undefined {
  const [first] = items;
  if (!first) return 'Type a message first.';
  if (items.some(({ kind }) => kind === 'text')) return undefined;
  return `Type a message to go with the ${items.length > 1 ? 'attachments' : first.kind}.`;
}

/** Whether a message that is sent now waits for the agent to finish. */
export function willQueue(panel: PanelState | undefined): boolean {
  // A run that has ended and is only being read back keeps nobody waiting: the prompt goes after it.
  return canStop(panel?.run);
}

function wasSent(text: string, { messages, queue = [] }: PanelState): boolean {
  if (queue.some((each) => each.text.trim() === text.trim())) return true;
  const latest = messages.findLast((message) => message.nonce !== undefined);
  return latest?.question !== undefined && latest.question.trim() === text.trim();
}

/**
 * What is typed. A prompt leaves the box when it is sent but is kept until the host has it on disk; without that word it
 * comes back.
 */
export function createComposerStore(options: ComposerStoreOptions): ComposerStore {
  const { post, setTimer, keep, announce, onChange } = options;
  let text = options.kept.draft ?? '';
  let typedAtMs = options.kept.draftAtMs ?? 0;
  /** True while the text is what an earlier panel left, untouched. */
  let isLeftOver = text !== '';
  let pending = options.kept.pending;
  let returned: { readonly nonce: string; readonly text: string } | undefined;
  let notice: string | undefined;
  let remark: string | undefined;
  let cursor: ComposerView['cursor'];
  /** The draft as the host knows it; undefined until it has said so. */
  let hostDraft: string | undefined;
  let stopWaiting: (() => void) | undefined;
  let stopDraftTimer: (() => void) | undefined;
  let stash = options.kept.stash ?? [];
  /** The queued message that was asked back and has not come: what is typed meanwhile must not take its place. */
  let editing: string | undefined;
  let stopEditing: (() => void) | undefined;
  let lastPaste: { readonly id: string; readonly text: string } | undefined;
  let insertion: ComposerView['insertion'];
  /** Of the workspace, as the host told last. */
  let history: readonly string[] = [];
  /** The earlier prompt in the box, among `browsedList`. */
  let browsed: number | undefined;
  let browsedList: readonly string[] = [];
  let wantsOlder = false;

  /** Earlier prompts, those of this thread first, each once. */
  function prompts(panel: PanelState | undefined): readonly string[] {
    const own = (panel?.messages ?? []).flatMap(({ role, question }) =>
      role === 'user' && question ? [question] : [],
    );
    return [...new Set([...own.toReversed(), ...history])];
  }

  function browse(index: number | undefined, next: string): void {
    browsed = index;
    setText(next);
    handOverSoon();
  }

  function older(panel: PanelState | undefined): boolean {
    if (browsed === undefined && text !== '') return false;
    const index = browsed === undefined ? 0 : browsed + 1;
    if (index === 0) {
      wantsOlder = true;
      post({ type: 'history' });
    }
    browsedList = prompts(panel);
    const next = browsedList[index];
    if (next === undefined) return false;
    wantsOlder = false;
    browse(index, next);
    return true;
  }

  function handOverSoon(): void {
    stopDraftTimer?.();
    stopDraftTimer = setTimer(flush, draftPauseMs);
  }

  function setEditing(nonce: string | undefined): void {
    stopEditing?.();
    editing = nonce;
    stopEditing = nonce === undefined ? undefined : setTimer(() => setEditing(undefined), acknowledgeWithinMs);
  }

  function setStash(next: readonly string[]): void {
    stash = next;
    keep({ stash: next.length > 0 ? next : undefined });
  }

  /** @param atMs when it was typed elsewhere; absent: here and now */
  function setText(next: string, atMs = Math.max(options.epochMs(), typedAtMs)): void {
    text = next;
    typedAtMs = atMs;
    keep({ draft: next, draftAtMs: atMs });
    onChange();
  }

  function flush(): void {
    stopDraftTimer?.();
    stopDraftTimer = undefined;
    if (hostDraft === undefined || hostDraft === text || editing !== undefined) return;
    hostDraft = text;
    post({ type: 'draft', text, atMs: typedAtMs });
  }

  function settle(): void {
    stopWaiting?.();
    stopWaiting = undefined;
    pending = undefined;
    keep({ pending: undefined });
  }

  function giveBack(reason: string): void {
    if (!pending) return;
    returned = pending;
    const back = pending.text;
    settle();
    notice = reason;
    setText(text.trim() === '' ? back : `${back}\n${text}`);
    flush();
    announce(`Not sent. ${reason}`);
  }

  return {
    view: () => ({
      text,
      isSending: pending !== undefined,
      ...optional({
        notice,
        remark,
        insertion,
        cursor,
        hasStash: stash.length > 0 || undefined,
        isBrowsing: browsed !== undefined || undefined,
      }),
    }),

    type(next) {
      if (next === text) return;
      notice = undefined;
      remark = undefined;
      isLeftOver = false;
      browsed = undefined;
      wantsOlder = false;
      lastPaste = undefined;
      setText(next);
      handOverSoon();
    },

    insertQuote(passage, at = text.length) {
      const quoted = withQuote(text, at, passage);
      cursor = { at: quoted.cursor };
      this.type(quoted.text);
    },

    send(panel) {
      const view = { text, isSending: pending !== undefined };
      if (reasonNotToSend(panel, view) !== undefined) return;
      const nonce = options.createNonce();
      pending = { nonce, text };
      returned = undefined;
      notice = undefined;
      remark = undefined;
      keep({ pending });
      // The host takes its draft away when it is what was sent; an older one would come back into the box.
      flush();
      hostDraft = '';
      post({ type: 'send', nonce, text });
      browsed = undefined;
      lastPaste = undefined;
      const back = stash.at(-1);
      setStash(stash.slice(0, -1));
      // Later than what the host makes of the draft that was sent.
      if (back === undefined) setText('');
      else setText(back, Math.max(options.epochMs(), typedAtMs + 2));
      if (back !== undefined) handOverSoon();
      stopWaiting = setTimer(
        () => giveBack('It could not be handed over. Your text is back in the box; send it again.'),
        acknowledgeWithinMs,
      );
    },

    flush,

    older,

    newer() {
      if (browsed === undefined) return false;
      if (browsed === 0) browse(undefined, '');
      else browse(browsed - 1, browsedList[browsed - 1] ?? '');
      return true;
    },

    onHistory(next, panel) {
      history = next;
      if (wantsOlder && text === '') older(panel);
    },

    attachText(attached, name) {
      const id = options.createNonce();
      post({ type: 'attachText', id, text: attached, ...optional({ name }) });
      lastPaste = name === undefined ? { id, text } : undefined;
      remark = undefined;
      onChange();
    },

    undoPaste() {
      if (lastPaste?.text !== text) return false;
      post({ type: 'removeItem', id: lastPaste.id });
      lastPaste = undefined;
      return true;
    },

    editQueued(nonce) {
      flush();
      post({ type: 'queueAction', action: 'edit', nonce });
      setEditing(nonce);
    },

    onItemText(id, next) {
      insertion = { id, text: next };
      onChange();
    },

    inserted(id) {
      if (insertion?.id !== id) return;
      insertion = undefined;
      post({ type: 'removeItem', id });
      onChange();
    },

    remark(next) {
      if (next === remark) return;
      remark = next;
      if (next === undefined) onChange();
      else announce(next);
    },

    onSnapshot(state) {
      const isFirst = hostDraft === undefined;
      const arrived = [...state.messages, ...(state.queue ?? [])];
      if (pending && arrived.some((each) => each.nonce === pending?.nonce)) settle();
      else if (isFirst && pending) giveBack('It was not sent before the panel was closed.');
      const atMs = state.draftAtMs ?? 0;
      const isAskedBack = editing !== undefined && !state.queue?.some(({ nonce }) => nonce === editing);
      // A snapshot may have been on its way when the draft was handed over.
      const isNewer = isAskedBack || atMs === 0 || atMs >= typedAtMs;
      const isFree = text === '' || text === hostDraft || isAskedBack;
      const wasChangedElsewhere = isNewer && state.draft !== hostDraft && isFree;
      if (isAskedBack) setEditing(undefined);
      // What a panel left may be older than what the host has: VS Code does not write it at once.
      const isOurs = isFirst && typedAtMs >= atMs && text !== '';
      const isNews = isFirst ? !isOurs : wasChangedElsewhere;
      if (isFirst || isNewer) hostDraft = state.draft;
      if (isNews && pending === undefined) {
        isLeftOver = false;
        if (isAskedBack && text.trim() !== '') setStash([...stash, text]);
        browsed = undefined;
        setText(state.draft, atMs);
      }
      // What a panel leaves may be older than its last second: a prompt that is among the messages was sent.
      if (isLeftOver && wasSent(text, state)) {
        isLeftOver = false;
        setText('');
        flush();
      } else if (isOurs) flush();
    },

    onAccepted(nonce) {
      if (pending?.nonce === nonce) settle();
      // The word came late: the text is back in the box although it was sent.
      if (returned?.nonce === nonce && text === returned.text) {
        notice = undefined;
        setText('');
        flush();
        announce('Sent after all');
      }
      onChange();
    },

    onRejected(nonce, reason) {
      if (pending?.nonce === nonce) giveBack(reason);
    },
  };
}
