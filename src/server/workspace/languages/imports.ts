import type { ImportRule, Language } from './language.ts';
import { lineStartsOf, type ScannedText, textKinds } from './scanText.ts';

export interface Import {
  /** What is imported, as it is written. */
  readonly from: string;
  readonly style: ImportRule['style'];
  readonly line: number;
  readonly endLine: number;
  /** Under which name here which name of there; empty where that is not listed. */
  readonly names: readonly { readonly local: string; readonly original: string }[];
  /** Handed on to others: `export … from`. */
  readonly isReexport: boolean;
}

/** What a file imports, in the order of the lines. */
export function findImports(scanned: ScannedText, language: Language | undefined): readonly Import[] {
  if (!language) return [];
  const found = new Map<string, Import>();
  for (const rule of language.imports) {
    for (const match of scanned.text.matchAll(rule.pattern)) {
      const from = match.groups?.['from'];
      const start = match.index + (match[0].length - match[0].trimStart().length);
      if (!from || scanned.kinds[start] !== textKinds.code) continue;
      const line = lineAt(scanned, start);
      const key = `${line} ${from}`;
      if (found.has(key)) continue;
      found.set(key, {
        from,
        style: rule.style,
        line,
        endLine: lineAt(scanned, match.index + match[0].length - 1),
        names: namesOf(match.groups?.['names'] ?? '', rule.style),
        isReexport: /^\s*export\b/.test(match[0]),
      });
    }
  }
  return [...found.values()].toSorted((one, other) => one.line - other.line);
}

/** The line (from 1) of an offset, by bisection. */
export function lineAt(scanned: ScannedText, offset: number): number {
  const starts = lineStartsOf(scanned);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

function namesOf(clause: string, style: ImportRule['style']): Import['names'] {
  const separator = style === 'relative' ? /\s*:\s*|\s+as\s+/ : /\s+as\s+/;
  const identifier = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
  return clause
    .replace(/\/\*.*?\*\/|\/\/[^\n]*|#[^\n]*/gs, '')
    .replace(/^\s*type\b/, '')
    .split(/[,{}();\n]|::/)
    .map((part) => part.trim().replace(/^type\s+/, ''))
    .flatMap((part) => {
      const [original = '', local = original] = part.split(separator).map((side) => side.trim());
      if (original === '*' && identifier.test(local)) return [{ local, original: '*' }];
      return identifier.test(original) && identifier.test(local) ? [{ local, original }] : [];
    });
}
