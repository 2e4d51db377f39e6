import type { LineEdit } from './lineEdits.ts';

/** What a unified diff says about one file. */
export interface FileDiff {
  /** As the diff names it, without `a/` and `b/`; undefined where the diff names none. */
  readonly path?: string;
  /** `create` and `delete` where one side is `/dev/null`. */
  readonly kind: 'change' | 'create' | 'delete' | 'rename';
  readonly hunks: readonly Hunk[];
}

export interface Hunk {
  /** Where the diff says that it starts in the old file, counted from 1; undefined where it says nothing. */
  readonly startLine?: number;
  readonly lines: readonly HunkLine[];
}

export interface HunkLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Whether a block is a unified diff: by its language, or by how it begins. */
export function isDiff(code: string, language: string): boolean {
  const hasHunk = /^@@/m.test(code);
  if (/^(?:diff|patch|udiff)$/i.test(language)) return hasHunk;
  return hasHunk && /^(?:diff --git |--- \S[^\n]*\n\+\+\+ \S|@@ )/.test(code);
}

/** Takes a unified diff of one or several files apart. Counts in hunk headers are not believed: models miscount. */
export function parseDiff(code: string): readonly FileDiff[] {
  const lines = code.split(/\r?\n/);
  const files: { old?: string; now?: string; isRename: boolean; hunks: { startLine?: number; lines: HunkLine[] }[] }[] =
    [];
  let index = 0;
  const current = () => files.at(-1) ?? addFile();
  const addFile = () => {
    files.push({ isRename: false, hunks: [] });
    return files.at(-1) as (typeof files)[number];
  };
  while (index < lines.length) {
    const line = lines[index] ?? '';
    const following = lines[index + 1] ?? '';
    if (line.startsWith('diff --git ')) {
      addFile();
    } else if (line.startsWith('--- ') && following.startsWith('+++ ')) {
      const last = files.at(-1);
      const file = last && last.old === undefined && last.hunks.length === 0 ? last : addFile();
      file.old = nameIn(line);
      file.now = nameIn(following);
      index++;
    } else if (/^rename (?:from|to) /.test(line)) {
      current().isRename = true;
    } else if (line.startsWith('@@')) {
      const start = /^@@+ -(\d+)/.exec(line)?.[1];
      current().hunks.push({ ...(start === undefined ? {} : { startLine: Number(start) }), lines: [] });
    } else {
      const hunk = files.at(-1)?.hunks.at(-1);
      const read = hunk && readLine(line);
      if (read) hunk.lines.push(read);
    }
    index++;
  }
  return files
    .filter((file) => file.hunks.length > 0 || file.isRename || file.old !== undefined)
    .map(({ old, now, isRename, hunks }) => {
      const path = now === undefined || now === '/dev/null' ? old : now;
      const kind = isRename ? 'rename' : old === '/dev/null' ? 'create' : now === '/dev/null' ? 'delete' : 'change';
      return { kind, hunks: hunks.map(withoutBlankEnd), ...(path === undefined ? {} : { path }) };
    });
}

/** `--- a/src/a.ts\t2024-01-01` → `src/a.ts`. */
function nameIn(line: string): string {
  const name =
    line
      .slice(4)
      .split('\t')[0]
      ?.trim()
      .replace(/^"(.*)"$/, '$1') ?? '';
  return name === '/dev/null' ? name : name.replace(/^[ab]\//, '');
}

function readLine(line: string): HunkLine | undefined {
  const text = line.slice(1);
  switch (line.charAt(0)) {
    case '+':
      return { kind: 'added', text };
    case '-':
      return { kind: 'removed', text };
    // Blanks at the end of a line are often lost on the way, and with them all of an empty line.
    case ' ':
    case '':
      return { kind: 'same', text };
    default:
      return undefined;
  }
}

/** An empty line between two hunks belongs to none of them. */
function withoutBlankEnd(hunk: Hunk): Hunk {
  const end = hunk.lines.findLastIndex((line) => line.kind !== 'same' || line.text !== '');
  return { ...hunk, lines: hunk.lines.slice(0, end + 1) };
}

/** The edits that hunks come to, or why they do not fit. */
export type HunkResult =
  { readonly edits: readonly LineEdit[] } | { readonly hunk: number; readonly why: 'missing' | 'ambiguous' | 'empty' };

/**
 * Finds where hunks fit into a text: at the line they name, moved by what the hunks before it moved, else at the only
 * place that has their lines. Lines are compared without blanks at their end.
 */
export function matchHunks(lines: readonly string[], hunks: readonly Hunk[]): HunkResult {
  const edits: LineEdit[] = [];
  let moved = 0;
  let from = 0;
  for (const [index, hunk] of hunks.entries()) {
    const old = hunk.lines.filter((line) => line.kind !== 'added').map((line) => line.text);
    if (hunk.lines.every((line) => line.kind === 'same')) return { hunk: index, why: 'empty' };
    const expected = hunk.startLine === undefined ? undefined : Math.max(hunk.startLine - 1, 0) + moved;
    const place = findPlace(lines, old, expected, from);
    if (typeof place === 'string') return { hunk: index, why: place };
    if (expected !== undefined) moved += place - expected;
    edits.push(...hunkEdits(hunk, place));
    from = place + old.length;
  }
  return { edits };
}

function findPlace(
  lines: readonly string[],
  old: readonly string[],
  expected: number | undefined,
  from: number,
): number | 'missing' | 'ambiguous' {
  // Nothing but new lines: only an empty file has one place for them.
  if (old.length === 0) return lines.every((line) => line === '') ? 0 : 'ambiguous';
  const fitsAt = (place: number): boolean =>
    old.every((text, offset) => lines[place + offset]?.trimEnd() === text.trimEnd());
  if (expected !== undefined && expected >= from && fitsAt(expected)) return expected;
  const places: number[] = [];
  for (let place = from; place + old.length <= lines.length && places.length < 2; place++) {
    if (fitsAt(place)) places.push(place);
  }
  const [first, second] = places;
  if (first === undefined) return 'missing';
  return second === undefined ? first : 'ambiguous';
}

/** One edit for each run of removed and added lines. */
function hunkEdits(hunk: Hunk, place: number): readonly LineEdit[] {
  const edits: { startLine: number; endLine: number; lines: string[] }[] = [];
  let line = place;
  let current: (typeof edits)[number] | undefined;
  for (const { kind, text } of hunk.lines) {
    if (kind === 'same') {
      line++;
      current = undefined;
      continue;
    }
    if (!current) {
      current = { startLine: line, endLine: line, lines: [] };
      edits.push(current);
    }
    if (kind === 'added') current.lines.push(text);
    else current.endLine = ++line;
  }
  return edits;
}

/** The text of a file that a diff creates. */
export function createdText(hunks: readonly Hunk[]): string {
  return hunks
    .flatMap((hunk) => hunk.lines)
    .map((line) => `${line.text}\n`)
    .join('');
}
