// Bundles the product (dist/) and the tests (out/).
//   node esbuild.mjs                 product, minified, no source maps
//   node esbuild.mjs --dev           product with source maps
//   node esbuild.mjs --tests         test bundles, found by glob; --tests=unit, =vscode or =ui only those
//   node esbuild.mjs --watch         product with source maps, rebuilt on change
import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { leanMarkdown } from './leanMarkdown.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const flags = new Set(process.argv.slice(2));
const isDevelopment = flags.has('--dev') || flags.has('--watch');

/** @type {esbuild.BuildOptions} */
const shared = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  minify: !isDevelopment,
  sourcemap: isDevelopment ? 'linked' : false,
  treeShaking: true,
};

/** Node 22 is what the oldest supported VS Code (1.106, Electron 37) runs extensions with. */
/** @type {esbuild.BuildOptions} */
const forNode = { ...shared, platform: 'node', format: 'cjs', target: 'node22', outExtension: { '.js': '.cjs' } };

/** A dynamic import becomes a `require`: the first one of Node's own would take the extension host some 20 ms. */
/** @type {esbuild.BuildOptions} */
const forExtensionHost = { ...forNode, supported: { 'dynamic-import': false } };

/** Chromium of the oldest supported VS Code. */
/** @type {esbuild.BuildOptions} */
const forBrowser = { ...shared, platform: 'browser', format: 'esm', target: 'chrome138' };

/**
 * Modules that the extension loads on first use and that therefore get a bundle of their own: a dynamic import of the
 * module on the left becomes a `require` of the bundle on the right. Keeps the HTTP client, and what begins with a
 * question to a person, out of activation.
 */
const lazyBundles = { 'src/backends/open.ts': 'backends', 'src/host/later.ts': 'later' };

/** @type {esbuild.Plugin} */
const loadLazily = {
  name: 'load-lazily',
  setup(build) {
    build.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind !== 'dynamic-import') return;
      const bundle = lazyBundles[sourcePath(args)];
      return bundle && { path: `./${bundle}.cjs`, external: true };
    });
  },
};

/**
 * Modules that get a bundle of their own, too, but are imported statically: each function that is named here loads it
 * when it is called for the first time. For what must not be waited for, and is not needed at activation. Such a module
 * may keep nothing that others share: its imports exist once more in its bundle.
 * @type {Record<string, { bundle: string, functions: readonly string[] }>}
 */
const calledLater = {
  'src/host/core.ts': { bundle: 'core', functions: ['createCore'] },
  'src/host/commands.ts': {
    bundle: 'commands',
    functions: ['carryOut', 'openEditable', 'readView', 'readSourceDocument', 'sourceLenses'],
  },
  'src/session/liveConversation.ts': { bundle: 'conversation', functions: ['createConversation'] },
  'src/host/panel/threadPanel.ts': { bundle: 'thread-panel', functions: ['createThreadPanel'] },
  'src/host/runs/runPanel.ts': { bundle: 'run-panel', functions: ['createRunPanel'] },
  'src/host/state/statePanel.ts': { bundle: 'state-panel', functions: ['createStatePanel'] },
};

/** @type {esbuild.Plugin} */
const loadWhenCalled = {
  name: 'load-when-called',
  setup(build) {
    build.onResolve({ filter: /^\./ }, (args) => {
      if (args.kind === 'entry-point') return;
      if (args.namespace === 'called-later') return { path: args.path, external: true };
      const target = sourcePath(args);
      return target in calledLater ? { path: target, namespace: 'called-later' } : undefined;
    });
    build.onLoad({ filter: /./, namespace: 'called-later' }, ({ path: target }) => {
      const { bundle, functions } = calledLater[target];
      const stubs = functions.map(
        (name) => `export const ${name} = (...values) => require('./${bundle}.cjs').${name}(...values);`,
      );
      return { contents: stubs.join('\n') };
    });
  },
};

/**
 * @param {esbuild.OnResolveArgs} args of a relative import
 * @returns {string} the file from the checkout's root on, with slashes
 */
function sourcePath({ resolveDir, path: specifier }) {
  return path.relative(root, path.resolve(resolveDir, specifier)).split(path.sep).join('/');
}

/**
 * VS Code's API has hundreds of names, and `import * as vscode` would copy them into a namespace of its own when a bundle
 * is loaded. All files of a bundle use what VS Code gives, as it is.
 * @type {esbuild.Plugin}
 */
const requireVscode = {
  name: 'require-vscode',
  setup(build) {
    build.onLoad({ filter: /[\\/]src[\\/]host[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source.replace("import * as vscode from 'vscode';", "import { vscode } from 'vscode';");
      return { contents, loader: 'ts' };
    });
    build.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'require-call' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'required' },
    );
    build.onLoad({ filter: /^vscode$/, namespace: 'required' }, () => ({
      contents: "export const vscode = require('vscode');",
    }));
  },
};

/**
 * KaTeX names each of its fonts in three formats; all that can show the panel reads the smallest.
 * @type {esbuild.Plugin}
 */
const newestFontsOnly = {
  name: 'newest-fonts-only',
  setup(build) {
    build.onLoad({ filter: /katex\.css$/ }, async ({ path: file }) => {
      const styles = await readFile(file, 'utf8');
      return { contents: styles.replaceAll(/,\s*url\([^)]+\)\s*format\("(?:woff|truetype)"\)/g, ''), loader: 'css' };
    });
  },
};

/**
 * What mermaid loads for few diagrams and weighs as much as all the rest: another layout, which a diagram has to name,
 * and formulas in labels, which are HTML and so could not be shown in an image.
 * @type {esbuild.Plugin}
 */
const leaveOutOfDiagrams = {
  name: 'leave-out-of-diagrams',
  setup(build) {
    build.onResolve({ filter: /^(?:elkjs|katex)(?:\/|$)/ }, ({ path: name }) => ({
      path: name,
      namespace: 'left-out',
    }));
    build.onLoad({ filter: /^/, namespace: 'left-out' }, () => ({
      contents:
        'export default class { constructor() { fail() } static renderToString() { fail() } };' +
        "function fail() { throw new Error('This kind of layout or label is not supported here.') }",
    }));
  },
};

/**
 * Puts the script of the frame in which diagrams are drawn into the panel's build as text: the frame has no origin and
 * can load nothing by itself.
 * @type {esbuild.Plugin}
 */
const diagramFrameAsText = {
  name: 'diagram-frame-as-text',
  setup(build) {
    build.onLoad({ filter: /[\\/]diagramFrameScript\.ts$/ }, async () => {
      const { outputFiles } = await esbuild.build({
        ...forBrowser,
        format: 'iife',
        minify: true,
        sourcemap: false,
        write: false,
        entryPoints: ['src/webview/diagram/diagramFrame.ts'],
        plugins: [leaveOutOfDiagrams],
      });
      return { contents: `export const diagramFrameScript = ${JSON.stringify(outputFiles[0]?.text)};` };
    });
  },
};

/** @returns {esbuild.BuildOptions[]} */
function productBuilds() {
  return [
    {
      ...forExtensionHost,
      entryPoints: { extension: 'src/host/extension.ts' },
      outdir: 'dist',
      plugins: [loadLazily, loadWhenCalled, requireVscode],
    },
    {
      ...forExtensionHost,
      entryPoints: Object.fromEntries([
        ...Object.entries(lazyBundles).map(([file, name]) => [name, file]),
        ...Object.entries(calledLater).map(([file, { bundle }]) => [bundle, file]),
      ]),
      outdir: 'dist',
      plugins: [loadLazily, loadWhenCalled, requireVscode],
    },
    { ...forNode, entryPoints: { 'local-host': 'src/server/main.ts' }, outdir: 'dist' },
    // What the panel needs only for some answers (a grammar, formulas, diagrams) is imported when it is needed.
    {
      ...forBrowser,
      entryPoints: { panel: 'src/webview/panel.tsx' },
      outdir: 'dist',
      splitting: true,
      chunkNames: 'panel/[name]-[hash]',
      plugins: [diagramFrameAsText, leanMarkdown],
    },
    {
      ...forBrowser,
      entryPoints: { katex: 'katex/dist/katex.css' },
      outdir: 'dist/katex',
      loader: { '.woff2': 'file' },
      assetNames: '[name]',
      plugins: [newestFontsOnly],
    },
    {
      ...forBrowser,
      entryPoints: { run: 'src/webview/run/run.tsx', state: 'src/webview/state/state.tsx' },
      outdir: 'dist',
    },
  ];
}

/**
 * Unit tests and tests inside VS Code are bundled one by one. UI tests share one running product, so their bundles
 * share their modules, which esbuild can do with ES modules only.
 * @returns {Record<string, esbuild.BuildOptions>}
 */
function testBuilds() {
  const bundled = { ...forNode, minify: false, sourcemap: 'inline' };
  // CommonJS has no import.meta; modules of the harness find the checkout by it.
  const withUrl = {
    banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
    define: { 'import.meta.url': 'importMetaUrl' },
  };
  return {
    unit: {
      ...bundled,
      ...withUrl,
      entryPoints: globSync('test/unit/**/*.test.{ts,tsx}', { cwd: root }),
      external: ['mocha', 'jsdom', 'esbuild', 'playwright-core', '@vscode/test-electron'],
      outbase: 'test/unit',
      plugins: [leanMarkdown],
    },
    vscode: {
      ...bundled,
      entryPoints: [
        ...globSync('test/vscode/**/*.test.ts', { cwd: root }).map((file) => ({ in: file, out: testName(file) })),
        { in: 'test/harness/vscodeRunner.ts', out: 'runner' },
      ],
      external: ['vscode', 'mocha'],
    },
    ui: {
      ...bundled,
      format: 'esm',
      splitting: true,
      outExtension: { '.js': '.mjs' },
      entryPoints: [...globSync('test/ui/**/*.test.ts', { cwd: root }), 'test/ui/support/rootHooks.ts'],
      external: ['mocha', 'playwright-core', '@vscode/test-electron', 'axe-core'],
      outbase: 'test/ui',
    },
  };
}

/**
 * @param {string} file `test/<kind>/<name>.ts`
 * @returns {string} its name below `out/<kind>/`, without the extension
 */
function testName(file) {
  return file.split(path.sep).slice(2).join('/').replace(/\.ts$/, '');
}

/** @param {string} kind */
async function buildTests(kind) {
  const outdir = `out/${kind}`;
  await rm(path.join(root, outdir), { recursive: true, force: true });
  await esbuild.build({ ...testBuilds()[kind], outdir });
}

const kinds = [...flags].find((flag) => flag.startsWith('--tests'))?.split('=')[1];

if (flags.has('--watch')) {
  for (const options of productBuilds()) await (await esbuild.context(options)).watch();
} else if (flags.has('--tests') || kinds) {
  await Promise.all((kinds?.split(',') ?? Object.keys(testBuilds())).map(buildTests));
} else {
  await rm(path.join(root, 'dist'), { recursive: true, force: true });
  await Promise.all(productBuilds().map((options) => esbuild.build(options)));
}
