import hljs from 'highlight.js/lib/core';
import { languages } from './languages.ts';

/** A run of characters with one meaning (`keyword`, `string` …), or none. */
export interface Segment {
  readonly text: string;
  readonly scope?: string;
}

for (const [name, language] of Object.entries(languages)) hljs.registerLanguage(name, language);

/**
 * Collects what the highlighter finds as flat segments instead of HTML, so that nothing is ever parsed as markup. Has
 * the shape of the highlighter's own (documented as unstable, hence the exact version in package.json) emitter.
 */
class SegmentEmitter {
  readonly segments: Segment[] = [];
  readonly #scopes: string[] = [];

  addText(text: string): void {
    const scope = this.#scopes.at(-1);
    const last = this.segments.at(-1);
    if (text === '') return;
    if (last && last.scope === scope) {
      this.segments[this.segments.length - 1] = { ...last, text: last.text + text };
    } else {
      this.segments.push(scope === undefined ? { text } : { text, scope });
    }
  }

  startScope(scope: string): void {
    this.#scopes.push(scope);
  }

  endScope(): void {
    this.#scopes.pop();
  }

  /** The highlighter calls scopes by this name too, in other places. */
  openNode(scope: string): void {
    this.startScope(scope);
  }

  closeNode(): void {
    this.endScope();
  }

  closeAllNodes(): void {
    this.#scopes.length = 0;
  }

  // eslint-disable-next-line no-underscore-dangle -- the highlighter's name
  __addSublanguage(emitter: SegmentEmitter): void {
    for (const { text, scope } of emitter.segments) {
      if (scope !== undefined) this.startScope(scope);
      this.addText(text);
      if (scope !== undefined) this.endScope();
    }
  }

  finalize(): void {
    // Every scope is closed by the highlighter itself; the interface wants the method.
    this.#scopes.length = 0;
  }

  toHTML(): string {
    return '';
  }
}

hljs.configure({ __emitter: SegmentEmitter });

/** The language's name for people (`TypeScript`), the word itself if it is unknown. */
export function languageName(word: string): string {
  return hljs.getLanguage(word)?.name ?? word;
}

export function canHighlight(word: string): boolean {
  return word !== '' && hljs.getLanguage(word) !== undefined;
}

/** The segments of each line, without the line breaks. As many lines as `code.split('\n')` has. */
export function highlightLines(code: string, language: string): readonly (readonly Segment[])[] {
  const result = hljs.highlight(code, { language, ignoreIllegals: true });
  // eslint-disable-next-line no-underscore-dangle -- the highlighter's name
  const { segments } = result._emitter as unknown as SegmentEmitter;
  const length = segments.reduce((sum, segment) => sum + segment.text.length, 0);
  // A grammar that gives up in the middle must not cost a character.
  return length === code.length ? splitLines(segments) : plainLines(code);
}

/** Lines without any highlighting, in the same form. */
export function plainLines(code: string): readonly (readonly Segment[])[] {
  return code.split('\n').map((text) => (text === '' ? [] : [{ text }]));
}

function splitLines(segments: readonly Segment[]): readonly (readonly Segment[])[] {
  const lines: Segment[][] = [[]];
  for (const segment of segments) {
    segment.text.split('\n').forEach((text, index) => {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...segment, text });
    });
  }
  return lines;
}
