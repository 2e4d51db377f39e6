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
  // A run that has ended and is only being read back keeps nobody waiting: the prompt goes after it.
  if (canStop(panel.run)) return 'The agent is still working. You can send this when it has finished, or stop it.';
  if (panel.cannotSend !== undefined) return panel.cannotSend;
  return composer.text.trim() === '' ? missingText(panel.items ?? []) : undefined;
}

function missingText(items: readonly ComposerItem[]): string {
  const [first] = items;
  if (!first) return 'Type a message first.';
  return `Type a message to go with the ${items.length > 1 ? 'attachments' : first.kind}.`;
}

function wasSent(text: string, { messages }: PanelState): boolean {
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
    if (hostDraft === undefined || hostDraft === text) return;
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
    view: () => ({ text, isSending: pending !== undefined, ...optional({ notice, remark, cursor }) }),

    type(next) {
      if (next === text) return;
      notice = undefined;
      remark = undefined;
      isLeftOver = false;
      setText(next);
      stopDraftTimer?.();
      stopDraftTimer = setTimer(flush, draftPauseMs);
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
      setText('');
      stopWaiting = setTimer(
        () => giveBack('It could not be handed over. Your text is back in the box; send it again.'),
        acknowledgeWithinMs,
      );
    },

    flush,

    remark(next) {
      if (next === remark) return;
      remark = next;
      if (next === undefined) onChange();
      else announce(next);
    },

    onSnapshot(state) {
      const isFirst = hostDraft === undefined;
      if (pending && state.messages.some((message) => message.nonce === pending?.nonce)) settle();
      else if (isFirst && pending) giveBack('It was not sent before the panel was closed.');
      const wasChangedElsewhere = state.draft !== hostDraft && (text === '' || text === hostDraft);
      const atMs = state.draftAtMs ?? 0;
      // What a panel left may be older than what the host has: VS Code does not write it at once.
      const isOurs = isFirst && typedAtMs >= atMs && text !== '';
      const isNews = isFirst ? !isOurs : wasChangedElsewhere;
      hostDraft = state.draft;
      if (isNews && pending === undefined) {
        isLeftOver = false;
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
