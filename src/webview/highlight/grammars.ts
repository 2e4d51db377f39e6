import type { LanguageRegistration } from 'shiki/core';
import type { GrammarName } from './languageNames.ts';
import type { SmallGrammarName } from './smallGrammars.ts';

/** A grammar and those of the languages that it embeds. */
export type Grammars = readonly LanguageRegistration[];

/** Many small ones share a file: each by itself would be no quicker to load. */
function small(name: SmallGrammarName): () => Promise<{ readonly default: Grammars }> {
  return async () => ({ default: (await import('./smallGrammars.ts')).smallGrammars[name] });
}

/** Each large one is a file of its own, which is loaded when code in that language is shown. */
const loaders: Readonly<Record<GrammarName, () => Promise<{ readonly default: Grammars }>>> = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  jsx: () => import('shiki/langs/jsx.mjs'),
  json: () => import('shiki/langs/json.mjs'),
  jsonc: small('jsonc'),
  json5: small('json5'),
  jsonl: small('jsonl'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  scss: () => import('shiki/langs/scss.mjs'),
  sass: small('sass'),
  less: () => import('shiki/langs/less.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  kotlin: small('kotlin'),
  c: () => import('shiki/langs/c.mjs'),
  cpp: () => import('shiki/langs/cpp.mjs'),
  csharp: () => import('shiki/langs/csharp.mjs'),
  fsharp: () => import('shiki/langs/fsharp.mjs'),
  vb: small('vb'),
  php: () => import('shiki/langs/php.mjs'),
  ruby: () => import('shiki/langs/ruby.mjs'),
  swift: () => import('shiki/langs/swift.mjs'),
  scala: () => import('shiki/langs/scala.mjs'),
  groovy: () => import('shiki/langs/groovy.mjs'),
  dart: small('dart'),
  lua: () => import('shiki/langs/lua.mjs'),
  r: () => import('shiki/langs/r.mjs'),
  julia: () => import('shiki/langs/julia.mjs'),
  perl: () => import('shiki/langs/perl.mjs'),
  elixir: () => import('shiki/langs/elixir.mjs'),
  erlang: () => import('shiki/langs/erlang.mjs'),
  haskell: () => import('shiki/langs/haskell.mjs'),
  ocaml: () => import('shiki/langs/ocaml.mjs'),
  clojure: small('clojure'),
  zig: small('zig'),
  nix: () => import('shiki/langs/nix.mjs'),
  'objective-c': () => import('shiki/langs/objective-c.mjs'),
  matlab: () => import('shiki/langs/matlab.mjs'),
  solidity: () => import('shiki/langs/solidity.mjs'),
  shellscript: () => import('shiki/langs/shellscript.mjs'),
  shellsession: () => import('shiki/langs/shellsession.mjs'),
  fish: () => import('shiki/langs/fish.mjs'),
  powershell: () => import('shiki/langs/powershell.mjs'),
  bat: () => import('shiki/langs/bat.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  toml: small('toml'),
  ini: small('ini'),
  properties: small('properties'),
  dotenv: small('dotenv'),
  xml: () => import('shiki/langs/xml.mjs'),
  csv: small('csv'),
  tsv: small('tsv'),
  markdown: () => import('shiki/langs/markdown.mjs'),
  mdx: () => import('shiki/langs/mdx.mjs'),
  diff: small('diff'),
  log: small('log'),
  docker: small('docker'),
  make: small('make'),
  cmake: small('cmake'),
  terraform: small('terraform'),
  hcl: small('hcl'),
  bicep: small('bicep'),
  nginx: () => import('shiki/langs/nginx.mjs'),
  apache: () => import('shiki/langs/apache.mjs'),
  http: () => import('shiki/langs/http.mjs'),
  graphql: () => import('shiki/langs/graphql.mjs'),
  proto: small('proto'),
  prisma: small('prisma'),
  vue: () => import('shiki/langs/vue.mjs'),
  svelte: () => import('shiki/langs/svelte.mjs'),
  astro: () => import('shiki/langs/astro.mjs'),
  handlebars: () => import('shiki/langs/handlebars.mjs'),
  jinja: () => import('shiki/langs/jinja.mjs'),
  twig: () => import('shiki/langs/twig.mjs'),
  pug: () => import('shiki/langs/pug.mjs'),
  latex: () => import('shiki/langs/latex.mjs'),
  mermaid: () => import('shiki/langs/mermaid.mjs'),
  regexp: small('regexp'),
  viml: () => import('shiki/langs/viml.mjs'),
  wasm: () => import('shiki/langs/wasm.mjs'),
  asm: () => import('shiki/langs/asm.mjs'),
  glsl: () => import('shiki/langs/glsl.mjs'),
  wgsl: small('wgsl'),
};

export const grammarNames = Object.keys(loaders) as readonly GrammarName[];

/** Fails where the file cannot be loaded. */
export async function loadGrammar(name: GrammarName): Promise<Grammars> {
  return (await loaders[name]()).default;
}
