/** Deeper than any request that means well; beyond it recursive code (JSON.stringify included) would overflow. */
const maxDepth = 500;

/** A number that a double cannot hold, kept as it was written. `JSON.stringify` writes it back unchanged. */
interface RawNumber {
  readonly rawJSON: string;
}

interface ExactJson {
  rawJSON(text: string): RawNumber;
  isRawJSON(value: unknown): boolean;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
}

const json = JSON as unknown as ExactJson;

/**
 * Parses JSON so that writing it again gives the same numbers: clients keep 64-bit ids in metadata. Throws a
 * `SyntaxError` for what is not JSON or nests too deeply.
 */
export function parseExactly(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError(`Nested deeper than ${maxDepth} levels`);
  // Only long numbers and large exponents can lose anything; most texts have neither.
  if (!/\d{16}|\d\.\d{10}|\d[eE]\+?\d{3}/.test(text)) return JSON.parse(text);
  return json.parse(text, (_key, value, { source }) =>
    typeof value === 'number' && source !== undefined && isInexact(value, source) ? json.rawJSON(source) : value,
  );
}

function isInexact(value: number, source: string): boolean {
  return !Number.isFinite(value) || (source.replace(/\D/g, '').length > 15 && String(value) !== source);
}

export function isRawNumber(value: unknown): value is RawNumber {
  return json.isRawJSON(value);
}

/** The nearest double of a number from {@link parseExactly}; undefined for anything else. */
export function numberFrom(value: unknown): number | undefined {
  if (isRawNumber(value)) return Number(value.rawJSON);
  return typeof value === 'number' ? value : undefined;
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [0x22, 0x5c, 0x7b, 0x7d, 0x5b, 0x5d];

function isTooDeep(text: string): boolean {
  if (text.length <= maxDepth) return false;
  let depth = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isInString) {
      if (code === backslash) index++;
      else if (code === quote) isInString = false;
    } else if (code === quote) isInString = true;
    else if (code === openBrace || code === openBracket) {
      if (++depth > maxDepth) return true;
    } else if (code === closeBrace || code === closeBracket) depth--;
  }
  return false;
}
