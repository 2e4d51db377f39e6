/**
 * The languages that code can be coloured in: the grammar, the name for people, and other words that stand for it after
 * a fence. Says nothing of how they look, so that a block of code has its name before anything is loaded.
 */
const languages = [
  ['typescript', 'TypeScript', 'ts', 'mts', 'cts'],
  ['tsx', 'TSX'],
  ['javascript', 'JavaScript', 'js', 'mjs', 'cjs', 'node'],
  ['jsx', 'JSX'],
  ['json', 'JSON', 'geojson', 'webmanifest'],
  ['jsonc', 'JSON with Comments'],
  ['json5', 'JSON5'],
  ['jsonl', 'JSON Lines', 'ndjson'],
  ['html', 'HTML', 'htm', 'xhtml'],
  ['css', 'CSS'],
  ['scss', 'SCSS'],
  ['sass', 'Sass'],
  ['less', 'Less'],
  ['python', 'Python', 'py', 'python3', 'py3', 'pyi'],
  ['go', 'Go', 'golang'],
  ['rust', 'Rust', 'rs'],
  ['java', 'Java'],
  ['kotlin', 'Kotlin', 'kt', 'kts'],
  ['c', 'C', 'h'],
  ['cpp', 'C++', 'c++', 'cc', 'cxx', 'hpp', 'hxx', 'h++', 'hh'],
  ['csharp', 'C#', 'cs', 'c#'],
  ['fsharp', 'F#', 'fs', 'f#'],
  ['vb', 'Visual Basic', 'vbnet', 'vba'],
  ['php', 'PHP'],
  ['ruby', 'Ruby', 'rb', 'rake', 'gemfile'],
  ['swift', 'Swift'],
  ['scala', 'Scala', 'sbt'],
  ['groovy', 'Groovy', 'gradle', 'jenkinsfile'],
  ['dart', 'Dart'],
  ['lua', 'Lua'],
  ['r', 'R', 'rscript'],
  ['julia', 'Julia', 'jl'],
  ['perl', 'Perl', 'pl', 'pm'],
  ['elixir', 'Elixir', 'ex', 'exs'],
  ['erlang', 'Erlang', 'erl'],
  ['haskell', 'Haskell', 'hs'],
  ['ocaml', 'OCaml', 'ml'],
  ['clojure', 'Clojure', 'clj', 'cljs', 'cljc', 'edn'],
  ['zig', 'Zig'],
  ['nix', 'Nix'],
  ['objective-c', 'Objective-C', 'objc', 'objectivec', 'obj-c'],
  ['matlab', 'MATLAB'],
  ['solidity', 'Solidity', 'sol'],
  ['shellscript', 'Shell', 'sh', 'bash', 'shell', 'zsh', 'ksh'],
  ['shellsession', 'Shell Session', 'console', 'terminal', 'shell-session'],
  ['fish', 'fish'],
  ['powershell', 'PowerShell', 'ps1', 'pwsh', 'psm1', 'ps'],
  ['bat', 'Batch', 'batch', 'cmd'],
  ['sql', 'SQL', 'mysql', 'postgres', 'postgresql', 'pgsql', 'plpgsql', 'sqlite'],
  ['yaml', 'YAML', 'yml'],
  ['toml', 'TOML'],
  ['ini', 'INI', 'cfg', 'conf', 'editorconfig', 'gitconfig'],
  ['properties', 'Properties'],
  ['dotenv', 'Environment Variables', 'env'],
  ['xml', 'XML', 'svg', 'xsd', 'plist', 'rss', 'wsdl'],
  ['csv', 'CSV'],
  ['tsv', 'TSV'],
  ['markdown', 'Markdown', 'md', 'mkd'],
  ['mdx', 'MDX'],
  ['diff', 'Diff', 'patch'],
  ['log', 'Log'],
  ['docker', 'Dockerfile', 'dockerfile', 'containerfile'],
  ['make', 'Makefile', 'makefile', 'mk'],
  ['cmake', 'CMake'],
  ['terraform', 'Terraform', 'tf', 'tfvars'],
  ['hcl', 'HCL'],
  ['bicep', 'Bicep'],
  ['nginx', 'nginx', 'nginxconf'],
  ['apache', 'Apache', 'apacheconf', 'htaccess'],
  ['http', 'HTTP'],
  ['graphql', 'GraphQL', 'gql'],
  ['proto', 'Protocol Buffers', 'protobuf', 'proto3'],
  ['prisma', 'Prisma'],
  ['vue', 'Vue'],
  ['svelte', 'Svelte'],
  ['astro', 'Astro'],
  ['handlebars', 'Handlebars', 'hbs', 'mustache'],
  ['jinja', 'Jinja', 'jinja2', 'j2'],
  ['twig', 'Twig'],
  ['pug', 'Pug', 'jade'],
  ['latex', 'LaTeX', 'tex'],
  ['mermaid', 'Mermaid', 'mmd'],
  ['regexp', 'Regular Expression', 'regex'],
  ['viml', 'Vim Script', 'vim', 'vimscript'],
  ['wasm', 'WebAssembly', 'wat', 'wast'],
  ['asm', 'Assembly', 'assembly', 'nasm'],
  ['glsl', 'GLSL'],
  ['wgsl', 'WGSL'],
] as const;

/** The name of a grammar, as `loadGrammar` (grammars.ts) knows it. */
export type GrammarName = (typeof languages)[number][0];

interface Language {
  readonly grammar?: GrammarName;
  readonly name: string;
}

const byWord = new Map<string, Language>(
  languages.flatMap(([grammar, name, ...words]) => [grammar, ...words].map((word) => [word, { grammar, name }])),
);
for (const word of ['text', 'txt', 'plain', 'plaintext']) byWord.set(word, { name: 'Text' });

/** The language's name for people (`TypeScript`), the word itself if it is unknown. */
export function languageName(word: string): string {
  return byWord.get(word.toLowerCase())?.name ?? word;
}

/** The grammar for the word after a fence; undefined for plain text and for what nobody knows. */
export function grammarFor(word: string): GrammarName | undefined {
  return byWord.get(word.toLowerCase())?.grammar;
}
