/** Small lenient readers for values that come from outside (the wire, disk, the webview, settings). */

export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The own property `key` of `value`, so that `constructor` or `__proto__` in foreign JSON never reach a prototype. */
export function property(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

export function stringOf(value: unknown, key: string): string | undefined {
  const found = property(value, key);
  return typeof found === 'string' ? found : undefined;
}

export function numberOf(value: unknown, key: string): number | undefined {
  const found = property(value, key);
  return typeof found === 'number' && Number.isFinite(found) ? found : undefined;
}

/** A line, counted from 1. */
export function lineNumberOf(value: unknown, key: string): number | undefined {
  const line = numberOf(value, key);
  return line !== undefined && Number.isSafeInteger(line) && line >= 1 ? line : undefined;
}

export function booleanOf(value: unknown, key: string): boolean | undefined {
  const found = property(value, key);
  return typeof found === 'boolean' ? found : undefined;
}

export function objectOf(value: unknown, key: string): JsonObject | undefined {
  const found = property(value, key);
  return isObject(found) ? found : undefined;
}

export function arrayOf(value: unknown, key: string): readonly unknown[] {
  const found = property(value, key);
  return Array.isArray(found) ? found : [];
}

/** The property `key` if it is one of `all`. */
export function oneOf<T extends string>(all: readonly T[], value: unknown, key: string): T | undefined {
  const found = stringOf(value, key);
  return all.find((each) => each === found);
}

/** Parses JSON text; `undefined` for anything that is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `{ ...optional({ a: maybe }) }` leaves out what is undefined, as exactOptionalPropertyTypes wants it. */
export function optional<T extends Record<string, unknown>>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
