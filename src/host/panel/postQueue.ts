import type { HostMessage, PanelState } from '../../model/panel.ts';
import type { Message } from '../../model/message.ts';
import { between, keptEnds } from '../../model/listSplice.ts';
import { optional } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { type RunTimeline, emptyTimeline, timelineNews } from '../../model/runTimeline.ts';
import type { Clock } from '../../net/clock.ts';
import type { ConversationChange } from '../../session/conversation.ts';

/**
 * A little more than a frame. A panel that is nearer than that says in time that it draws; one that is further away, on
 * another machine, is sent more before it does: not without bound, or a panel that is slow would fall behind for good.
 */
const patienceMs = 20;
const maxUndrawn = 4;
/** Then a panel is taken to have drawn what it has not spoken of. */
const lostMs = 1_000;

/** The way from a conversation to the panel that shows it. */
export interface PostQueue {
  /** The panel listens from now on (again) and knows nothing. */
  ready(): void;
  /** The panel draws `count` more posts of the state. */
  drawn(count: number): void;
  /** The panel was hidden: its document is gone, and so is whatever would be posted. */
  hidden(): void;
  changed(change: ConversationChange): void;
  /** Posts what is no part of the state; waits for the panel if it does not listen yet. */
  say(message: Exclude<HostMessage, { readonly type: 'snapshot' | 'events' }>): void;
  dispose(): void;
}

/**
 * Posts a change at once, and what comes before the panel has drawn it together when it has: a panel cannot show more
 * often than it draws, and every post costs the same whatever its size. So there is one post per frame at most, it comes
 * early in the frame, and a panel that is held up is not sent what it can not show yet. Events that a snapshot already
 * contains are not posted again.
 *
 * @param snapshot the state as it is now, all events told so far included
 */
export function createPostQueue(
  post: (message: HostMessage) => void,
  snapshot: () => PanelState,
  clock: Pick<Clock, 'now' | 'setTimer'>,
): PostQueue {
  let isListening = false;
  let seq = 0;
  let needsSnapshot = false;
  let events: RunEvent[] = [];
  /** As the panel has it, and as it should have it. */
  let postedTimeline = emptyTimeline;
  let timeline: RunTimeline | undefined;
  let waiting: HostMessage[] = [];
  let cancelTimer: (() => void) | undefined;
  let postedAtMs = -Infinity;
  /** Posts of the state that the panel has not drawn yet. */
  let undrawn = 0;
  /** The messages that the panel has; none when it begins to listen. */
  let posted: readonly Message[] | undefined;

  function stopTimer(): void {
    cancelTimer?.();
    cancelTimer = undefined;
  }

  function flush(): void {
    stopTimer();
    if (!isListening || (!needsSnapshot && events.length === 0)) return;
    postedAtMs = clock.now();
    undrawn += 1;
    const batch = events;
    events = [];
    if (needsSnapshot) {
      needsSnapshot = false;
      postSnapshot(snapshot());
    } else {
      const news = timeline && timelineNews(postedTimeline, timeline);
      postedTimeline = timeline ?? postedTimeline;
      post({ type: 'events', seq: ++seq, events: batch, ...optional({ timeline: news }) });
    }
    timeline = undefined;
  }

  /** Of the messages only those that the panel does not have: a long conversation is not told again and again. */
  function postSnapshot(state: PanelState): void {
    const { messages } = state;
    const kept = posted && keptEnds(posted, messages);
    posted = messages;
    postedTimeline = state.run?.timeline ?? emptyTimeline;
    if (kept) post({ type: 'snapshot', seq, state: { ...state, messages: between(messages, kept) }, kept });
    else post({ type: 'snapshot', seq, state });
  }

  function schedule(): void {
    if (!isListening || cancelTimer) return;
    const isFull = undrawn >= maxUndrawn;
    const waitMs = isFull ? lostMs : undrawn > 0 ? patienceMs : 0;
    const delayMs = postedAtMs + waitMs - clock.now();
    const goOn = (): void => {
      if (isFull) undrawn = 0;
      flush();
    };
    if (delayMs <= 0) goOn();
    else cancelTimer = clock.setTimer(delayMs, goOn);
  }

  return {
    ready() {
      isListening = true;
      needsSnapshot = true;
      posted = undefined;
      undrawn = 0;
      flush();
      for (const message of waiting.splice(0)) post(message);
    },
    drawn(count) {
      undrawn = Math.max(0, undrawn - count);
      stopTimer();
      if (needsSnapshot || events.length > 0) schedule();
    },
    hidden() {
      isListening = false;
      stopTimer();
      events = [];
    },
    changed(change) {
      if (!isListening) return;
      if (change.kind === 'state') needsSnapshot = true;
      else if (!needsSnapshot) {
        events.push(...change.events);
        timeline = change.timeline ?? timeline;
      }
      schedule();
    },
    say(message) {
      if (isListening) {
        flush();
        post(message);
      } else {
        waiting = [...waiting.filter((each) => !isReplacedBy(each, message)), message];
      }
    },
    dispose() {
      isListening = false;
      stopTimer();
    },
  };
}

/** Of requests to look somewhere only the last one counts; every prompt has an answer of its own. */
function isReplacedBy(earlier: HostMessage, later: HostMessage): boolean {
  return earlier.type === later.type && later.type !== 'accepted' && later.type !== 'rejected';
}
