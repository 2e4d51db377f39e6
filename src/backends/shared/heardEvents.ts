import { AgentError } from '../../model/errors.ts';
import type { Clock } from '../../net/clock.ts';
import type { EventStreamAnswer } from '../../net/http.ts';
import { type ServerSentEvent, readEvents } from '../../net/sse.ts';
import { watchSilence } from './silence.ts';
import type { Tally } from './tally.ts';

export interface HeardEvent {
  readonly event: ServerSentEvent;
  /** The event's own id; empty where it has none. */
  readonly id: string;
}

export interface HearingOptions {
  readonly clock: Clock;
  readonly tally: Tally;
  /** For the error that is thrown where the heartbeats that used to come do not any more. */
  readonly where: string;
  /** Whether an event counts that the end of the stream leaves without its blank line. */
  readonly takesUnterminated?: boolean;
}

const blankLine = new Uint8Array([0x0a, 0x0a]);

/** The events of one answer, named ones without data included, until it ends, is cut, or falls silent for good. */
export async function* heardEvents(answer: EventStreamAnswer, options: HearingOptions): AsyncGenerator<HeardEvent> {
  const { clock, tally, where, takesUnterminated = false } = options;
  let isLost = false;
  const source = answer.chunks[Symbol.asyncIterator]();
  const silence = watchSilence(clock, () => {
    isLost = true;
    void source.return?.();
  });
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const step = await source.next();
      if (step.done) break;
      silence.heard();
      yield step.value;
    }
    if (takesUnterminated && !isLost) yield blankLine;
  }
  let id = '';
  try {
    const reading = { dispatchEmpty: true, onId: (own: string) => (id = own), onComment: silence.heardHeartbeat };
    for await (const event of readEvents(chunks(), reading)) {
      tally.saw(event.data);
      yield { event, id };
      id = '';
    }
    if (isLost) throw new AgentError('network', 'the stream fell silent, not even its heartbeats arrive', { where });
    tally.end();
  } finally {
    silence.stop();
    tally.end('aborted');
    await source.return?.();
  }
}
