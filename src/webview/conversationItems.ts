import type { Message } from '../model/message.ts';
import type { RunView } from '../model/panel.ts';
import { type TranscriptItem, transcriptOf } from '../model/transcript.ts';

/** The articles of a conversation: those that are finished, and those of the last question, which may be at work. */
export interface ConversationItems {
  /** The same array as long as nothing in it changes. */
  readonly earlier: readonly TranscriptItem[];
  readonly latest: readonly TranscriptItem[];
}

/**
 * Puts the articles of a conversation together. Articles of messages that did not change stay the same objects, so that
 * views can skip them: while a run streams only the last question's answers are put together again.
 */
export function createConversationItems(): (
  messages: readonly Message[],
  run: RunView | undefined,
) => ConversationItems {
  let known: readonly Message[] | undefined;
  let earlier: readonly TranscriptItem[] = [];
  let newest: readonly Message[] = [];
  let latest: readonly TranscriptItem[] = [];

  return (messages, run) => {
    if (messages !== known) {
      known = messages;
      const start = Math.max(
        messages.findLastIndex((message) => !isAnswer(message)),
        0,
      );
      earlier = keepSame([...earlier, ...latest], transcriptOf(messages.slice(0, start)));
      newest = messages.slice(start);
    }
    const draft = run && !run.isStored ? run.state : undefined;
    latest = keepSame(latest, transcriptOf(newest, draft));
    return { earlier, latest };
  };
}

/** The articles as they are now; those that show the same stored messages as before are the same objects. */
function keepSame(before: readonly TranscriptItem[], now: readonly TranscriptItem[]): readonly TranscriptItem[] {
  const known = new Map(before.map((item) => [item.key, item]));
  return now.map((item) => {
    const old = known.get(item.key);
    return old && isSame(old, item) ? old : item;
  });
}

/** Whether two articles show the same stored messages. A draft has none and is always new. */
function isSame(one: TranscriptItem, other: TranscriptItem): boolean {
  return (
    one.key === other.key &&
    one.messages.length > 0 &&
    one.messages.length === other.messages.length &&
    one.messages.every((message, index) => message === other.messages[index])
  );
}

function isAnswer(message: Message): boolean {
  return message.role === 'assistant' || message.role === 'tool';
}
