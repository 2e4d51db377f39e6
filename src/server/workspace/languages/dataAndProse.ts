import { doubleQuoted, type Language, singleQuoted } from './language.ts';

const bare: Pick<
  Language,
  'lineComments' | 'blockComments' | 'strings' | 'declarations' | 'imports' | 'commonWords' | 'tests'
> = {
  lineComments: [],
  blockComments: [],
  strings: [],
  declarations: [],
  imports: [],
  commonWords: new Set(),
  tests: [],
};

const json: Language = {
  ...bare,
  id: 'json',
  name: 'JSON',
  extensions: ['.json', '.webmanifest', '.har'],
  role: 'data',
  // Keys are strings and must stay readable, so strings are not blanked.
  declarations: [{ kind: 'key', pattern: /^(?: {2}| {4}|\t)"(?<name>[^"]+)"\s*:/ }],
};

const prose: Language = {
  ...bare,
  id: 'markdown',
  name: 'Markdown',
  extensions: ['.md', '.markdown', '.mdx'],
  role: 'prose',
  blockComments: [['<!--', '-->']],
  // A comment of a shell in a fence is no heading.
  strings: [
    { open: '```', close: '```', isMultiline: true },
    { open: '~~~', close: '~~~', isMultiline: true },
  ],
  declarations: [{ kind: 'heading', place: 'top', pattern: /^#{1,6}\s+(?<name>\S.*?)\s*#*$/ }],
};

export const dataAndProseLanguages: readonly Language[] = [
  json,
  {
    ...json,
    id: 'jsonc',
    name: 'JSON with comments',
    extensions: ['.jsonc', '.json5', '.code-workspace'],
    fileNames: ['tsconfig.json', 'jsconfig.json', 'settings.json', 'launch.json', 'tasks.json'],
    lineComments: ['//'],
    blockComments: [['/*', '*/']],
    strings: [],
  },
  {
    ...bare,
    id: 'yaml',
    name: 'YAML',
    extensions: ['.yml', '.yaml'],
    role: 'data',
    lineComments: ['#'],
    hasSpacedComments: true,
    declarations: [{ kind: 'key', pattern: /^(?: {2})?(?<name>[A-Za-z_][\w.-]*)\s*:(?:\s|$)/ }],
  },
  {
    ...bare,
    id: 'toml',
    name: 'TOML',
    extensions: ['.toml'],
    fileNames: ['cargo.lock', 'poetry.lock'],
    role: 'data',
    lineComments: ['#'],
    hasSpacedComments: true,
    declarations: [{ kind: 'key', place: 'top', pattern: /^(?:\[+(?<name>[^\]]+)\]+)/ }],
  },
  {
    ...bare,
    id: 'css',
    name: 'CSS',
    extensions: ['.css', '.scss', '.less'],
    role: 'code',
    blockComments: [['/*', '*/']],
    strings: [doubleQuoted, singleQuoted],
    declarations: [{ kind: 'rule', pattern: /^\s*(?<name>(?:[.#][\w-]+|@(?:media|keyframes|mixin)\b)[^{;]*?)\s*\{/ }],
    imports: [
      { style: 'relative', pattern: /^[ \t]*@(?:import|use|forward)\s+(?:url\()?\s*['"](?<from>[^'"\n]+)['"]/gm },
    ],
  },
  {
    ...bare,
    id: 'html',
    name: 'HTML',
    extensions: ['.html', '.htm', '.vue', '.svelte', '.svg', '.xml'],
    role: 'data',
    blockComments: [['<!--', '-->']],
  },
  {
    ...bare,
    id: 'sql',
    name: 'SQL',
    extensions: ['.sql'],
    role: 'code',
    lineComments: ['--'],
    blockComments: [['/*', '*/']],
    strings: [{ open: "'", close: "'", isMultiline: true }],
    declarations: [
      {
        kind: 'object',
        pattern:
          /^\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+|materialized\s+)*(?:table|view|index|function|procedure|trigger|type)\s+(?:if\s+not\s+exists\s+)?(?:\w+\.)?["`]?(?<name>\w+)/i,
      },
    ],
  },
  {
    ...bare,
    id: 'makefile',
    name: 'Makefile',
    extensions: ['.mk'],
    fileNames: ['makefile', 'gnumakefile'],
    role: 'code',
    lineComments: ['#'],
    hasSpacedComments: true,
    declarations: [{ kind: 'target', place: 'top', pattern: /^(?<name>[\w./-]+)\s*:(?!=)/ }],
  },
  {
    ...bare,
    id: 'dockerfile',
    name: 'Dockerfile',
    extensions: ['.dockerfile'],
    fileNames: ['dockerfile', 'containerfile'],
    role: 'code',
    lineComments: ['#'],
    hasSpacedComments: true,
  },
  prose,
  { ...prose, id: 'restructuredtext', name: 'reStructuredText', extensions: ['.rst'], declarations: [] },
  {
    ...prose,
    id: 'plaintext',
    name: 'plain text',
    extensions: ['.txt', '.adoc', '.asciidoc', '.log'],
    fileNames: ['license', 'readme', 'changelog', 'notice', 'authors'],
    blockComments: [],
    declarations: [],
  },
];
