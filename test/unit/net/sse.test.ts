import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { isAgentError } from '../../../src/model/errors.ts';
import { readEvents, type ReadEventsOptions, type ServerSentEvent } from '../../../src/net/sse.ts';
import { everySplit, streamOf } from '../../support/chunks.ts';
import { interpretEventStream } from '../../support/sseReference.ts';

const encoder = new TextEncoder();

async function collect(chunks: readonly Uint8Array[], options?: ReadEventsOptions): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readEvents(streamOf(chunks), options)) events.push(event);
  return events;
}

function eventsOf(text: string, options?: ReadEventsOptions): Promise<ServerSentEvent[]> {
  return collect([encoder.encode(text)], options);
}

async function dataOf(text: string): Promise<string[]> {
  return (await eventsOf(text)).map((event) => event.data);
}

/** Compares events and callbacks with the reference, for every split and with and without callbacks. */
async function assertExact(bytes: Uint8Array): Promise<void> {
  for (const dispatchEmpty of [false, true]) {
    const expected = interpretEventStream(bytes, dispatchEmpty);
    for (const chunks of everySplit(bytes)) {
      const ids: string[] = [];
      const comments: string[] = [];
      const retries: number[] = [];
      const events = await collect(chunks, {
        dispatchEmpty,
        onId: (id) => ids.push(id),
        onComment: (text) => comments.push(text),
        onRetry: (ms) => retries.push(ms),
      });
      const where = `cut at ${chunks.map((chunk) => chunk.length).join(', ')}`;
      assert.deepEqual({ events, ids, comments, retries }, expected, where);
      assert.deepEqual(await collect(chunks, { dispatchEmpty }), expected.events, `${where}, without callbacks`);
    }
  }
}

describe('readEvents', () => {
  describe('follows the standard', () => {
    it('names an event "message" unless the block names it', async () => {
      assert.deepEqual(await eventsOf('data: a\n\nevent: end\ndata: b\n\nevent\ndata: c\n\n'), [
        { event: 'message', data: 'a', lastEventId: '' },
        { event: 'end', data: 'b', lastEventId: '' },
        { event: 'message', data: 'c', lastEventId: '' },
      ]);
    });

    it('joins data lines, removes one leading space only and keeps empty lines', async () => {
      assert.deepEqual(await dataOf('data:a\ndata:  b\ndata\ndata:\n\n'), ['a\n b\n\n']);
    });

    it('dispatches a block whose only data line is empty, and none without data', async () => {
      assert.deepEqual(await dataOf('data\n\ndata:\n\nevent: end\n\nid: 1\n\n\n: hi\n\n'), ['', '']);
    });

    it('keeps the last id for later events, also from a block without data, until an empty id resets it', async () => {
      const events = await eventsOf('data: a\nid: 1\n\ndata: b\n\nid: 2\n\ndata: c\n\nid\ndata: d\n\n');
      assert.deepEqual(
        events.map((event) => event.lastEventId),
        ['1', '1', '2', ''],
      );
    });

    it('ignores an id that contains NUL', async () => {
      const events = await eventsOf('id: 1\ndata: a\n\nid: 2\u0000\ndata: b\n\n');
      assert.deepEqual(
        events.map((event) => event.lastEventId),
        ['1', '1'],
      );
    });

    it('removes one byte order mark at the start and no other', async () => {
      assert.deepEqual(await dataOf('\uFEFFdata: a\n\n\uFEFFdata: b\n\ndata: \uFEFF\n\n'), ['a', '\uFEFF']);
      assert.deepEqual(await dataOf('\uFEFF\uFEFFdata: a\n\ndata: b\n\n'), ['b']);
    });

    it('does not take the letters that a misread byte order mark consists of for one', async () => {
      assert.deepEqual(await dataOf('\u00EF\u00BB\u00BFdata: a\n\ndata: b\n\n'), ['b']);
    });

    it('ignores unknown fields, fields in capitals and fields after a space', async () => {
      assert.deepEqual(await dataOf('Data: a\n data: b\ndatax: c\nfoo\ndata: d\n\n'), ['d']);
    });

    it('takes CR, LF and CR LF as line ends, mixed too', async () => {
      assert.deepEqual(await dataOf('data: a\r\rdata: b\r\n\r\ndata: c\n\rdata: d\n\r\n'), ['a', 'b', 'c', 'd']);
    });

    it('dispatches at a CR without waiting for the byte after it', async () => {
      assert.deepEqual(await dataOf('data: a\r\r'), ['a']);
    });

    it('drops a block that the end of the stream leaves open', async () => {
      assert.deepEqual(await dataOf('data: a\n\ndata: b\n'), ['a']);
      assert.deepEqual(await dataOf('data: a\n\ndata: b'), ['a']);
    });

    it('replaces invalid UTF-8 and goes on', async () => {
      const bytes = Uint8Array.of(...encoder.encode('data: '), 0xff, 0xe2, 0x82, ...encoder.encode('a\n\n'));
      assert.deepEqual(
        (await collect([bytes])).map((event) => event.data),
        ['\uFFFD\uFFFDa'],
      );
    });

    it('treats field and event names that objects have as plain text', async () => {
      assert.deepEqual(await eventsOf('__proto__: x\nevent: __proto__\ndata: a\n\n'), [
        { event: '__proto__', data: 'a', lastEventId: '' },
      ]);
    });
  });

  describe('gives the same for every split of the bytes', () => {
    const fields = [
      'data',
      'event',
      'id',
      'retry',
      'data:',
      'data: a',
      'event: end',
      'id: 1',
      'retry: 10',
      ': hi',
      'x',
    ];
    const oddFields = ['da', 'id: 2\u0000', 'retry: 1a', '__proto__: y', 'Data: z', ':', ' ', '\u0000'];
    const ends = ['\n', '\n', '\n\n', '\r', '\r', '\r\n', '\r\n\r\n', '\n\r'];
    const letters = ['\uFEFF', '\u00EF\u00BB\u00BF', 'é', '€', '\u{1F469}\u200D\u{1F4BB}', '\u2028'];
    const pieces = [...fields, ...oddFields, ...ends, ...letters].map((text) => encoder.encode(text));
    const broken = [
      [0xef],
      [0xef, 0xbb],
      [0xbf],
      [0x80],
      [0xff],
      [0xe2, 0x82],
      [0xf0, 0x9f],
      [0xf4, 0x8f],
      [0xed, 0xa0],
    ];

    it('as an independent reading of the standard, on streams of nasty pieces', async () => {
      const piece = fc.constantFrom(...pieces, ...broken.map((bytes) => Uint8Array.from(bytes)));
      await fc.assert(
        fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (parts) => {
          await assertExact(Uint8Array.from(parts.flatMap((part) => [...part])));
        }),
        { numRuns: 400 },
      );
    }).timeout(60_000);

    it('on well-formed streams', async () => {
      const text = fc.string({ unit: 'grapheme', maxLength: 8 });
      const line = fc.oneof(
        fc.tuple(fc.constantFrom('data: ', 'data:', 'event: ', 'id: ', ': '), text).map((parts) => parts.join('')),
        fc.constant(''),
      );
      const end = fc.constantFrom('\n', '\r\n', '\r');
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(line, end), { maxLength: 8 }), async (lines) => {
          await assertExact(encoder.encode(lines.flat().join('')));
        }),
        { numRuns: 200 },
      );
    }).timeout(60_000);

    const recordings = globSync('test/fixtures/**/*.sse');
    it('has recordings to replay', () => assert.ok(recordings.length > 0));
    for (const file of recordings) {
      it(`on the recording ${file.replaceAll('\\', '/').replace('test/fixtures/', '')}`, async () => {
        const bytes = readFileSync(file);
        assert.ok(interpretEventStream(bytes, true).events.length > 0);
        const expected = interpretEventStream(bytes).events;
        for (const chunks of everySplit(bytes)) {
          const events = await collect(chunks);
          if (!isSame(events, expected)) assert.deepEqual(events, expected);
        }
        const expectedWithEmpty = interpretEventStream(bytes, true).events;
        for (const chunks of everySplit(bytes.subarray(0, 2000))) {
          const rest = [bytes.subarray(2000)];
          assert.deepEqual(await collect([...chunks, ...rest], { dispatchEmpty: true }), expectedWithEmpty);
        }
      }).timeout(60_000);
    }
  });

  describe('dispatchEmpty', () => {
    it('reports a named block without data, and only that', async () => {
      const text = 'event: end\n\nevent\n\nevent: \n\nid: 7\n\nevent: a\nevent:\n\nevent: b\ndata: c\n\n: hi\n\n';
      assert.deepEqual(await eventsOf(text, { dispatchEmpty: true }), [
        { event: 'end', data: '', lastEventId: '' },
        { event: 'b', data: 'c', lastEventId: '7' },
      ]);
    });

    it('leaves an open block at the end of the stream alone', async () => {
      assert.deepEqual(await eventsOf('event: end\n', { dispatchEmpty: true }), []);
    });
  });

  describe('callbacks', () => {
    it('run between the events they stand between, so an id is never ahead of what was handed over', async () => {
      const seen: string[] = [];
      const options: ReadEventsOptions = {
        onId: (id) => seen.push(`id ${id}`),
        onComment: (text) => seen.push(`comment ${text}`),
        onRetry: (ms) => seen.push(`retry ${ms}`),
      };
      const text = ': ping\n\nid: 1\ndata: a\n\nretry: 250\nid: 2\n\ndata: b\n\n: pong\n';
      for await (const event of readEvents(streamOf([encoder.encode(text)]), options)) {
        await Promise.resolve();
        seen.push(`event ${event.data}`);
      }
      assert.deepEqual(seen, ['comment ping', 'id 1', 'event a', 'retry 250', 'id 2', 'event b', 'comment pong']);
    });

    it('reject the read when they throw, and cancel the source', async () => {
      const source = trackedSource(['id: 1\ndata: a\n\n']);
      const onId = (): void => {
        throw new Error('no room');
      };
      await assert.rejects(readEvents(source, { onId }).next(), /no room/);
      assert.equal(source.returns, 1);
    });
  });

  describe('the source', () => {
    it('is cancelled when the loop is left early', async () => {
      const source = trackedSource(['data: a\n\ndata: b\n\n', 'data: c\n\n']);
      for await (const event of readEvents(source)) {
        assert.equal(event.data, 'a');
        break;
      }
      assert.deepEqual([source.returns, source.reads], [1, 1]);
    });

    it('is cancelled by return() while a read is under way, which then ends without an event', async () => {
      const source = trackedSource(['data: a\n\n'], { isEndless: true });
      const events = readEvents(source);
      await events.next();
      const pending = events.next();
      assert.deepEqual(await events.return(undefined), { done: true, value: undefined });
      assert.deepEqual(await pending, { done: true, value: undefined });
      assert.equal(source.returns, 1);
      assert.deepEqual(await events.next(), { done: true, value: undefined });
    });

    it('is cancelled once by throw(), and what was parsed already is not handed over any more', async () => {
      const source = trackedSource(['data: a\n\ndata: b\n\n']);
      const events = readEvents(source);
      await events.next();
      await assert.rejects(events.throw(new Error('enough')), /enough/);
      await events.return(undefined);
      assert.deepEqual(await events.next(), { done: true, value: undefined });
      assert.equal(source.returns, 1);
    });

    it('is not read before it is asked, nor ahead of the consumer', async () => {
      const source = trackedSource(['data: a\n\ndata: b\n\n', 'data: c\n\n']);
      const events = readEvents(source);
      assert.equal(source.reads, 0);
      await events.next();
      await events.next();
      assert.equal(source.reads, 1);
      await events.next();
      assert.equal(source.reads, 2);
    });

    it('may fail: the events before the failure come first, then its error, then the end', async () => {
      const source = trackedSource(['data: a\n\ndata: b\n\n'], { failure: new Error('cut') });
      const events = readEvents(source);
      assert.equal((await events.next()).value?.data, 'a');
      assert.equal((await events.next()).value?.data, 'b');
      await assert.rejects(events.next(), /cut/);
      assert.deepEqual(await events.next(), { done: true, value: undefined });
    });

    it('is read in order by callers that do not wait for each other', async () => {
      const events = readEvents(trackedSource(['data: a\n\n', ': hi\n\n', 'data: b\n\ndata: c\n\n']));
      const steps = await Promise.all([events.next(), events.next(), events.next(), events.next()]);
      assert.deepEqual(
        steps.map((step) => step.value?.data),
        ['a', 'b', 'c', undefined],
      );
    });
  });

  describe('maxEventLength', () => {
    const failsAsTooLarge = (error: unknown): boolean => isAgentError(error) && error.kind === 'too-large';

    it('hands over what fits exactly and refuses one character more, however it was cut', async () => {
      for (const text of ['data: 12345\n\n', 'data: 12\ndata: 45\n\n']) {
        for (const chunks of everySplit(encoder.encode(text))) {
          assert.equal((await collect(chunks, { maxEventLength: 5 })).length, 1);
        }
      }
      for (const chunks of everySplit(encoder.encode('data: 123456\n\n'))) {
        await assert.rejects(collect(chunks, { maxEventLength: 5 }), failsAsTooLarge);
      }
    });

    it('hands over the events before the one that is too large, and cancels the source', async () => {
      const source = trackedSource(['data: a\n\ndata: much too long\n\ndata: b\n\n']);
      const events = readEvents(source, { maxEventLength: 5 });
      assert.equal((await events.next()).value?.data, 'a');
      await assert.rejects(events.next(), failsAsTooLarge);
      assert.equal(source.returns, 1);
    });

    it('stops a line that never ends', async () => {
      const source = trackedSource(Array.from({ length: 50 }, () => 'data: xxxxxxxxxxxxx'));
      await assert.rejects(readEvents(source, { maxEventLength: 100 }).next(), failsAsTooLarge);
      assert.ok(source.reads < 10);
    });
  });
});

/** Much faster than a deep comparison of the thousands of replays, which all have to come out equal. */
function isSame(events: readonly ServerSentEvent[], expected: readonly ServerSentEvent[]): boolean {
  return (
    events.length === expected.length &&
    events.every((event, index) => {
      const other = expected[index];
      return event.event === other?.event && event.data === other.data && event.lastEventId === other.lastEventId;
    })
  );
}

interface TrackedSource extends AsyncIterable<Uint8Array> {
  readonly reads: number;
  readonly returns: number;
}

/** A source that counts what is asked of it; endless ones stay silent after the last text until they are cancelled. */
function trackedSource(
  texts: readonly string[],
  { isEndless = false, failure }: { readonly isEndless?: boolean; readonly failure?: Error } = {},
): TrackedSource {
  let reads = 0;
  let returns = 0;
  let cancel = (_error: Error): void => undefined;
  return {
    get reads() {
      return reads;
    },
    get returns() {
      return returns;
    },
    [Symbol.asyncIterator]: () => ({
      async next() {
        const text = texts[reads];
        reads += 1;
        if (text !== undefined) return { done: false, value: encoder.encode(text) };
        if (failure !== undefined) throw failure;
        if (!isEndless) return { done: true, value: undefined };
        return new Promise((_resolve, reject) => (cancel = reject));
      },
      async return() {
        returns += 1;
        cancel(new Error('cancelled'));
        return { done: true, value: undefined };
      },
    }),
  };
}
