/** What a declaration declares, in words for people. */
export type DeclarationKind =
  | 'class'
  | 'constant'
  | 'constructor'
  | 'enum'
  | 'field'
  | 'function'
  | 'heading'
  | 'interface'
  | 'key'
  | 'macro'
  | 'method'
  | 'module'
  | 'namespace'
  | 'object'
  | 'rule'
  | 'struct'
  | 'target'
  | 'test'
  | 'trait'
  | 'type'
  | 'variable';

export interface DeclarationRule {
  readonly kind: DeclarationKind;
  /**
   * Tried on one line at a time, with comments and the insides of strings blanked. Groups: `name`, and where a language
   * says so in place `exported`.
   */
  readonly pattern: RegExp;
  /** `top`: only without indentation. `member`: only directly inside a class, interface or the like. */
  readonly place?: 'top' | 'member';
}

export interface StringRule {
  readonly open: string;
  readonly close: string;
  /** Absent: a backslash has no meaning inside. */
  readonly escape?: '\\';
  readonly isMultiline?: boolean;
  /** `${…}` inside holds code. */
  readonly hasCodeInside?: boolean;
  /** Only where the text at the opening matches: tells a character from a lifetime, a mark from a division. */
  readonly onlyIf?: RegExp;
}

export interface ImportRule {
  /**
   * On the whole text, with flags `gm`. Groups: `from` (what is imported), and `names` where they are listed. A match
   * that begins in a comment or a string does not count.
   */
  readonly pattern: RegExp;
  /** How `from` names a file; see `resolveImport.ts`. */
  readonly style: 'relative' | 'python' | 'dotted' | 'rust-module' | 'rust-path' | 'include' | 'go' | 'ruby';
}

/** What can be told about files of one language from their text alone, by patterns. Data only. */
export interface Language {
  /** VS Code's id. */
  readonly id: string;
  readonly name: string;
  readonly extensions: readonly string[];
  /** Whole file names in lower case. */
  readonly fileNames?: readonly string[];
  /** `data` and `prose` declare nothing that other files would use by name. */
  readonly role: 'code' | 'data' | 'prose';
  readonly lineComments: readonly string[];
  /** A line comment counts only at the start of a line or after a space. */
  readonly hasSpacedComments?: boolean;
  readonly blockComments: readonly (readonly [open: string, close: string])[];
  readonly strings: readonly StringRule[];
  /** Blocks are found by their braces: indentation says too little (labels, namespaces that do not indent). */
  readonly goesByBraces?: boolean;
  /** `/…/` may be a pattern. */
  readonly hasSlashPatterns?: boolean;
  readonly declarations: readonly DeclarationRule[];
  readonly imports: readonly ImportRule[];
  /** Words that are never names worth looking up: keywords and what every program of the language uses. */
  readonly commonWords: ReadonlySet<string>;
  /** A title or name of a test, in group `title`, on one line of the original text. */
  readonly tests: readonly RegExp[];
  /** Whether a declaration is seen from outside, where the language says so by the name or by leaving a word out. */
  isExported?(name: string, line: string): boolean;
  /** Documentation stands in a string under the declaration. */
  readonly hasDocStrings?: boolean;
}

export function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/).filter((word) => word !== ''));
}

export const doubleQuoted: StringRule = { open: '"', close: '"', escape: '\\' };
export const singleQuoted: StringRule = { open: "'", close: "'", escape: '\\' };
