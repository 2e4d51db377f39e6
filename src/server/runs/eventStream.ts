import type { ServerResponse } from 'node:http';
import type { RunEncoder } from './runEncoder.ts';
import type { RunRecord } from './runRecord.ts';

/** A comment is sent after so much silence, so that a client can tell a quiet run from a dead connection. */
const keepAliveMs = 10_000;

/**
 * Streams a run's records as server-sent events (data only) until they end or the client goes; resolves then. Takes
 * the next batch only when the client has taken the one before.
 *
 * @param read the records; its signal is aborted when the client goes
 */
export async function streamRun(
  response: ServerResponse,
  encoder: RunEncoder,
  read: (signal: AbortSignal) => AsyncIterable<readonly RunRecord[]>,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    'x-accel-buffering': 'no',
    ...encoder.headers,
  });
  response.flushHeaders();
  const timer = setInterval(() => {
    if (response.writableLength === 0) response.write(': keep-alive\n\n');
  }, keepAliveMs);
  try {
    await send(response, encoder.begin(), gone.signal);
    for await (const records of read(gone.signal)) {
      timer.refresh();
      await send(
        response,
        records.flatMap((record) => encoder.encode(record)),
        gone.signal,
      );
    }
  } finally {
    clearInterval(timer);
    response.end();
  }
}

function send(response: ServerResponse, data: readonly string[], signal: AbortSignal): Promise<void> {
  if (signal.aborted || data.length === 0) return Promise.resolve();
  const hasRoom = response.write(data.map((each) => `data: ${each}\n\n`).join(''));
  if (hasRoom) return Promise.resolve();
  return new Promise((resolve) => {
    const resume = (): void => {
      response.off('drain', resume);
      signal.removeEventListener('abort', resume);
      resolve();
    };
    response.on('drain', resume);
    signal.addEventListener('abort', resume);
  });
}
