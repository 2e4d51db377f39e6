import { type FileTarget, mentionTarget } from './linkTarget.ts';

/** Endings of files that people talk about; only these make a link out of a bare file name. */
const endings =
  'astro|bash|bat|c|cc|cfg|cjs|clj|conf|cpp|cs|css|csv|cts|cxx|dart|env|ex|exs|fs|go|gradle|graphql|h|hpp|hs|html|ini|' +
  'ipynb|java|jl|js|json|jsonc|jsx|kt|kts|less|lock|log|lua|m|md|mdx|mjs|ml|mm|mts|php|pl|prisma|proto|ps1|py|pyi|r|' +
  'rb|rs|rst|sass|scala|scss|sh|sql|svelte|swift|tf|toml|ts|tsx|txt|vue|xml|yaml|yml|zig|zsh';

/** Endings that make a link even without folder and line, in a code span: `console.log` is none, nor `a.b.c`. */
const clearEndings =
  'cjs|cpp|cs|css|cts|go|hpp|html|ini|java|js|json|jsonc|jsx|kt|less|md|mdx|mjs|mts|php|py|rb|rs|scss|sh|sql|svelte|' +
  'swift|toml|ts|tsx|txt|vue|xml|yaml|yml';

const name = '[\\w@.+-]*[\\w@+-]';
const lines = '(?::\\d+(?:[-–]\\d+|:\\d+)?|#L\\d+(?:-L?\\d+)?|\\(\\d+(?:,\\d+)?\\))';
const inFolder = `(?:\\.{0,2}/)?(?:${name}/)+${name}\\.(?:${endings})${lines}?`;
const onDrive = `[A-Z]:[\\\\/](?:${name}[\\\\/])*${name}\\.(?:${endings})${lines}?`;
const withLine = `${name}\\.(?:${endings})${lines}`;
const bare = `${name}\\.(?:${clearEndings})`;

const inText = new RegExp(`(?<![\\w/.@+:#\\\\-])(?:${onDrive}|${inFolder}|${withLine})(?![\\w/\\\\-])`, 'giu');
const whole = new RegExp(`^(?:${onDrive}|${inFolder}|${withLine}|${bare})$`, 'iu');

/** Longest piece of text that is searched, so that a file of noise costs nothing. */
const maxLength = 20_000;

/** A piece of text, with the file it names if it does. */
export interface Mention {
  readonly text: string;
  readonly target?: FileTarget;
}

/**
 * Splits running text at mentions of files: a path with a folder (`src/a.ts`, `src/a.ts:3-9`) or a file name with a line
 * (`a.ts:12`), absolute paths included. Whether the file exists is for the host to say.
 */
export function splitMentions(text: string): readonly Mention[] {
  if (text.length > maxLength || !text.includes('.')) return [{ text }];
  const pieces: Mention[] = [];
  let end = 0;
  for (const match of text.matchAll(inText)) {
    const target = mentionTarget(match[0]);
    if (!target) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    end = match.index + match[0].length;
    pieces.push({ text: match[0], target: withLineAfter(target, text.slice(end, end + 20)) });
  }
  if (end < text.length || pieces.length === 0) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** Python says `File "src/a.py", line 12`. */
function withLineAfter(target: FileTarget, following: string): FileTarget {
  const line = target.startLine === undefined ? /^", line (\d{1,7})\b/.exec(following)?.[1] : undefined;
  return line === undefined ? target : { ...target, startLine: Number(line) };
}

/** The file that a code span names, if the span is nothing else. */
export function mentionInCode(code: string): FileTarget | undefined {
  return code.length <= 300 && whole.test(code) ? mentionTarget(code) : undefined;
}
