import { arrayOf, isObject, objectOf, parseJson, property, stringOf } from '../../model/parse.ts';
import { firstStringOf, textForm } from './wireValues.ts';

/** Longest complaint that is shown; services may echo what they were sent. */
const maxLength = 500;
/** Of a longer list the first ones tell what it is about. */
const mostComplaints = 20;
/** Known shapes nest once. */
const maxNesting = 3;

/**
 * What a service complains about, as one line; undefined if the value is not a known shape of error. Known are
 * validation errors (published; also in `errors`, or bare), FastAPI's plain `detail` (inferred), and the two envelopes
 * with `message` that Seekr's prose and library have. What was sent (`input`, `requestUrl`) is left out on purpose: it
 * may be content.
 */
export function complaintOf(body: unknown): string | undefined {
  return complaintAt(body, 0);
}

function complaintAt(body: unknown, depth: number): string | undefined {
  if (Array.isArray(body)) return body.some(hasReason) ? complaintsOf(body) : undefined;
  if (!isObject(body) || depth > maxNesting) return undefined;
  const detail = property(body, 'detail');
  if (Array.isArray(detail)) return complaintsOf(detail);
  if (typeof detail === 'string') return shortened(detail);
  if (isObject(detail)) return shortened(complaintAt(detail, depth + 1) ?? stringOf(detail, 'msg') ?? rawForm(detail));
  const listed = complaintsOf(arrayOf(body, 'errors'));
  if (listed !== undefined) return listed;
  const nested = objectOf(body, 'error');
  if (nested) return complaintAt(nested, depth + 1) ?? shortened(rawForm(nested));
  const message = ['message', 'error', 'details'].map((key) => wordsOf(property(body, key))).find(Boolean);
  if (message === undefined) return undefined;
  const parameter = stringOf(body, 'param');
  return shortened(parameter ? `${parameter}: ${message}` : message);
}

function complaintsOf(list: readonly unknown[]): string | undefined {
  return shortened(list.map(validationComplaint).filter(Boolean).join('; '));
}

/** Tells a bare list of complaints from a list of anything else. */
function hasReason(value: unknown): boolean {
  return firstStringOf(value, 'msg', 'message') !== undefined;
}

/** A value of an unknown shape, without what was sent. */
function rawForm(value: unknown): string {
  try {
    return JSON.stringify(value, (key, inner: unknown) =>
      key === 'input' || key === 'requestUrl' ? undefined : inner,
    );
  } catch {
    // It nests too deep.
    return '…';
  }
}

/** Text, or a list of texts as one. */
function wordsOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  return value.map((each) => (typeof each === 'string' ? each : validationComplaint(each))).join('; ');
}

/** The same for an answer's raw text, which may be JSON, plain text, a web page or nothing. */
export function complaintOfText(text: string): string | undefined {
  const value = parseJson(text);
  if (typeof value === 'string') return shortened(value);
  const known = complaintOf(value);
  if (known !== undefined) return known;
  if (typeof value === 'object' && value !== null) return shortened(rawForm(value));
  if (/^\s*<(?:!doctype|html|\?xml)/i.test(text)) {
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(text)?.[1];
    return title === undefined ? undefined : shortened(title);
  }
  return shortened(text);
}

/** What programs are to know an error by (`code`, `type`, `error`), from an answer's raw text in any of its shapes. */
export function errorCodesIn(text: string): readonly string[] {
  return codesAt(parseJson(text), 0);
}

function codesAt(value: unknown, depth: number): readonly string[] {
  if (depth > maxNesting) return [];
  if (Array.isArray(value)) return value.slice(0, mostComplaints).flatMap((each) => codesAt(each, depth + 1));
  const codes = ['code', 'type', 'error'].flatMap((key) => stringOf(value, key)?.slice(0, maxLength) ?? []);
  return [...codes, ...['detail', 'error', 'errors'].flatMap((key) => codesAt(property(value, key), depth + 1))];
}

/** `role: Input should be …`; the place loses its leading `body`, `query` or `path`. */
function validationComplaint(complaint: unknown): string {
  const reason = firstStringOf(complaint, 'msg', 'message', 'detail', 'title');
  if (reason === undefined) return typeof complaint === 'string' ? complaint : textForm(property(complaint, 'type'));
  const place = property(complaint, 'loc');
  const field = (Array.isArray(place) ? place : [])
    .filter((step, index) => !(index === 0 && ['body', 'query', 'path', 'header'].includes(String(step))))
    .join('.');
  return field ? `${field}: ${reason}` : reason;
}

function shortened(text: string): string | undefined {
  const line = text.replace(/\s+/g, ' ').trim();
  if (line === '') return undefined;
  return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
