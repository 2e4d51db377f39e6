/** Files without an ending that code is written for. */
const wholeNames = 'Dockerfile|Makefile|Jenkinsfile|Gemfile|Rakefile|Procfile|CMakeLists\\.txt|\\.gitignore|\\.env';

const name = '[\\w@.+()\\[\\]-]*[\\w\\])]';
const path = `(?:\\.?[\\\\/])?(?:${name}[\\\\/])*(?:${name}\\.[a-z]\\w{0,11}|${wholeNames})`;

const wholePath = new RegExp(`^${path}$`, 'iu');
const comment = new RegExp(
  `^\\s*(?://+|#+|--|;+|%|/\\*+|<!--|"""|\\{/\\*)\\s*(?:(?:file(?:name)?|path)\\s*:\\s*)?(${path})\\s*(?:\\*+/\\}?|-->|""")?\\s*$`,
  'iu',
);

/**
 * Reads a text that may be a relative path and nothing else: `src/a.ts`, `./a.py`, `Dockerfile`. Undefined for
 * everything else, absolute paths and such that climb included. With `/`, and without `./`.
 */
export function pathFrom(text: string): string | undefined {
  if (text.length > 300 || !wholePath.test(text)) return undefined;
  const plain = text.replaceAll('\\', '/').replace(/^\.\//, '');
  return plain.startsWith('/') || plain.split('/').includes('..') ? undefined : plain;
}

/** The path that a line of code names if it is a comment and nothing else: `// src/a.ts`, `# File: a.py`. */
export function pathInComment(line: string): string | undefined {
  const found = line.length <= 400 ? comment.exec(line)?.[1] : undefined;
  return found === undefined ? undefined : pathFrom(found);
}

/** The code without a first line that only names its file, and the empty line after it. */
export function withoutPathComment(code: string): string {
  const [first = '', ...rest] = code.split('\n');
  if (rest.length === 0 || pathInComment(first) === undefined) return code;
  return (rest[0]?.trim() === '' ? rest.slice(1) : rest).join('\n');
}
