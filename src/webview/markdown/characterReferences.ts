/** More are not kept: an answer can name any number of things that are none. */
const keptAtMost = 5_000;

const kept = new Map<string, string>();

/**
 * What an HTML character reference (`&amp;`) stands for, or the same text where it stands for nothing. The browser
 * knows the names, so the panel's build has no table of them: markdown-it calls this instead of a package's function
 * of this name (see leanMarkdown.mjs).
 */
export function decodeHTMLStrict(reference: string): string {
  // Only a reference and nothing else is ever given to the HTML parser.
  if (!/^&#?[a-z\d]+;$/i.test(reference)) return reference;
  let decoded = kept.get(reference);
  if (decoded === undefined) {
    decoded = decode(reference);
    if (kept.size >= keptAtMost) kept.clear();
    kept.set(reference, decoded);
  }
  return decoded;
}

function decode(reference: string): string {
  // White space at the beginning would be dropped.
  const text = new DOMParser().parseFromString(`.${reference}`, 'text/html').body.textContent.slice(1);
  // HTML also knows names without a semicolon, at the beginning of others: `&notit;` would be `¬it;`.
  return text.endsWith(';') && reference !== '&semi;' ? reference : text;
}
