import assert from 'node:assert/strict';
import { text } from 'node:stream/consumers';
import send from 'undici/lib/api/api-request.js';
import type { Dispatcher } from 'undici';
import { openAnswer, readChunks } from '../../../src/net/body.ts';
import { failureOf } from '../../support/failureOf.ts';

type Steps = (handler: Required<Dispatcher.DispatchHandler>, controller: Dispatcher.DispatchController) => void;

/** A dispatcher that plays the given calls; the order of its calls is what these tests are about. */
function playing(steps: Steps): Pick<Dispatcher, 'dispatch'> {
  return {
    dispatch(_options, handler) {
      const controller = {
        aborted: false,
        paused: false,
        reason: null,
        abort: () => undefined,
        pause: () => undefined,
        resume: () => undefined,
      };
      handler.onRequestStart?.(controller, {});
      steps(handler as Required<Dispatcher.DispatchHandler>, controller);
      return true;
    },
  };
}

function open(steps: Steps): ReturnType<typeof openAnswer> {
  return openAnswer(playing(steps), (through) => send.call(through, { origin: 'http://h', path: '/', method: 'GET' }));
}

describe('openAnswer', () => {
  it('ends the body at a failure after all that came before it, and keeps the failure', async () => {
    const answer = await open((handler, controller) => {
      handler.onResponseStart(controller, 200, {});
      handler.onResponseData(controller, Buffer.from('a'));
      handler.onResponseData(controller, Buffer.from('b'));
      handler.onResponseError(controller, new Error('cut'));
    });
    const read: string[] = [];
    const chunks = readChunks(answer, { where: 'GET /', host: 'h' }, undefined);
    const failure = await failureOf(
      (async () => {
        for await (const chunk of chunks) read.push(Buffer.from(chunk).toString());
      })(),
    );
    assert.deepEqual(read.join(''), 'ab');
    assert.equal((failure.cause as Error).message, 'cut');
  });

  it('rejects when the failure comes before the head of the answer, after an informational one too', async () => {
    for (const informational of [[], [103]]) {
      const result = open((handler, controller) => {
        for (const status of informational) handler.onResponseStart(controller, status, {});
        handler.onResponseError(controller, new Error('cut'));
      });
      await assert.rejects(result, /cut/);
    }
  });

  it('gives trailers', async () => {
    const answer = await open((handler, controller) => {
      handler.onResponseStart(controller, 200, {});
      handler.onResponseEnd(controller, { 'x-sum': '42' });
    });
    await text(answer.body);
    assert.equal(answer.trailers['x-sum'], '42');
    assert.equal(answer.failure(), undefined);
  });
});
