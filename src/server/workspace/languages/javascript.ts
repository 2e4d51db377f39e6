import { doubleQuoted, type Language, singleQuoted, words } from './language.ts';

const commonWords = words(`
  abstract any arguments as assert async await bigint boolean break case catch class const constructor continue debugger
  declare default delete do else enum export extends false finally for from function get global globalThis if implements
  import in infer instanceof interface is keyof let module namespace never new null number object of out override
  package private protected public readonly require return satisfies set static string super switch symbol this throw
  true try type typeof undefined unique unknown using var void while with yield
  Array ArrayBuffer Boolean Buffer Date Error Function Infinity Intl Iterable AsyncIterable Iterator JSON Map Math NaN
  Number Object Omit Partial Pick Promise Proxy ReadonlyArray ReadonlyMap ReadonlySet Readonly Record Reflect RegExp
  Required Set String Symbol TypeError Uint8Array URL WeakMap WeakSet Exclude Extract NonNullable ReturnType Parameters
  Awaited console document exports isNaN parseFloat parseInt process window setTimeout clearTimeout setInterval
  clearInterval setImmediate queueMicrotask structuredClone fetch
  add all apply at bind call concat endsWith entries every exec filter find findIndex findLast flat flatMap fill
  forEach freeze has includes indexOf join keys length lastIndexOf map match matchAll next now of on once padEnd
  padStart parse pop push reduce replace replaceAll resolve reverse shift slice some sort splice split startsWith
  stringify substring test then toString toLowerCase toUpperCase trim trimEnd trimStart unshift values
  describe it expect before after beforeEach afterEach beforeAll afterAll
  React Component Fragment div span
`);

const name = String.raw`(?<name>[\p{L}_$][\p{L}\p{N}_$]*)`;
const exported = String.raw`(?<exported>export\s+)?(?:default\s+)?(?:declare\s+)?`;
const modifiers = String.raw`(?:(?:public|private|protected|static|override|readonly|abstract|accessor|declare|async|get|set)\s+)*`;
const notKeyword = String.raw`(?!(?:if|for|while|switch|catch|function|return|with|do|else|await|new|typeof|super|throw|yield|import|export|case|default|delete|void|in|of|const|let|var|constructor)\b)`;

const shared: Omit<Language, 'id' | 'name' | 'extensions'> = {
  role: 'code',
  lineComments: ['//'],
  blockComments: [['/*', '*/']],
  strings: [
    doubleQuoted,
    singleQuoted,
    { open: '`', close: '`', escape: '\\', isMultiline: true, hasCodeInside: true },
  ],
  hasSlashPatterns: true,
  declarations: [
    { kind: 'function', pattern: new RegExp(String.raw`^\s*${exported}(?:async\s+)?function\b\s*\*?\s*${name}`, 'u') },
    { kind: 'class', pattern: new RegExp(String.raw`^\s*${exported}(?:abstract\s+)?class\s+${name}`, 'u') },
    { kind: 'interface', pattern: new RegExp(String.raw`^\s*${exported}interface\s+${name}`, 'u') },
    { kind: 'enum', pattern: new RegExp(String.raw`^\s*${exported}(?:const\s+)?enum\s+${name}`, 'u') },
    { kind: 'type', pattern: new RegExp(String.raw`^\s*${exported}type\s+${name}\s*(?:<.*)?(?:=|$)`, 'u') },
    { kind: 'namespace', pattern: new RegExp(String.raw`^\s*${exported}(?:namespace|module)\s+${name}\s*\{`, 'u') },
    {
      kind: 'function',
      pattern: new RegExp(
        String.raw`^\s*${exported}(?:const|let|var)\s+${name}\s*(?::.*)?=\s*(?:async\b\s*)?(?:function\b|(?:<.*>)?\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?::.*)?=>|\($|[\p{L}_$][\p{L}\p{N}_$]*\s*=>)`,
        'u',
      ),
    },
    { kind: 'class', pattern: new RegExp(String.raw`^\s*${exported}(?:const|let|var)\s+${name}\s*=\s*class\b`, 'u') },
    { kind: 'constant', place: 'top', pattern: new RegExp(String.raw`^${exported}const\s+${name}`, 'u') },
    { kind: 'variable', place: 'top', pattern: new RegExp(String.raw`^${exported}(?:let|var)\s+${name}`, 'u') },
    {
      kind: 'function',
      place: 'top',
      pattern: new RegExp(
        String.raw`^(?<exported>(?:module\.)?exports\.)${name}\s*=\s*(?:async\b\s*)?(?:function\b|\(|[\w$]+\s*=>)`,
        'u',
      ),
    },
    {
      kind: 'constant',
      place: 'top',
      pattern: new RegExp(String.raw`^(?<exported>(?:module\.)?exports\.)${name}\s*=`, 'u'),
    },
    {
      kind: 'method',
      place: 'top',
      pattern: /^[\w$]+\.(?:prototype\.)?(?<name>[\w$]+)\s*=\s*(?:async\s+)?function\b/u,
    },
    {
      kind: 'constructor',
      place: 'member',
      pattern: /^\s*(?:(?:public|private|protected)\s+)?(?<name>constructor)\s*\(/u,
    },
    {
      kind: 'method',
      place: 'member',
      pattern: new RegExp(
        String.raw`^\s*${modifiers}\*?\s*${notKeyword}(?<name>#?[\p{L}_$][\p{L}\p{N}_$]*)\??\s*(?:<[^(]*>)?\(`,
        'u',
      ),
    },
    {
      kind: 'field',
      place: 'member',
      pattern: new RegExp(
        String.raw`^\s*${modifiers}${notKeyword}(?<name>#?[\p{L}_$][\p{L}\p{N}_$]*)[?!]?\s*(?:[:=;]|$)`,
        'u',
      ),
    },
    {
      kind: 'method',
      pattern: new RegExp(
        String.raw`^\s+${modifiers}\*?\s*${notKeyword}(?<name>[\p{L}_$][\p{L}\p{N}_$]*)\s*(?:<[^(]*>)?\([^()]*(?:\([^()]*\)[^()]*)*\)\s*(?::[^=]+)?\{\s*$`,
        'u',
      ),
    },
  ],
  imports: [
    {
      style: 'relative',
      pattern: /^[ \t]*import\b(?<names>[^'"`;()]{0,2000}?)\bfrom\s*['"](?<from>[^'"\n]+)['"]/gm,
    },
    { style: 'relative', pattern: /^[ \t]*export\b(?<names>[\w\s{},*$]{0,2000}?)\bfrom\s*['"](?<from>[^'"\n]+)['"]/gm },
    { style: 'relative', pattern: /^[ \t]*import\s*['"](?<from>[^'"\n]+)['"]/gm },
    {
      style: 'relative',
      pattern:
        /(?:^|[^\w$.])(?:const|let|var)\s+(?<names>[\w\s{},:$]{1,500}?)=\s*(?:await\s+)?(?:require|import)\(\s*['"](?<from>[^'"\n]+)['"]\s*\)/gm,
    },
    { style: 'relative', pattern: /(?:^|[^\w$.])(?:require|import)\(\s*['"](?<from>[^'"\n]+)['"]\s*\)/gm },
  ],
  commonWords,
  tests: [
    /^\s*(?:it|test|specify|bench)(?:\.\w+)*(?:\([^'"`]*\))?\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>)[^\\])+)\k<quote>/u,
    /^\s*(?:describe|suite|context)(?:\.\w+)*\(\s*(?<quote>['"`])(?<title>(?:\\.|(?!\k<quote>)[^\\])+)\k<quote>/u,
  ],
};

export const javascriptLanguages: readonly Language[] = [
  { ...shared, id: 'typescript', name: 'TypeScript', extensions: ['.ts', '.mts', '.cts'] },
  { ...shared, id: 'typescriptreact', name: 'TypeScript JSX', extensions: ['.tsx'] },
  { ...shared, id: 'javascript', name: 'JavaScript', extensions: ['.js', '.mjs', '.cjs'] },
  { ...shared, id: 'javascriptreact', name: 'JavaScript JSX', extensions: ['.jsx'] },
];
