import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { connectionKinds } from '../../src/model/connection.ts';

/** The table of docs/architecture.md as data: what each folder below src/ may import, type-only imports included. */
const layers: Record<string, { layers: readonly string[]; packages: readonly string[]; node: boolean }> = {
  model: { layers: [], packages: [], node: false },
  wire: { layers: [], packages: [], node: false },
  net: { layers: ['model'], packages: ['undici', 'eventsource-parser'], node: true },
  backends: { layers: ['model', 'net', 'wire'], packages: [], node: true },
  session: { layers: ['model', 'net', 'backends'], packages: [], node: true },
  host: { layers: ['model', 'wire', 'net', 'backends', 'session'], packages: ['vscode'], node: true },
  webview: { layers: ['model'], packages: ['preact', 'markdown-it', 'shiki', 'katex', 'mermaid'], node: false },
  server: {
    layers: ['model', 'wire'],
    packages: ['node:sqlite', 'ai', '@ai-sdk/openai-compatible'],
    node: true,
  },
};

/** Node modules that only some layers may use although Node itself is allowed there. */
const restricted: Record<string, readonly string[]> = { 'node:sqlite': ['server'] };

interface Violation {
  readonly file: string;
  readonly imports: string;
}

/** Every specifier of a static, dynamic, type-only or re-exporting import, and of `require` and `import()` types. */
function specifiersOf(source: string): readonly string[] {
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const patterns = [
    /^(?:import|export)\s[^'"`;()=]*?\bfrom\s*['"]([^'"\s]+)['"]/gm,
    /^import\s*['"]([^'"\s]+)['"]/gm,
    /\b(?:import|require)\s*\(\s*['"]([^'"\s]+)['"]\s*\)/g,
  ];
  return patterns.flatMap((pattern) => [...withoutComments.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function violationOf(file: string, specifier: string): boolean {
  const layer = file.split('/')[1] ?? '';
  const rule = layers[layer];
  if (!rule) return true;
  if (specifier.startsWith('.')) {
    const [top, target] = path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)).split('/');
    return top !== 'src' || (target !== layer && !rule.layers.includes(target ?? ''));
  }
  if (specifier in restricted) return !restricted[specifier]?.includes(layer);
  if (specifier.startsWith('node:')) return !rule.node;
  const name = specifier.startsWith('@') ? specifier.split('/').slice(0, 2).join('/') : (specifier.split('/')[0] ?? '');
  return !rule.packages.includes(name);
}

function violationsIn(files: Readonly<Record<string, string>>): readonly Violation[] {
  return Object.entries(files).flatMap(([file, source]) =>
    specifiersOf(source)
      .filter((specifier) => violationOf(file, specifier))
      .map((specifier) => ({ file, imports: specifier })),
  );
}

const files = Object.fromEntries(
  globSync('src/**/*.{ts,tsx}').map((file) => [file.split(path.sep).join('/'), readFileSync(file, 'utf8')]),
);

describe('layers', () => {
  it('point one way in every file of src', () => {
    assert.ok(Object.keys(files).length > 20);
    assert.deepEqual(violationsIn(files), []);
  });

  it('are found out when they are broken, in every form an import can have', () => {
    const broken = {
      'src/model/a.ts': "import { x } from '../net/http.ts';",
      'src/model/b.ts': "import type { Y } from 'node:fs';",
      'src/webview/c.tsx': "export { z } from '../session/session.ts';",
      'src/session/d.ts': "type V = import('vscode').Uri;",
      'src/net/e.ts': "import 'vscode';",
      'src/host/f.ts': "const s = await import('../server/main.ts');",
      'src/backends/g.ts': "import {\n  a,\n  b,\n} from 'undici';",
      'src/session/h.ts': "import { DatabaseSync } from 'node:sqlite';",
      'src/elsewhere/i.ts': "import fs from 'node:fs';",
      'src/server/j.ts': "import { k } from '../../test/support/k.ts';",
    };
    assert.deepEqual(
      violationsIn(broken).map((each) => each.file),
      Object.keys(broken),
    );
  });

  it('allow what the table says', () => {
    const allowed = {
      'src/net/a.ts': "import { createParser } from 'eventsource-parser';\nimport http from 'node:http';",
      'src/server/b.ts': "import { DatabaseSync } from 'node:sqlite';",
      'src/host/c.ts': "import * as vscode from 'vscode';\n// import './../server/x.ts'",
      'src/webview/d.tsx': "import { h } from 'preact';\nconst x = await import('shiki/langs/css.mjs');",
    };
    assert.deepEqual(violationsIn(allowed), []);
  });
});

describe('kinds of services', () => {
  it('are told apart in their clients and where a connection is added, nowhere else', () => {
    const kinds = [...connectionKinds, 'local'].join('|');
    const asks = new RegExp(`[!=]==? '(?:${kinds})'|case '(?:${kinds})'|'(?:${kinds})' [!=]==?`);
    const told = Object.entries(files).flatMap(([file, source]) => (asks.test(source) ? [file] : []));
    const allowed = /^src\/(?:backends\/|host\/connections\/|model\/connection\.ts$)/;
    assert.deepEqual(
      told.filter((file) => !allowed.test(file)),
      [],
    );
  });
});

describe('modules that two bundles have', () => {
  /** What a file needs when it runs, type-only imports left out. */
  function neededBy(file: string, apart: ReadonlySet<string>, known = new Set<string>()): ReadonlySet<string> {
    if (known.has(file) || apart.has(file)) return known;
    known.add(file);
    const source = files[file] ?? '';
    for (const [statement, specifier = ''] of source.matchAll(
      /^(?:import|export)\s[^'"`;()=]*?\bfrom\s*'(\.[^']+)'/gm,
    )) {
      if (/^(?:import|export) type /.test(statement)) continue;
      neededBy(path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier)), apart, known);
    }
    return known;
  }

  const buildFile = readFileSync('esbuild.mjs', 'utf8');
  const calledLater = [...buildFile.matchAll(/^ {2}'(src\/[^']+)': \{\s+bundle:/gm)].map(([, file = '']) => file);
  const loadedLazily = [
    ...(/^const lazyBundles = \{(.*)\};$/m.exec(buildFile)?.[1] ?? '').matchAll(/'(src\/[^']+)'/g),
  ].map(([, file = '']) => file);

  /** What would be there twice: variables that change, and classes by which something is told. */
  const isKept =
    /^let |^(?:export )?const \w+(?:: [^=]+)? = new (?:(?:Map|Set|WeakMap|WeakSet)(?:<[^>]*>)?\(\)|vscode\.)|^export class (?!AgentError)/m;

  it('keep nothing, since each bundle would keep its own', () => {
    assert.ok(calledLater.length > 3 && loadedLazily.length > 1);
    const bundles = ['src/host/extension.ts', ...calledLater, ...loadedLazily].map((file) => {
      assert.ok(files[file], file);
      return neededBy(file, new Set(calledLater.filter((each) => each !== file)));
    });
    const shared = Object.keys(files).filter((file) => bundles.filter((bundle) => bundle.has(file)).length > 1);
    assert.ok(shared.length > 50, 'the check sees what is shared');
    assert.deepEqual(
      shared.filter((file) => isKept.test(files[file] ?? '')),
      [],
    );
  });

  it('of which one loads the other when it is called, with functions that it really has', () => {
    for (const [, file = '', names = ''] of buildFile.matchAll(
      /^ {2}'(src\/[^']+)': \{\s+bundle: '[\w-]+',\s+functions: \[([^\]]+)\]/gm,
    )) {
      for (const [, name = ''] of names.matchAll(/'(\w+)'/g)) {
        const exported = new RegExp(
          `^export (?:async )?function ${name}\\b|^export \\{[^}]*\\b${name}\\b[^}]*\\} from`,
          'm',
        );
        assert.match(files[file] ?? '', exported);
      }
    }
  });
});
