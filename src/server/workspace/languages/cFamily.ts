import { doubleQuoted, type Language, singleQuoted, words } from './language.ts';

const comments: Pick<Language, 'role' | 'lineComments' | 'blockComments' | 'goesByBraces'> = {
  role: 'code',
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  goesByBraces: true,
};

const typeWords = words(`
  abstract as base bool boolean break byte case catch char class const continue decimal default delegate do double else
  enum event explicit extends extern false final finally fixed float for foreach goto if implements implicit import in
  instanceof int interface internal is lock long namespace native new null object operator out override package params
  private protected public readonly record ref return sbyte sealed short sizeof stackalloc static string struct super
  switch synchronized this throw throws transient true try typeof uint ulong unsafe ushort using var virtual void
  volatile when where while yield async await get set value add remove
  String Object Integer Long Double Boolean Character List Map Set ArrayList HashMap HashSet Arrays Collections Optional
  Stream Exception RuntimeException Override System Console Math Task IEnumerable Dictionary Func Action StringBuilder
  println print toString equals hashCode length size get put add contains isEmpty WriteLine ToString
`);

const notType = String.raw`(?!\s*(?:return|new|else|throw|case|goto|delete|using|import|package|if|for|while|switch|catch|await|yield|assert|typedef)\b)`;

const modifiers = String.raw`(?<exported>(?:public|protected|internal)\s+)?(?:(?:private|public|protected|internal|static|final|abstract|sealed|partial|override|virtual|async|readonly|unsafe|extern|new|default|synchronized|native|strictfp|volatile|transient|required|const)\s+)*`;

const java: Language = {
  ...comments,
  id: 'java',
  name: 'Java',
  extensions: ['.java'],
  strings: [{ open: '"""', close: '"""', escape: '\\', isMultiline: true }, doubleQuoted, singleQuoted],
  declarations: [
    {
      kind: 'class',
      pattern: new RegExp(String.raw`^\s*${modifiers}(?:class|record)\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`, 'u'),
    },
    {
      kind: 'interface',
      pattern: new RegExp(String.raw`^\s*${modifiers}@?interface\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`, 'u'),
    },
    {
      kind: 'struct',
      pattern: new RegExp(String.raw`^\s*${modifiers}(?:ref\s+)?struct\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`, 'u'),
    },
    { kind: 'enum', pattern: new RegExp(String.raw`^\s*${modifiers}enum\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`, 'u') },
    {
      kind: 'constructor',
      place: 'member',
      pattern:
        /^\s*(?<exported>public\s+)?(?:(?:private|protected|internal)\s+)?(?<name>\p{Lu}[\p{L}\p{N}_$]*)\s*\([^;]*$/u,
    },
    {
      kind: 'method',
      place: 'member',
      pattern: new RegExp(
        String.raw`^${notType}\s*${modifiers}(?:<[^>]+>\s*)?(?:[\p{L}_$][\p{L}\p{N}_$.<>?,[\]]*(?:\s*,\s*[\p{L}\p{N}_$.<>?[\]]+)*\s+)(?<name>[\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^>]*>)?\(`,
        'u',
      ),
    },
    {
      kind: 'field',
      place: 'member',
      pattern: new RegExp(
        String.raw`^${notType}\s*${modifiers}[\p{L}_$][\p{L}\p{N}_$.<>?,[\] ]*\s+(?<name>[\p{L}_$][\p{L}\p{N}_$]*)\s*(?:=|;|\{|=>)`,
        'u',
      ),
    },
  ],
  imports: [{ style: 'dotted', pattern: /^[ \t]*import\s+(?:static\s+)?(?<from>[\w.]+)(?:\.\*)?\s*;/gm }],
  commonWords: typeWords,
  tests: [/^\s*(?:(?:public|private|protected|static|async|final)\s+)*(?:void|Task)\s+(?<title>\w+)\s*\(/u],
};

const csharp: Language = {
  ...java,
  id: 'csharp',
  name: 'C#',
  extensions: ['.cs'],
  strings: [
    { open: '"""', close: '"""', isMultiline: true },
    { open: '@"', close: '"', isMultiline: true },
    doubleQuoted,
    singleQuoted,
  ],
  declarations: [
    { kind: 'namespace', pattern: /^\s*namespace\s+(?<name>[\p{L}_][\p{L}\p{N}_.]*)/u },
    ...java.declarations,
  ],
  imports: [{ style: 'dotted', pattern: /^[ \t]*(?:global\s+)?using\s+(?:static\s+)?(?<from>[\w.]+)\s*;/gm }],
};

const kotlinModifiers = String.raw`(?:(?:public|private|protected|internal|open|abstract|sealed|data|inline|value|override|suspend|operator|infix|tailrec|external|companion|inner|lateinit|const|annotation|enum|fun(?=\s+interface)|expect|actual)\s+)*`;

const kotlin: Language = {
  ...comments,
  id: 'kotlin',
  name: 'Kotlin',
  extensions: ['.kt', '.kts'],
  strings: [{ open: '"""', close: '"""', isMultiline: true }, doubleQuoted, singleQuoted],
  declarations: [
    { kind: 'interface', pattern: new RegExp(String.raw`^\s*${kotlinModifiers}interface\s+(?<name>\w+)`, 'u') },
    { kind: 'class', pattern: new RegExp(String.raw`^\s*${kotlinModifiers}class\s+(?<name>\w+)`, 'u') },
    { kind: 'object', pattern: new RegExp(String.raw`^\s*${kotlinModifiers}object\s+(?<name>\w+)`, 'u') },
    { kind: 'type', pattern: new RegExp(String.raw`^\s*${kotlinModifiers}typealias\s+(?<name>\w+)`, 'u') },
    {
      kind: 'method',
      place: 'member',
      pattern: new RegExp(
        String.raw`^\s*${kotlinModifiers}fun\s+(?:<[^>]+>\s*)?(?:[\w<>?.]+\.)?(?<name>\w+)\s*\(`,
        'u',
      ),
    },
    {
      kind: 'function',
      pattern: new RegExp(
        String.raw`^\s*${kotlinModifiers}fun\s+(?:<[^>]+>\s*)?(?:[\w<>?.]+\.)?(?<name>\w+)\s*\(`,
        'u',
      ),
    },
    {
      kind: 'field',
      place: 'member',
      pattern: new RegExp(String.raw`^\s*${kotlinModifiers}(?:val|var)\s+(?<name>\w+)`, 'u'),
    },
    {
      kind: 'constant',
      place: 'top',
      pattern: new RegExp(String.raw`^${kotlinModifiers}(?:val|var)\s+(?<name>\w+)`, 'u'),
    },
  ],
  imports: [{ style: 'dotted', pattern: /^[ \t]*import\s+(?<from>[\w.]+)/gm }],
  commonWords: new Set([
    ...typeWords,
    ...words(
      'fun val var when object companion data sealed open suspend it also let run apply with listOf mapOf setOf Unit Any Int Nothing',
    ),
  ]),
  tests: [/^\s*(?:suspend\s+)?fun\s+(?:`(?<title>[^`]+)`|(?<name>\w+))\s*\(/u],
  isExported: (_name, line) => !/\b(?:private|protected)\b/.test(line),
};

const swift: Language = {
  ...comments,
  id: 'swift',
  name: 'Swift',
  extensions: ['.swift'],
  strings: [{ open: '"""', close: '"""', escape: '\\', isMultiline: true }, doubleQuoted],
  declarations: [
    {
      kind: 'class',
      pattern:
        /^\s*(?:@\w+\s+)*(?<exported>(?:public|open)\s+)?(?:\w+\s+)*(?:class|actor|extension)\s+(?<name>\p{Lu}\w*)/u,
    },
    { kind: 'struct', pattern: /^\s*(?:@\w+\s+)*(?<exported>public\s+)?(?:\w+\s+)*struct\s+(?<name>\w+)/u },
    { kind: 'interface', pattern: /^\s*(?<exported>public\s+)?(?:\w+\s+)*protocol\s+(?<name>\w+)/u },
    { kind: 'enum', pattern: /^\s*(?<exported>public\s+)?(?:\w+\s+)*enum\s+(?<name>\w+)/u },
    { kind: 'function', pattern: /^\s*(?:@\w+\s+)*(?<exported>(?:public|open)\s+)?(?:\w+\s+)*func\s+(?<name>\w+)/u },
    { kind: 'constant', place: 'top', pattern: /^(?<exported>public\s+)?(?:let|var)\s+(?<name>\w+)/u },
  ],
  imports: [],
  commonWords: new Set([
    ...typeWords,
    ...words('func let guard init deinit protocol extension some any nil self Self Int Bool'),
  ]),
  tests: [/^\s*func\s+(?<title>test\w*)/u],
};

const cDeclarations: Language['declarations'] = [
  { kind: 'macro', place: 'top', pattern: /^#\s*define\s+(?<name>[A-Za-z_]\w*)/ },
  { kind: 'class', pattern: /^\s*(?:template\s*<.*>\s*)?class\s+(?:[A-Z_]+\s+)?(?<name>[A-Za-z_]\w*)(?!\s*[;\w])/ },
  {
    kind: 'struct',
    pattern: /^\s*(?:typedef\s+)?(?:struct|union)\s+(?<name>[A-Za-z_]\w*)\s*(?:final\s*)?(?::[^;]*)?(?:\{|$)/,
  },
  {
    kind: 'enum',
    pattern: /^\s*(?:typedef\s+)?enum\s+(?:class\s+|struct\s+)?(?<name>[A-Za-z_]\w*)\s*(?::[^;]*)?(?:\{|$)/,
  },
  { kind: 'namespace', pattern: /^\s*(?:inline\s+)?namespace\s+(?<name>[\w:]+)/ },
  { kind: 'type', pattern: /^\s*using\s+(?<name>[A-Za-z_]\w*)\s*=/ },
  { kind: 'type', place: 'top', pattern: /^(?:typedef\b.*?|\}\s*)\b(?<name>[A-Za-z_]\w*)\s*;/ },
  {
    kind: 'function',
    place: 'top',
    pattern:
      /^(?!\s*(?:return|else|typedef|using|if|for|while|switch|case|goto|delete|new|throw)\b)(?:[A-Za-z_][\w:<>,*&\s[\]]*?[\s*&])(?:[A-Za-z_]\w*::)*(?<name>~?[A-Za-z_]\w*)\s*\([^;]*$/,
  },
  { kind: 'function', place: 'top', pattern: /^(?:[A-Za-z_]\w*::)+(?<name>~?[A-Za-z_]\w*)\s*\([^;]*$/ },
  {
    kind: 'method',
    place: 'member',
    pattern:
      /^(?!\s*(?:return|else|if|for|while|switch|using|throw|delete|new)\b)\s*(?:[A-Za-z_][\w:<>,*&\s]*?[\s*&])?(?<name>~?[A-Za-z_]\w*)\s*\(/,
  },
];

const cWords = new Set([
  ...typeWords,
  ...words(`auto constexpr consteval constinit decltype dynamic_cast explicit export friend inline mutable noexcept nullptr
    operator register reinterpret_cast requires signed sizeof static_assert static_cast template thread_local typedef
    typename union unsigned virtual wchar_t size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t
    uint64_t std NULL define include ifdef ifndef endif pragma printf malloc free memcpy memset strlen strcmp assert
    vector unique_ptr shared_ptr make_unique make_shared move begin end push_back size cout endl`),
]);

const c: Language = {
  ...comments,
  id: 'c',
  name: 'C',
  extensions: ['.c', '.h'],
  strings: [doubleQuoted, singleQuoted],
  declarations: cDeclarations,
  imports: [{ style: 'include', pattern: /^[ \t]*#[ \t]*include[ \t]*["<](?<from>[^">\n]+)[">]/gm }],
  commonWords: cWords,
  tests: [
    /^\s*(?:TEST|TEST_F|TEST_P|TEST_CASE|SECTION|BOOST_AUTO_TEST_CASE)\s*\((?<title>[^)]+)\)/,
    /^\s*(?:static\s+)?void\s+(?<title>test_\w+)\s*\(/,
  ],
  isExported: (_name, line) => !/^\s*static\b/.test(line),
};

export const cFamilyLanguages: readonly Language[] = [
  java,
  csharp,
  kotlin,
  swift,
  c,
  { ...c, id: 'cpp', name: 'C++', extensions: ['.cc', '.cpp', '.cxx', '.hh', '.hpp', '.hxx', '.inl'] },
  { ...c, id: 'objective-c', name: 'Objective-C', extensions: ['.m', '.mm'] },
];
