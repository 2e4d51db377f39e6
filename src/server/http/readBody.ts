import type { IncomingMessage } from 'node:http';
import type { WireComplaint } from '../../wire/seekrflow.ts';
import { parseExactly } from '../exactJson.ts';
import { refusal, unprocessable } from './httpError.ts';

/** Enough for any prompt with files in it; the same order as the hosted services' limits. */
export const maxBodyBytes = 20 * 1024 * 1024;

/**
 * Reads a request's JSON body. Throws an `HttpError`: 413 beyond {@link maxBodyBytes}, 415 for anything that is not
 * declared as `application/json` (which a web page cannot send here without asking first), 422 for what is not JSON.
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request);
  if (bytes.length === 0) throw unprocessable([missingBody]);
  const mediaType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw refusal(415, 'The body must be sent as application/json.');
  return parseBody(bytes);
}

async function readBytes(request: IncomingMessage): Promise<Uint8Array> {
  const tooLarge = refusal(413, `The body is larger than ${maxBodyBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) throw tooLarge;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size > maxBodyBytes) throw tooLarge;
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

export const missingBody: WireComplaint = { type: 'missing', loc: ['body'], msg: 'Field required', input: null };

function parseBody(bytes: Uint8Array): unknown {
  try {
    return parseExactly(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof SyntaxError ? error.message : 'The body is not UTF-8';
    const position = Number(/at position (\d+)/.exec(reason)?.[1] ?? 0);
    // The engine's own wording quotes what was sent; the kind of mistake is enough.
    const said = reason.replace(/, ".*$/s, '');
    throw unprocessable([
      { type: 'json_invalid', loc: ['body', position], msg: 'JSON decode error', input: {}, ctx: { error: said } },
    ]);
  }
}
