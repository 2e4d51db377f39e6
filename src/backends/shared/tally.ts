import { optional } from '../../model/parse.ts';
import { mediaTypeOf } from '../../net/headers.ts';
import type { BytesAnswer, HttpAnswer, StreamAnswer } from '../../net/http.ts';
import { type ExchangeShape, countEvent, shapeOf } from '../exchangeShape.ts';
import { requestIdOf } from './refusal.ts';

/** Counts the events of one stream. `end` may be said more than once; the first counts. */
export interface Tally {
  saw(data: string): void;
  end(failure?: ExchangeShape['failure']): void;
}

/** For streams that nobody records. */
export const uncounted: Tally = { saw: () => undefined, end: () => undefined };

/** @param onEnd gets the counts, and why the stream ended early if it did */
export function createTally(onEnd: (facts: Pick<ExchangeShape, 'events' | 'failure'>) => void): Tally {
  const counts = new Map<string, number>();
  let isOver = false;
  return {
    saw: (data) => countEvent(counts, data),
    end(failure) {
      if (isOver) return;
      isOver = true;
      onEnd({ events: Object.fromEntries(counts), ...optional({ failure }) });
    },
  };
}

/**
 * What the head of an answer and the shape of its JSON say. Headers are the server's words, so they are only taken in
 * the form that they should have, and never with the key in them.
 */
export function factsOf(
  answer: HttpAnswer | StreamAnswer | BytesAnswer,
  key: string | undefined,
): Pick<ExchangeShape, 'status' | 'contentType' | 'requestId' | 'shape'> {
  const mediaType = mediaTypeOf(answer.headers);
  const requestId = requestIdOf(answer);
  const isHarmless = requestId !== undefined && /^[\w.:-]{1,100}$/.test(requestId) && !(key && requestId.includes(key));
  return {
    status: answer.status,
    ...optional({
      contentType: /^[a-z]{1,20}\/[a-z0-9.+-]{1,60}$/.test(mediaType)
        ? mediaType
        : mediaType === ''
          ? undefined
          : 'other',
      requestId: isHarmless ? requestId : undefined,
      shape: 'body' in answer && answer.body !== undefined ? shapeOf(answer.body) : undefined,
    }),
  };
}
