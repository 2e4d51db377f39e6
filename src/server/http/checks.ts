import type { JsonObject } from '../../model/parse.ts';
import { isObject } from '../../model/parse.ts';
import type { WireComplaint } from '../../wire/seekrflow.ts';
import { isRawNumber, numberFrom } from '../exactJson.ts';

/**
 * Says what is wrong with a value in the words and codes of pydantic, which the hosted service is evidently built on
 * (its 422 bodies are published). Strict where the published schema is: a number in quotes is no number.
 */
export type Check = (value: unknown, at: Location) => readonly WireComplaint[];

export type Location = readonly (string | number)[];

const fine: readonly WireComplaint[] = [];

function complaint(
  type: string,
  msg: string,
  loc: Location,
  input: unknown,
  ctx?: JsonObject,
): readonly WireComplaint[] {
  return [{ type, loc, msg, input, ...(ctx ? { ctx } : {}) }];
}

/** Whether a parsed value is a JSON object (a number kept as text is one only for JavaScript). */
export function isJsonObject(value: unknown): value is JsonObject {
  return isObject(value) && !isRawNumber(value);
}

export const text: Check = (value, at) =>
  typeof value === 'string' ? fine : complaint('string_type', 'Input should be a valid string', at, value);

interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
}

export function number(bounds: Bounds = {}): Check {
  return (value, at) => {
    const found = numberFrom(value);
    if (found === undefined) return complaint('float_type', 'Input should be a valid number', at, value);
    return outside(found, bounds, at, value);
  };
}

export function integer(bounds: Bounds = {}): Check {
  return (value, at) => {
    const found = numberFrom(value);
    if (found === undefined) return complaint('int_type', 'Input should be a valid integer', at, value);
    if (!Number.isInteger(found)) {
      const message = 'Input should be a valid integer, got a number with a fractional part';
      return complaint('int_from_float', message, at, value);
    }
    return outside(found, bounds, at, value);
  };
}

/** What is wrong with a number's size; `input` is the value as it was sent. */
export function outside(found: number, bounds: Bounds, at: Location, input: unknown): readonly WireComplaint[] {
  const { minimum, maximum } = bounds;
  if (minimum !== undefined && found < minimum) {
    const message = `Input should be greater than or equal to ${minimum}`;
    return complaint('greater_than_equal', message, at, input, { ge: minimum });
  }
  if (maximum !== undefined && found > maximum) {
    const message = `Input should be less than or equal to ${maximum}`;
    return complaint('less_than_equal', message, at, input, { le: maximum });
  }
  return fine;
}

export const flag: Check = (value, at) =>
  typeof value === 'boolean' ? fine : complaint('bool_type', 'Input should be a valid boolean', at, value);

/** A date with a time, ISO 8601; without a zone it is in UTC. */
export const dateTime: Check = (value, at) => {
  if (typeof value !== 'string') return complaint('datetime_type', 'Input should be a valid datetime', at, value);
  if (dateTimeFrom(value) !== undefined) return fine;
  return complaint('datetime_from_date_parsing', 'Input should be a valid datetime or date', at, value);
};

const datePattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i;

/** Milliseconds since 1970, with fractions, of a text that {@link dateTime} passes; undefined for anything else. */
export function dateTimeFrom(value: unknown): number | undefined {
  const [, date, time = '00:00', zone = 'Z'] = (typeof value === 'string' && datePattern.exec(value)) || [];
  if (date === undefined) return undefined;
  // `Date` knows no fractions of a millisecond.
  const [, whole = time, fraction = ''] = /^(.*\.\d{3})(\d+)$/.exec(time) ?? [];
  const milliseconds = Date.parse(`${date}T${whole}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase()}`);
  if (Number.isNaN(milliseconds) || !isOnCalendar(date) || time.startsWith('24')) return undefined;
  return milliseconds + (fraction === '' ? 0 : Number(`0.${fraction}`));
}

/** `Date` takes February 30 for March 1 or 2. */
function isOnCalendar(date: string): boolean {
  return new Date(`${date}T00:00Z`).toISOString().startsWith(date);
}

/** One of an enumeration that has a name in the published schema. */
export function oneOf(values: readonly string[]): Check {
  return among(values, 'enum');
}

/** One of the values that the published schema lists in place. */
export function literal(values: readonly string[]): Check {
  return among(values, 'literal_error');
}

function among(values: readonly string[], type: string): Check {
  const quoted = values.map((value) => `'${value}'`);
  const expected = quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join('');
  return (value, at) =>
    typeof value === 'string' && values.includes(value)
      ? fine
      : complaint(type, `Input should be ${expected}`, at, value, { expected });
}

export function nullable(check: Check): Check {
  return (value, at) => (value === null ? fine : check(value, at));
}

export function listOf(check: Check): Check {
  return (value, at) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, [...at, index]))
      : complaint('list_type', 'Input should be a valid list', at, value);
}

/** An object with any keys, whose values all pass. */
export function mapOf(check: Check): Check {
  return (value, at) =>
    isJsonObject(value)
      ? Object.entries(value).flatMap(([key, item]) => check(item, [...at, key]))
      : complaint('dict_type', 'Input should be a valid dictionary', at, value);
}

export const anything: Check = () => fine;

interface Fields {
  readonly required?: Readonly<Record<string, Check>>;
  readonly optional?: Readonly<Record<string, Check>>;
  /** Whether other keys are forbidden. */
  readonly isClosed?: boolean;
}

export function object({ required = {}, optional = {}, isClosed = false }: Fields): Check {
  return (value, at) => {
    if (!isJsonObject(value)) {
      const message = 'Input should be a valid dictionary or object to extract fields from';
      return complaint('model_attributes_type', message, at, value);
    }
    const has = (key: string): boolean => Object.hasOwn(value, key);
    return [
      ...Object.entries(required).flatMap(([key, check]) =>
        has(key) ? check(value[key], [...at, key]) : complaint('missing', 'Field required', [...at, key], value),
      ),
      ...Object.entries(optional).flatMap(([key, check]) => (has(key) ? check(value[key], [...at, key]) : fine)),
      ...(isClosed ? Object.keys(value) : []).flatMap((key) =>
        Object.hasOwn(required, key) || Object.hasOwn(optional, key)
          ? fine
          : complaint('extra_forbidden', 'Extra inputs are not permitted', [...at, key], value[key]),
      ),
    ];
  };
}

/** An object whose `type` says which of the variants it is. */
export function tagged(variants: Readonly<Record<string, Check>>): Check {
  const expected = Object.keys(variants)
    .map((tag) => `'${tag}'`)
    .join(', ');
  return (value, at) => {
    if (!isJsonObject(value)) {
      const message = 'Input should be a valid dictionary or object to extract fields from';
      return complaint('model_attributes_type', message, at, value);
    }
    if (!Object.hasOwn(value, 'type')) {
      const message = "Unable to extract tag using discriminator 'type'";
      return complaint('union_tag_not_found', message, at, value, { discriminator: "'type'" });
    }
    const tag = value['type'];
    const check = typeof tag === 'string' && Object.hasOwn(variants, tag) ? variants[tag] : undefined;
    if (check) return check(value, [...at, String(tag)]);
    const message = `Input tag found using 'type' does not match any of the expected tags: ${expected}`;
    return complaint('union_tag_invalid', message, at, value, { discriminator: "'type'", expected_tags: expected });
  };
}

/** A value that passes one of the branches; if none, the complaints of all of them, each below its branch's name. */
export function anyOf(branches: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    const found: WireComplaint[] = [];
    for (const [name, check] of Object.entries(branches)) {
      const complaints = check(value, [...at, name]);
      if (complaints.length === 0) return fine;
      found.push(...complaints.slice(0, 20));
    }
    return found;
  };
}
