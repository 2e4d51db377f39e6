import { doubleQuoted, type Language, singleQuoted, words } from './language.ts';

export const python: Language = {
  id: 'python',
  name: 'Python',
  extensions: ['.py', '.pyi', '.pyw'],
  role: 'code',
  lineComments: ['#'],
  blockComments: [],
  strings: [
    { open: '"""', close: '"""', escape: '\\', isMultiline: true },
    { open: "'''", close: "'''", escape: '\\', isMultiline: true },
    doubleQuoted,
    singleQuoted,
  ],
  declarations: [
    { kind: 'class', pattern: /^\s*class\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'method', place: 'member', pattern: /^\s*(?:async\s+)?def\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'function', pattern: /^\s*(?:async\s+)?def\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'type', place: 'top', pattern: /^type\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)\s*(?:\[.*)?=/u },
    { kind: 'constant', place: 'top', pattern: /^(?<name>[A-Z][A-Z0-9_]*)\s*(?::[^=]+)?=(?!=)/u },
    { kind: 'variable', place: 'top', pattern: /^(?<name>[\p{L}_][\p{L}\p{N}_]*)\s*(?::[^=]+)?=(?!=)/u },
    { kind: 'field', place: 'member', pattern: /^\s*(?<name>[\p{L}_][\p{L}\p{N}_]*)\s*:\s*[\w"'[]/u },
  ],
  imports: [
    {
      style: 'python',
      pattern: /^[ \t]*from[ \t]+(?<from>\.*[\w.]*)[ \t]+import[ \t]+(?<names>\([^)]{0,4000}\)|[^\n#]+)/gm,
    },
    { style: 'python', pattern: /^[ \t]*import[ \t]+(?<from>[\w.]+)/gm },
  ],
  commonWords: words(`
    False None True and as assert async await break case class continue def del elif else except finally for from global
    if import in is lambda match nonlocal not or pass raise return self cls super try type while with yield
    abs all any bool bytes callable dict dir enumerate filter float format frozenset getattr hasattr hash id input int
    isinstance issubclass iter len list map max min next object open ord print property range repr reversed round set
    setattr sorted staticmethod classmethod str sum tuple vars zip Exception ValueError TypeError KeyError RuntimeError
    AttributeError IndexError NotImplementedError OSError Any Callable Dict Iterable Iterator List Literal Optional
    Sequence Set Tuple Type Union append extend get items keys values join split strip lower upper replace startswith
    endswith __all__ __init__ __name__ __main__ __version__ __repr__ __str__ __eq__ __hash__ __len__ __call__ __enter__ __exit__ update pop sort copy args kwargs os sys re json
  `),
  tests: [/^\s*(?:async\s+)?def\s+(?<title>test\w*)/u, /^\s*class\s+(?<title>Test\w*)/u],
  isExported: (name) => !name.startsWith('_'),
  hasDocStrings: true,
};
