import type { JSX, RefObject } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import type { PanelState } from '../../model/panel.ts';
import { type ComposerView, reasonNotToSend } from '../composerStore.ts';
import { pastedFiles, takeImages } from '../imageFiles.ts';
import { canStop } from '../words.ts';
import { ComposerItems } from './ComposerItems.tsx';
import { AttachMenu, RunSettings } from './ComposerMenus.tsx';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

export interface ComposerProps {
  readonly panel: PanelState | undefined;
  readonly composer: ComposerView;
  /** A new object whenever the box should get the focus. */
  readonly focusRequest: object | undefined;
  /** Holds the box while it is there. */
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** True while a file is held over the panel that would be attached. */
  readonly isDropTarget: boolean;
}

/** The box for the next message, with the agent that gets it, *Send* and, while a run is active, *Stop*. */
export function Composer({ panel: state, composer, focusRequest, box, isDropTarget }: ComposerProps): JSX.Element {
  const panel = usePanel();
  const reason = reasonNotToSend(state, composer);
  const items = state?.items ?? [];
  // An empty box needs no explanation, one with an image beside it does.
  const isSilent = composer.text.trim() === '' && items.length === 0;
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

  const onKeyDown = (event: KeyboardEvent): void => {
    // keyCode 229: the key belongs to an input method, which some of them say in no other way.
    const isComposing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || isComposing || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey)
      return;
    event.preventDefault();
    panel.send();
  };

  const onPaste = (event: ClipboardEvent): void => {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void takeImages(files, state?.canAttach?.images === true, panel);
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
      <form
        class={isDropTarget ? 'composer is-drop-target' : 'composer'}
        aria-label="Composer"
        onSubmit={(event) => {
          event.preventDefault();
          panel.send();
        }}
      >
        <ComposerItems items={items} onRemoved={() => box.current?.focus()} />
        <textarea
          ref={box}
          class="composer-box"
          aria-label="Message"
          rows={1}
          dir="auto"
          spellcheck={false}
          placeholder={state && state.messages.length > 0 ? 'Ask a follow-up' : 'Ask about your code'}
          value={composer.text}
          onInput={(event) => panel.type(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => panel.leaveComposer()}
        />
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
            title={reason ?? 'Send (Enter)'}
            {...(reason === undefined ? {} : { 'aria-describedby': 'send-reason' })}
          >
            <Icon name="send" />
          </button>
        </div>
      </form>
    </div>
  );
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
