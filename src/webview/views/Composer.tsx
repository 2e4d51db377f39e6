import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';
import { type ComposerView, reasonNotToSend, willQueue } from '../composerStore.ts';
import { pastedFiles } from '../fileTransfer.ts';
import { loadLater, useLater } from '../laterParts.ts';
import { sizeWords } from '../sizeWords.ts';
import { isLongText, maxPastedLength } from '../transferred.ts';
import { visualLine } from '../visualLine.ts';
import { canStop } from '../words.ts';
import { AttachMenu, RunSettings } from './ComposerMenus.tsx';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';
import type { DropState } from './useDrop.ts';

export interface ComposerProps {
  readonly panel: PanelState | undefined;
  readonly composer: ComposerView;
  /** A new object whenever the box should get the focus. */
  readonly focusRequest: object | undefined;
  /** Holds the box while it is there. */
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** What becomes of files that are held over the panel. */
  readonly drop: DropState;
}

/** The box for the next message, with the agent that gets it, *Send* and, while a run is active, *Stop*. */
export function Composer({ panel: state, composer, focusRequest, box, drop }: ComposerProps): JSX.Element {
  const panel = usePanel();
  const reason = reasonNotToSend(state, composer);
  const items = state?.items ?? [];
  const later = useLater(items.length > 0 || state?.queue !== undefined);
  const isQueueing = willQueue(state);
  // An empty box needs no explanation, unless nothing that is typed could be sent.
  const isSilent = composer.text.trim() === '' && items.length === 0 && reason !== state?.cannotSend;
  const isStopping = state?.run?.activity === 'stopping';

  useEffect(() => {
    if (focusRequest) box.current?.focus();
  }, [focusRequest]);

  useLayoutEffect(() => {
    const { cursor } = composer;
    if (!cursor) return;
    box.current?.focus();
    box.current?.setSelectionRange(cursor.at, cursor.at);
  }, [composer.cursor]);

  const { insertion } = composer;
  useEffect(() => {
    const element = box.current;
    if (!insertion || !element) return;
    element.focus();
    insertText(element, insertion.text);
    panel.type(element.value);
    panel.inserted(insertion.id);
  }, [insertion]);

  const place = useRef<'start' | 'end' | undefined>(undefined);
  /** Where the cursor is left, one more press of the same key goes on. */
  const browse = (event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void => {
    if (composer.text !== '' && !composer.isBrowsing) return;
    const isUp = event.key === 'ArrowUp';
    const { isFirst, isLast } = visualLine(event.currentTarget);
    if (!(isUp ? isFirst && panel.olderPrompt() : isLast && panel.newerPrompt())) return;
    event.preventDefault();
    place.current = isUp ? 'start' : 'end';
  };

  useLayoutEffect(() => {
    if (!place.current) return;
    const at = place.current === 'start' ? 0 : composer.text.length;
    place.current = undefined;
    box.current?.setSelectionRange(at, at);
  }, [composer.text]);

  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLTextAreaElement }): void => {
    // keyCode 229: the key belongs to an input method, which some of them say in no other way.
    if (event.isComposing || event.keyCode === 229 || event.shiftKey || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === 'z' && panel.undoPaste()) event.preventDefault();
    } else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      browse(event);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      panel.send();
    }
  };

  const attach = (files: readonly File[]): void => {
    void loadLater().then(({ takeFiles }) => takeFiles(files, state?.canAttach?.images === true, panel));
  };

  const onPaste = (event: ClipboardEvent): void => {
    const files = pastedFiles(event.clipboardData);
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (files.length > 0) attach(files);
    else if (text.length > maxPastedLength) {
      const [size, limit] = [text.length, maxPastedLength].map(sizeWords);
      panel.remark(`What you pasted is too long (${size}): a message can carry up to ${limit}.`);
    } else if (isLongText(text)) panel.attachText(text);
    else return;
    event.preventDefault();
  };

  return (
    <div class="composer-area">
      {composer.notice !== undefined && (
        <div class="composer-notice">
          <Icon name="warning" />
          <span>
            <strong>Not sent.</strong> {composer.notice}
          </span>
        </div>
      )}
      {composer.remark !== undefined && (
        <div class="composer-notice">
          <Icon name="warning" />
          <span dir="auto">{composer.remark}</span>
        </div>
      )}
      {state && later && <later.QueuedMessages state={state} onGone={() => box.current?.focus()} />}
      <form
        class={drop === 'ready' ? 'composer is-drop-target' : 'composer'}
        aria-label="Composer"
        onSubmit={(event) => {
          event.preventDefault();
          panel.send();
        }}
      >
        {drop !== 'none' && (
          <div class="composer-hint">{drop === 'ready' ? 'Drop to attach' : 'Hold Shift to drop'}</div>
        )}
        {later && <later.ComposerItems items={items} onRemoved={() => box.current?.focus()} />}
        <textarea
          ref={box}
          class="composer-box"
          aria-label="Message"
          rows={1}
          dir="auto"
          spellcheck={false}
          placeholder={placeholderOf(state)}
          value={composer.text}
          onInput={(event) => panel.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => panel.leaveComposer()}
        />
        {composer.hasStash && <div class="composer-hint">What you had typed comes back when this is sent.</div>}
        <div class="composer-tools">
          <div class="composer-choices">
            <AttachMenu state={state} />
            <AgentChoice state={state} />
            <RunSettings state={state} />
          </div>
          <span class="composer-reason" id="send-reason" hidden={reason === undefined || isSilent}>
            {reason}
          </span>
          {canStop(state?.run) && (
            <button
              type="button"
              class="button button-secondary stop"
              aria-describedby="stop-description"
              aria-disabled={isStopping}
              title={state?.stopDescription}
              onClick={() => {
                if (!isStopping) panel.stop();
              }}
            >
              <Icon name="stop" />
              Stop
            </button>
          )}
          <span id="stop-description" hidden>
            {state?.stopDescription}
          </span>
          <button
            type="submit"
            class="button send"
            aria-label="Send"
            aria-disabled={reason !== undefined}
            title={reason ?? (isQueueing ? 'Send when the agent has finished (Enter)' : 'Send (Enter)')}
            {...(reason === undefined ? {} : { 'aria-describedby': 'send-reason' })}
          >
            <Icon name="send" />
          </button>
        </div>
      </form>
    </div>
  );
}

function placeholderOf(state: PanelState | undefined): string {
  if (!state || state.messages.length === 0) return 'Ask about your code';
  return willQueue(state) ? 'Queue a follow-up' : 'Ask a follow-up';
}

/** At the cursor, as one step that Undo takes back. */
function insertText(box: HTMLTextAreaElement, text: string): void {
  if (box.ownerDocument.execCommand?.('insertText', false, text)) return;
  box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
}

/** Offered only where there is a choice; the one agent of a service is named in the header. */
function AgentChoice({ state }: { readonly state: PanelState | undefined }): JSX.Element | null {
  const panel = usePanel();
  const agents = state?.agents ?? [];
  if (agents.length < 2) return null;
  const isUnknown = !agents.some((agent) => agent.id === state?.agentId);
  return (
    <select
      class="agent-choice"
      aria-label="Agent"
      title="The agent that answers the next message"
      value={state?.agentId ?? ''}
      onChange={(event) => panel.selectAgent(event.currentTarget.value)}
    >
      {isUnknown && (
        <option value={state?.agentId ?? ''} disabled>
          {state?.agentId ?? 'Choose an agent'}
        </option>
      )}
      {agents.map((agent) => (
        <option key={agent.id} value={agent.id} disabled={!agent.canRun}>
          {agent.canRun ? agent.name : `${agent.name} (${agent.status ?? 'not available'})`}
        </option>
      ))}
    </select>
  );
}
