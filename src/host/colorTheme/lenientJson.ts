/**
 * Parses JSON as VS Code's own files are written: with `//` and block comments, commas before a closing bracket, and a
 * byte order mark. Undefined for anything else.
 */
export function parseLenientJson(text: string): unknown {
  // Strings are matched so that what looks like a comment inside of one stays.
  const withoutComments = text
    .replace(/^\uFEFF/, '')
    .replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (found) => (found.startsWith('"') ? found : ' '));
  const withoutCommas = withoutComments.replace(/"(?:[^"\\\n]|\\.)*"|,(?=\s*[\]}])/g, (found) =>
    found === ',' ? '' : found,
  );
  try {
    return JSON.parse(withoutCommas);
  } catch {
    return undefined;
  }
}
