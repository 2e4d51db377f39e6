import { cFamilyLanguages } from './cFamily.ts';
import { dataAndProseLanguages } from './dataAndProse.ts';
import { go } from './go.ts';
import { javascriptLanguages } from './javascript.ts';
import type { Language } from './language.ts';
import { otherLanguages } from './otherLanguages.ts';
import { python } from './python.ts';
import { rust } from './rust.ts';
import { scriptingLanguages } from './scripting.ts';

const all: readonly Language[] = [
  ...javascriptLanguages,
  python,
  go,
  rust,
  ...cFamilyLanguages,
  ...scriptingLanguages,
  ...dataAndProseLanguages,
  ...otherLanguages,
];

const byId = new Map(all.map((language) => [language.id, language]));
const byExtension = new Map(all.flatMap((language) => language.extensions.map((extension) => [extension, language])));
const byFileName = new Map(all.flatMap((language) => (language.fileNames ?? []).map((name) => [name, language])));

/** The short names that people write after a fence. */
const otherIds: Readonly<Record<string, string>> = {
  ts: 'typescript',
  tsx: 'typescriptreact',
  js: 'javascript',
  jsx: 'javascriptreact',
  mjs: 'javascript',
  py: 'python',
  rs: 'rust',
  golang: 'go',
  cs: 'csharp',
  'c#': 'csharp',
  kt: 'kotlin',
  'c++': 'cpp',
  cc: 'cpp',
  h: 'c',
  rb: 'ruby',
  sh: 'shellscript',
  bash: 'shellscript',
  shell: 'shellscript',
  zsh: 'shellscript',
  md: 'markdown',
  yml: 'yaml',
  scss: 'css',
  less: 'css',
  xml: 'html',
  vue: 'html',
  svelte: 'html',
  make: 'makefile',
  docker: 'dockerfile',
  text: 'plaintext',
  txt: 'plaintext',
};

/** The language of a file by its name; undefined if it is not one we know anything about. */
export function languageOfPath(path: string): Language | undefined {
  const fileName = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const own = byFileName.get(fileName);
  if (own) return own;
  const dot = fileName.lastIndexOf('.');
  return dot < 0 ? undefined : byExtension.get(fileName.slice(dot));
}

/** The language by VS Code's id or by what people write after a fence. */
export function languageById(id: string): Language | undefined {
  const lower = id.toLowerCase();
  return byId.get(lower) ?? byId.get(otherIds[lower] ?? '');
}

/** The word to write after a fence, that highlighters know. */
export function fenceWord(language: Language | undefined): string {
  if (!language) return '';
  const known: Readonly<Record<string, string>> = {
    typescriptreact: 'tsx',
    javascriptreact: 'jsx',
    shellscript: 'bash',
    jsonc: 'json',
    plaintext: '',
    restructuredtext: '',
    'objective-c': 'objectivec',
    html: 'xml',
  };
  return known[language.id] ?? language.id;
}
