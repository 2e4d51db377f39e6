import { doubleQuoted, type Language, words } from './language.ts';

export const go: Language = {
  id: 'go',
  name: 'Go',
  extensions: ['.go'],
  role: 'code',
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  strings: [doubleQuoted, { open: '`', close: '`', isMultiline: true }, { open: "'", close: "'", escape: '\\' }],
  declarations: [
    { kind: 'method', place: 'top', pattern: /^func\s+\([^)]*\)\s*(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'function', place: 'top', pattern: /^func\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'struct', pattern: /^\s*(?:type\s+)?(?<name>[\p{L}_][\p{L}\p{N}_]*)(?:\[[^\]]*\])?\s+struct\s*\{/u },
    { kind: 'interface', pattern: /^\s*(?:type\s+)?(?<name>[\p{L}_][\p{L}\p{N}_]*)(?:\[[^\]]*\])?\s+interface\s*\{/u },
    { kind: 'type', place: 'top', pattern: /^type\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'constant', place: 'top', pattern: /^const\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'variable', place: 'top', pattern: /^var\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
    { kind: 'field', place: 'member', pattern: /^\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)(?:\s+[\p{L}*[\]]|\()/u },
  ],
  imports: [
    { style: 'go', pattern: /^import\s+(?:[\w.]+\s+)?"(?<from>[^"\n]+)"/gm },
    { style: 'go', pattern: /^\t(?:[\w.]+\s+)?"(?<from>[\w./-]+)"[ \t]*(?:\/\/.*)?$/gm },
  ],
  commonWords: words(`
    break case chan const continue default defer else fallthrough for func go goto if import interface map package range
    return select struct switch type var any append bool byte cap close complex copy delete error false float32 float64
    imag int int8 int16 int32 int64 iota len make max min new nil panic print println real recover rune string true uint
    uint8 uint16 uint32 uint64 uintptr err ctx fmt errors context strings Context Error Errorf Printf Println Sprintf
    String testing
  `),
  tests: [/^func\s+(?<title>(?:Test|Benchmark|Fuzz|Example)\w*)\s*\(/u, /^\s*t\.Run\("(?<title>[^"]+)"/u],
  isExported: (name) => /^\p{Lu}/u.test(name),
};
