import { doubleQuoted, type Language, singleQuoted, words } from './language.ts';

const ruby: Language = {
  id: 'ruby',
  name: 'Ruby',
  extensions: ['.rb', '.rake', '.gemspec'],
  fileNames: ['rakefile', 'gemfile'],
  role: 'code',
  lineComments: ['#'],
  hasSpacedComments: true,
  blockComments: [['\n=begin', '\n=end']],
  strings: [doubleQuoted, singleQuoted],
  declarations: [
    { kind: 'class', pattern: /^\s*class\s+(?:\w+::)*(?<name>[A-Z]\w*)/ },
    { kind: 'module', pattern: /^\s*module\s+(?:\w+::)*(?<name>[A-Z]\w*)/ },
    { kind: 'method', pattern: /^\s*def\s+(?:self\.|\w+\.)?(?<name>[a-zA-Z_]\w*[?!=]?)/ },
    { kind: 'constant', pattern: /^\s*(?<name>[A-Z][A-Z0-9_]*)\s*=(?!=)/ },
  ],
  imports: [
    { style: 'relative', pattern: /^[ \t]*require_relative\s*\(?\s*['"](?<from>[^'"\n]+)['"]/gm },
    { style: 'ruby', pattern: /^[ \t]*(?:require|load)\s*\(?\s*['"](?<from>[^'"\n]+)['"]/gm },
  ],
  commonWords: words(`
    BEGIN END alias and begin break case class def defined do else elsif end ensure false for if in module next nil not or
    redo rescue retry return self super then true undef unless until when while yield attr_accessor attr_reader
    attr_writer require require_relative include extend puts print raise new each map select reject inject to_s to_i
    to_sym lambda proc private protected public freeze String Array Hash Integer Symbol
  `),
  tests: [
    /^\s*(?:it|describe|context|test|specify)\s*\(?\s*(?<quote>['"])(?<title>.+?)\k<quote>/,
    /^\s*def\s+(?<title>test_\w+)/,
  ],
};

const php: Language = {
  id: 'php',
  name: 'PHP',
  extensions: ['.php'],
  role: 'code',
  lineComments: ['//', '#'],
  blockComments: [['/*', '*/']],
  strings: [doubleQuoted, singleQuoted],
  declarations: [
    { kind: 'class', pattern: /^\s*(?:(?:abstract|final|readonly)\s+)*class\s+(?<name>\w+)/ },
    { kind: 'interface', pattern: /^\s*interface\s+(?<name>\w+)/ },
    { kind: 'trait', pattern: /^\s*trait\s+(?<name>\w+)/ },
    { kind: 'enum', pattern: /^\s*enum\s+(?<name>\w+)/ },
    {
      kind: 'method',
      place: 'member',
      pattern: /^\s*(?:(?:public|private|protected|static|final|abstract)\s+)*function\s+&?(?<name>\w+)/,
    },
    {
      kind: 'function',
      pattern: /^\s*(?:(?:public|private|protected|static|final|abstract)\s+)*function\s+&?(?<name>\w+)/,
    },
    {
      kind: 'constant',
      pattern: /^\s*(?:(?:public|private|protected|final)\s+)*const\s+(?:\w+\s+)?(?<name>[A-Z_]\w*)\s*=/,
    },
    { kind: 'namespace', pattern: /^\s*namespace\s+(?<name>[\w\\]+)/ },
  ],
  imports: [
    { style: 'dotted', pattern: /^[ \t]*use\s+(?:function\s+|const\s+)?(?<from>[\w\\]+)/gm },
    {
      style: 'relative',
      pattern: /\b(?:require|include)(?:_once)?\s*\(?\s*(?:__DIR__\s*\.\s*)?['"]\/?(?<from>[^'"\n]+)['"]/gm,
    },
  ],
  commonWords: words(`
    abstract and array as break callable case catch class clone const continue declare default do echo else elseif empty
    enddeclare endfor endforeach endif endswitch endwhile enum extends final finally fn for foreach function global goto if
    implements include instanceof insteadof interface isset list match namespace new null or print private protected
    public readonly require return self static string int bool float mixed void switch this throw trait true false try
    unset use var while xor yield count strlen in_array array_map array_filter sprintf implode explode
  `),
  tests: [
    /^\s*(?:public\s+)?function\s+(?<title>test\w+)/,
    /^\s*(?:it|test|describe)\(\s*(?<quote>['"])(?<title>.+?)\k<quote>/,
  ],
  isExported: (_name, line) => !/\b(?:private|protected)\b/.test(line),
};

const shell: Language = {
  id: 'shellscript',
  name: 'shell script',
  extensions: ['.sh', '.bash', '.zsh', '.ksh'],
  fileNames: ['.bashrc', '.zshrc', '.profile'],
  role: 'code',
  lineComments: ['#'],
  hasSpacedComments: true,
  blockComments: [],
  strings: [
    { open: '"', close: '"', escape: '\\', isMultiline: true },
    { open: "'", close: "'", isMultiline: true },
  ],
  declarations: [
    { kind: 'function', pattern: /^\s*(?:function\s+)?(?<name>[A-Za-z_][\w:-]*)\s*\(\)/ },
    { kind: 'function', pattern: /^\s*function\s+(?<name>[A-Za-z_][\w:-]*)/ },
    {
      kind: 'variable',
      place: 'top',
      pattern: /^(?:export\s+|readonly\s+|declare\s+(?:-\w+\s+)*)?(?<name>[A-Z_][A-Z0-9_]*)=/,
    },
  ],
  imports: [
    {
      style: 'relative',
      pattern: /^[ \t]*(?:source|\.)[ \t]+["']?(?:\$\{?\w+\}?\/|\$\([^)]*\)\/)?(?<from>[\w./-]+)/gm,
    },
  ],
  commonWords: words(`
    case do done elif else esac exec exit export fi for function if in local printf read readonly return set shift source
    test then trap true false unset until while echo cd cat grep sed awk cut sort head tail mkdir rm cp mv ls chmod sudo
  `),
  tests: [/^\s*@test\s+(?<quote>['"])(?<title>.+?)\k<quote>/, /^\s*(?:function\s+)?(?<title>test_\w+)\s*\(\)/],
};

const lua: Language = {
  id: 'lua',
  name: 'Lua',
  extensions: ['.lua'],
  role: 'code',
  lineComments: ['--'],
  blockComments: [['--[[', ']]']],
  strings: [{ open: '[[', close: ']]', isMultiline: true }, doubleQuoted, singleQuoted],
  declarations: [
    { kind: 'function', pattern: /^\s*(?:local\s+)?function\s+(?:\w+[.:])*(?<name>\w+)/ },
    { kind: 'function', pattern: /^\s*(?:local\s+)?(?:\w+\.)*(?<name>\w+)\s*=\s*function\b/ },
    { kind: 'variable', place: 'top', pattern: /^local\s+(?<name>\w+)/ },
  ],
  imports: [{ style: 'dotted', pattern: /\brequire\s*\(?\s*['"](?<from>[^'"\n]+)['"]/gm }],
  commonWords: words(
    'and break do else elseif end false for function goto if in local nil not or repeat return then true until while print pairs ipairs require self string table math',
  ),
  tests: [/^\s*(?:it|describe)\(\s*(?<quote>['"])(?<title>.+?)\k<quote>/],
};

export const scriptingLanguages: readonly Language[] = [ruby, php, shell, lua];
