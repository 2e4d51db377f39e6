import { type Language, words } from './language.ts';

const visibility = String.raw`(?<exported>pub(?:\([^)]*\))?\s+)?`;
const name = String.raw`(?<name>[\p{L}_][\p{L}\p{N}_]*)`;

export const rust: Language = {
  id: 'rust',
  name: 'Rust',
  extensions: ['.rs'],
  role: 'code',
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  strings: [
    { open: 'r#"', close: '"#', isMultiline: true },
    { open: 'r"', close: '"', isMultiline: true },
    { open: '"', close: '"', escape: '\\', isMultiline: true },
    // A lifetime has no closing quote.
    { open: "'", close: "'", escape: '\\', onlyIf: /^'(?:\\[^']*|[^'\\])'/u },
  ],
  declarations: [
    {
      kind: 'function',
      pattern: new RegExp(
        String.raw`^\s*${visibility}(?:default\s+)?(?:const\s+)?(?:async\s+)?(?:unsafe\s+)?(?:extern\s+(?:"[^"]*"\s+)?)?fn\s+${name}`,
        'u',
      ),
    },
    { kind: 'struct', pattern: new RegExp(String.raw`^\s*${visibility}(?:struct|union)\s+${name}`, 'u') },
    { kind: 'enum', pattern: new RegExp(String.raw`^\s*${visibility}enum\s+${name}`, 'u') },
    { kind: 'trait', pattern: new RegExp(String.raw`^\s*${visibility}(?:unsafe\s+)?(?:auto\s+)?trait\s+${name}`, 'u') },
    { kind: 'type', pattern: new RegExp(String.raw`^\s*${visibility}type\s+${name}`, 'u') },
    { kind: 'module', pattern: new RegExp(String.raw`^\s*${visibility}mod\s+${name}`, 'u') },
    {
      kind: 'constant',
      pattern: new RegExp(String.raw`^\s*${visibility}(?:const|static)\s+(?:mut\s+)?${name}\s*:`, 'u'),
    },
    { kind: 'macro', pattern: new RegExp(String.raw`^\s*macro_rules!\s*${name}`, 'u') },
    {
      kind: 'class',
      place: 'top',
      pattern:
        /^(?:unsafe\s+)?impl\b(?:\s*<.*?>)?\s+(?:[\p{L}\p{N}_:<>, '&]+\s+for\s+)?(?<name>[\p{L}_][\p{L}\p{N}_]*)/u,
    },
    { kind: 'field', place: 'member', pattern: new RegExp(String.raw`^\s*${visibility}${name}\s*:`, 'u') },
  ],
  imports: [
    { style: 'rust-module', pattern: /^[ \t]*(?:pub(?:\([^)]*\))?\s+)?mod\s+(?<from>\w+)\s*;/gm },
    { style: 'rust-path', pattern: /^[ \t]*(?:pub(?:\([^)]*\))?\s+)?use\s+(?<from>[\w:]+)(?<names>[^;]{0,2000});/gm },
  ],
  commonWords: words(`
    as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub
    ref return self Self static struct super trait true type union unsafe use where while
    bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize String Vec Option Some None Result Ok Err
    Box Rc Arc RefCell Mutex HashMap HashSet Default Clone Copy Debug PartialEq Eq Hash Iterator From Into AsRef ToString
    println print eprintln format vec panic assert assert_eq assert_ne todo unimplemented unreachable derive cfg test
    iter map collect clone unwrap expect into new len push is_empty to_string as_str as_ref get insert
  `),
  tests: [/^\s*(?:async\s+)?fn\s+(?<title>\w+)/u],
};
