import { doubleQuoted, type Language, singleQuoted } from './language.ts';

/** What most languages write in front of a name that they declare. */
const declarations: Language['declarations'] = [
  { kind: 'class', pattern: /^\s*(?:[\w@]+\s+)*?(?:case\s+)?class\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
  { kind: 'object', pattern: /^\s*(?:[\w@]+\s+)*?object\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
  {
    kind: 'trait',
    pattern: /^\s*(?:\w+\s+)*?(?:trait|protocol|mixin|defprotocol)\s+(?<name>[\p{L}_][\p{L}\p{N}_.]*)/u,
  },
  { kind: 'interface', pattern: /^\s*(?:\w+\s+)*?(?:interface|input)\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
  { kind: 'enum', pattern: /^\s*(?:\w+\s+)*?enum\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
  { kind: 'struct', pattern: /^\s*(?:\w+\s+)*?(?:struct|message|record)\s+(?<name>[\p{L}_][\p{L}\p{N}_]*)/u },
  {
    kind: 'module',
    pattern: /^\s*(?:module|defmodule|package|service|contract|library)\s+(?<name>[\p{L}_][\p{L}\p{N}_.:]*)/u,
  },
  { kind: 'type', pattern: /^\s*(?:type|typedef|newtype|data)\s+(?<name>[\p{L}_][\p{L}\p{N}_']*)/u },
  {
    kind: 'function',
    pattern:
      /^\s*(?:[\w@]+\s+)*?(?:def|defp|defmacro|fun|func|fn|function|sub|proc|rpc)\s+(?<name>[\p{L}_][\p{L}\p{N}_]*[!?]?)/u,
  },
  { kind: 'function', pattern: /^\s*\((?:defn-?|defun|defmacro|define)\s+\(?(?<name>[^\s()]+)/u },
  { kind: 'function', place: 'top', pattern: /^(?<name>[\p{Ll}_][\p{L}\p{N}_']*)\s*(?:::|<-\s*function\b)/u },
  {
    kind: 'object',
    place: 'top',
    pattern: /^(?:resource|variable|output|module|provider)\s+.*?"(?<name>[^"]*)"\s*\{/u,
  },
  {
    kind: 'constant',
    place: 'top',
    pattern: /^(?:(?:pub|export|final|static)\s+)*(?:const|let|val|var)\s+(?<name>[\p{L}_][\p{L}\p{N}_']*)/u,
  },
];

function other(
  id: string,
  name: string,
  extensions: string,
  comment: string,
  block?: readonly [string, string],
): Language {
  return {
    id,
    name,
    extensions: extensions.split(' '),
    role: 'code',
    lineComments: comment.split(' ').filter((mark) => mark !== ''),
    hasSpacedComments: comment === '#' || comment === ';',
    blockComments: block ? [block] : [],
    strings:
      id === 'haskell' || id === 'clojure' || id === 'lisp' || id === 'ocaml'
        ? [doubleQuoted]
        : [doubleQuoted, singleQuoted],
    declarations,
    imports: [],
    commonWords: new Set(),
    tests: [/^\s*(?:test|it|describe|testWidgets|group)\s*\(?\s*(?<quote>['"])(?<title>.+?)\k<quote>/],
  };
}

const slashes = ['/*', '*/'] as const;

/** Languages of which only the most common is known: comments, strings, and the words that declare. */
export const otherLanguages: readonly Language[] = [
  other('scala', 'Scala', '.scala .sc', '//', slashes),
  other('dart', 'Dart', '.dart', '//', slashes),
  other('groovy', 'Groovy', '.groovy .gradle', '//', slashes),
  other('zig', 'Zig', '.zig', '//'),
  other('solidity', 'Solidity', '.sol', '//', slashes),
  other('proto3', 'Protocol Buffers', '.proto', '//', slashes),
  other('fsharp', 'F#', '.fs .fsi .fsx', '//', ['(*', '*)']),
  other('ocaml', 'OCaml', '.ml .mli', '', ['(*', '*)']),
  other('haskell', 'Haskell', '.hs', '--', ['{-', '-}']),
  other('elixir', 'Elixir', '.ex .exs', '#'),
  other('julia', 'Julia', '.jl', '#', ['#=', '=#']),
  other('r', 'R', '.r', '#'),
  other('perl', 'Perl', '.pl .pm', '#'),
  other('nim', 'Nim', '.nim', '#'),
  other('graphql', 'GraphQL', '.graphql .gql', '#'),
  other('terraform', 'Terraform', '.tf .hcl', '# //', slashes),
  other('powershell', 'PowerShell', '.ps1 .psm1', '#', ['<#', '#>']),
  other('clojure', 'Clojure', '.clj .cljs .cljc .edn', ';'),
  other('lisp', 'Lisp', '.lisp .el .scm', ';'),
];
