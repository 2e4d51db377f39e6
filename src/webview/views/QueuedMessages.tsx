import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { PanelState, QueueAction, QueuedMessage } from '../../model/panel.ts';
import { canStop, isBusy } from '../words.ts';
import { FoldedText } from './FoldedText.tsx';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** More of a message is folded: it is the box below that one works in. */
const foldedLines = 3;
const foldedLength = 240;

export interface QueuedMessagesProps {
  readonly state: PanelState;
  /** The button that was pressed goes with its message; the focus should not. */
  readonly onGone: () => void;
}

/** Messages that were written while the agent works, in the order in which they are sent. */
export function QueuedMessages({ state, onGone }: QueuedMessagesProps): JSX.Element | null {
  const panel = usePanel();
  const list = useRef<HTMLOListElement>(null);
  const { queue = [], queueWaits } = state;
  if (queue.length === 0) return null;

  const act = (action: QueueAction, nonce: string): void => {
    panel.doWithQueued(action, nonce);
    if (action !== 'moveUp') onGone();
    // The button of the first message is gone; the list is where one was.
    else list.current?.focus();
  };

  return (
    <section class="queue" aria-label="Queued messages">
      <div class="queue-head">
        <h2 class="queue-title">Queued</h2>
        <span class="queue-note">{queueWaits === undefined ? noteOf(state) : `${queueWaits} Not sent yet.`}</span>
        {queueWaits !== undefined && (
          <button type="button" class="button button-secondary" onClick={() => act('sendNext', queue[0]?.nonce ?? '')}>
            Send Next
          </button>
        )}
      </div>
      <ol ref={list} class="queue-list" tabIndex={-1} aria-label="Queued">
        {queue.map((message, index) => (
          <Queued
            key={message.nonce}
            message={message}
            canGoNow={index === 0 && canGoNow(state)}
            canMoveUp={index > 0}
            act={act}
          />
        ))}
      </ol>
    </section>
  );
}

/** What is on its way to its run cannot be stopped for another message: it would wait in its place. */
function canGoNow({ run, queue = [] }: PanelState): boolean {
  return canStop(run) && run?.activity !== 'sending' && !queue.some(({ isNext }) => isNext);
}

function noteOf({ run, queue = [] }: PanelState): string {
  if (queue.some(({ isNext }) => isNext)) return 'The first is sent when the agent has stopped';
  return isBusy(run) ? 'Sent when the agent has finished' : 'About to be sent';
}

interface QueuedProps {
  readonly message: QueuedMessage;
  readonly canGoNow: boolean;
  readonly canMoveUp: boolean;
  readonly act: (action: QueueAction, nonce: string) => void;
}

function Queued({ message, canGoNow, canMoveUp, act }: QueuedProps): JSX.Element {
  const { nonce, text, attached, isOwn } = message;
  const name = (text.trim() || attached[0] || '').slice(0, 40);
  const button = (action: QueueAction, label: string, icon: 'arrowUp' | 'edit' | 'close'): JSX.Element => (
    <button
      type="button"
      class="icon-button"
      title={label}
      aria-label={`${label}: ${name}`}
      onClick={() => act(action, nonce)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <li class="queued">
      <div class="queued-body">
        <FoldedText text={text} maxLines={foldedLines} maxLength={foldedLength} className="queued-text" />
        {attached.length > 0 && <div class="queued-attached">With {attached.join(', ')}</div>}
        {!isOwn && <div class="queued-attached">Sent by another window</div>}
      </div>
      {isOwn && (
        <div class="queued-tools">
          {canGoNow && (
            <button
              type="button"
              class="text-button"
              title="Stops the agent, then sends this message"
              aria-label={`Send Now: ${name}`}
              onClick={() => act('sendNow', nonce)}
            >
              Send Now
            </button>
          )}
          {canMoveUp && button('moveUp', 'Move Up', 'arrowUp')}
          {button('edit', 'Edit', 'edit')}
          {button('remove', 'Remove', 'close')}
        </div>
      )}
    </li>
  );
}
