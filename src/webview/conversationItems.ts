import type { Message } from '../model/message.ts';
import type { RunView } from '../model/panel.ts';
import { type TranscriptItem, transcriptOf } from '../model/transcript.ts';

/**
 * The articles of the conversation. Articles of messages that did not change stay the same objects, so that views can
 * skip them: while a run streams only the last question's answers are put together again.
 */
export type ConversationItems = (messages: readonly Message[], run: RunView | undefined) => readonly TranscriptItem[];

export function createConversationItems(): ConversationItems {
  let known: readonly Message[] | undefined;
  let earlier: readonly TranscriptItem[] = [];
  let latest: readonly Message[] = [];
  let before: readonly TranscriptItem[] = [];

  return (messages, run) => {
    if (messages !== known) {
      known = messages;
      const start = Math.max(
        messages.findLastIndex((message) => !isAnswer(message)),
        0,
      );
      earlier = transcriptOf(messages.slice(0, start));
      latest = messages.slice(start);
    }
    const draft = run && !run.isStored ? run.state : undefined;
    before = transcriptOf(latest, draft).map((item) => before.find((each) => isSame(each, item)) ?? item);
    return [...earlier, ...before];
  };
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
