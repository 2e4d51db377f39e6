/** VS Code's name of a language and how its files end. */
interface LanguageFile {
  readonly id: string;
  readonly ending: string;
}

const list: readonly (readonly [words: string, id: string, ending: string])[] = [
  ['ts typescript mts cts', 'typescript', 'ts'],
  ['tsx typescriptreact', 'typescriptreact', 'tsx'],
  ['js javascript mjs cjs node', 'javascript', 'js'],
  ['jsx javascriptreact', 'javascriptreact', 'jsx'],
  ['py python python3', 'python', 'py'],
  ['rb ruby', 'ruby', 'rb'],
  ['rs rust', 'rust', 'rs'],
  ['go golang', 'go', 'go'],
  ['java', 'java', 'java'],
  ['kt kotlin', 'kotlin', 'kt'],
  ['swift', 'swift', 'swift'],
  ['c', 'c', 'c'],
  ['cpp c++ cc cxx', 'cpp', 'cpp'],
  ['cs csharp c#', 'csharp', 'cs'],
  ['fs fsharp f#', 'fsharp', 'fs'],
  ['php', 'php', 'php'],
  ['lua', 'lua', 'lua'],
  ['dart', 'dart', 'dart'],
  ['scala', 'scala', 'scala'],
  ['r', 'r', 'r'],
  ['html', 'html', 'html'],
  ['css', 'css', 'css'],
  ['scss sass', 'scss', 'scss'],
  ['less', 'less', 'less'],
  ['vue', 'vue', 'vue'],
  ['svelte', 'svelte', 'svelte'],
  ['json', 'json', 'json'],
  ['jsonc json5', 'jsonc', 'jsonc'],
  ['yaml yml', 'yaml', 'yml'],
  ['toml', 'toml', 'toml'],
  ['xml svg', 'xml', 'xml'],
  ['sql', 'sql', 'sql'],
  ['graphql gql', 'graphql', 'graphql'],
  ['md markdown', 'markdown', 'md'],
  ['sh bash shell zsh console shellscript terminal', 'shellscript', 'sh'],
  ['powershell ps1 pwsh', 'powershell', 'ps1'],
  ['bat cmd batch', 'bat', 'bat'],
  ['dockerfile docker', 'dockerfile', 'dockerfile'],
  ['make makefile', 'makefile', 'mk'],
  ['diff patch', 'diff', 'diff'],
  ['tf hcl terraform', 'terraform', 'tf'],
];

const byWord: ReadonlyMap<string, LanguageFile> = new Map(
  list.flatMap(([words, id, ending]) => words.split(' ').map((word) => [word, { id, ending }] as const)),
);

/** What is known of a fence's language; undefined for a word that nobody knows. */
export function languageFile(word: string): LanguageFile | undefined {
  return byWord.get(word.toLowerCase());
}

const namePatterns: readonly RegExp[] = [
  /^\s*(?:export\s+)?(?:default\s+)?(?:public\s+|abstract\s+|final\s+|sealed\s+|data\s+)*(?:class|interface|struct|enum|trait|record|module)\s+([A-Za-z_]\w*)/m,
  /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:pub\s+)?(?:function\*?|def|fn|func|sub)\s+([A-Za-z_]\w*)/m,
  /^\s*(?:export\s+)?const\s+([A-Za-z_]\w*)\s*=\s*(?:async\s*)?(?:\(|function)/m,
  /^\s*create\s+(?:table|view|function)\s+(?:if\s+not\s+exists\s+)?([A-Za-z_]\w*)/im,
];

/** A name for a file with this code: that of its first class or function; `code.ts` where it has none. */
export function suggestedName(code: string, language: string): string {
  const ending = languageFile(language)?.ending ?? 'txt';
  const found = namePatterns.map((pattern) => pattern.exec(code)).find((match) => match !== null)?.[1];
  const name = found ?? 'code';
  return `${['py', 'rb', 'rs', 'go', 'sql'].includes(ending) ? snakeCase(name) : name}.${ending}`;
}

function snakeCase(name: string): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase();
}
