import type { WireComplaint } from '../../wire/seekrflow.ts';

/** An answer other than success, thrown anywhere below the HTTP server; `body` is sent as JSON. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** `{ detail: "text" }`, the plain form of FastAPI's errors. */
export function refusal(status: number, detail: string, headers?: Readonly<Record<string, string>>): HttpError {
  return new HttpError(status, { detail }, headers);
}

/** More complaints than this about one request say nothing new. */
const maxComplaints = 100;

/** 422 with `{ detail: [{ loc, msg, type, input }] }`: published for every operation. */
export function unprocessable(complaints: readonly WireComplaint[]): HttpError {
  return new HttpError(422, { detail: complaints.slice(0, maxComplaints).map(withShortInput) });
}

/**
 * 422 for a path parameter that names nothing. The published description has no 404: a missing thread, message or run
 * is described as a 422.
 */
export function notFound(parameter: string, id: string, noun: string): HttpError {
  return unprocessable([{ loc: ['path', parameter], msg: `${noun} not found`, type: 'value_error', input: id }]);
}

/** What was sent is echoed, but not by the megabyte. */
function withShortInput({ input, ...complaint }: WireComplaint): WireComplaint {
  if (typeof input === 'string' && input.length > 1000) return { ...complaint, input: `${input.slice(0, 1000)}…` };
  return input !== undefined && sizeOf(input, 2000) <= 2000 ? { ...complaint, input } : complaint;
}

/** About how many characters a value is as JSON; stops counting beyond `enough`. */
function sizeOf(value: unknown, enough: number): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  for (const [key, item] of Object.entries(value)) {
    size += key.length + 3 + sizeOf(item, enough - size);
    if (size > enough) break;
  }
  return size;
}
