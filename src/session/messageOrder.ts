import type { Message } from '../model/message.ts';

/**
 * Messages by time, oldest first. Those of the same time, and those without one, stay where they were among their
 * neighbours: services give several messages of a run the same second.
 *
 * @param messages in the order in which the service has them, oldest first
 */
export function byTime(messages: readonly Message[]): readonly Message[] {
  let last = Number.NEGATIVE_INFINITY;
  const timed = messages.map((message) => {
    const at = Date.parse(message.createdAt ?? '');
    if (Number.isFinite(at)) last = at;
    return { message, at: last };
  });
  const isSorted = timed.every(({ at }, index) => index === 0 || at >= (timed[index - 1]?.at ?? at));
  return isSorted ? messages : timed.toSorted((a, b) => a.at - b.at).map(({ message }) => message);
}
