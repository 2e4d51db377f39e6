// @ts-check
// What the panel takes of markdown-it: the parts its parser calls, with the browser's own tables instead of copies.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(fileURLToPath(import.meta.url));
const webview = path.join(root, 'src', 'webview');

/** Modules of ours that do what markdown-it wants of these packages, with what every browser has. */
const ownModules = {
  entities: 'characterReferences.ts',
  'uc.micro': 'characterClasses.ts',
};

/** Packages of which nothing is called, since the parser is given functions of our own (parser.ts). */
const replacedPackages = {
  'linkify-it': 'export class LinkifyIt {}',
  mdurl: 'export {};',
  'punycode.js': 'export default {};',
};

/** Puts the parsers together as the package does, without what configures, renders and normalizes. */
const assembly = `class MarkdownIt {
  constructor(options) {
    this.options = { maxNesting: 100, ...options };
    this.inline = new ParserInline();
    this.block = new ParserBlock();
    this.core = new ParserCore();
    this.helpers = helpers_exports;
    this.utils = { normalizeReference };
  }
  parse(text, environment) {
    return this.read(new this.core.State(text, this, environment));
  }
  parseInline(text, environment) {
    return this.read(Object.assign(new this.core.State(text, this, environment), { inlineMode: true }));
  }
  read(state) {
    this.core.process(state);
    return state.tokens;
  }
}`;

/**
 * Regions of markdown-it's bundle that the panel's parser never enters, and what stands in for them: HTML is neither
 * read nor written, and typography is left as it is.
 */
const leftOutRegions = {
  'src/renderer.ts': 'class Renderer {}',
  'src/rules_core/strip_references.ts': 'function strip_references() {}',
  'src/rules_core/replacements.ts': 'function replace() {}',
  'src/rules_core/smartquotes.ts': 'function smartquotes() {}',
  'src/common/html_blocks.ts': '',
  'src/common/html_re.ts': '',
  'src/rules_block/html_block.ts': 'function html_block() { return false; }',
  'src/rules_inline/html_inline.ts': 'function html_inline() { return false; }',
  'src/markdownit.ts': assembly,
  // Fields of every token are set with these; none is inherited with a setter, so setting them is the same.
  '\\0@oxc-project+runtime@0.154.0/helpers/esm/typeof.js': '',
  '\\0@oxc-project+runtime@0.154.0/helpers/esm/toPrimitive.js': '',
  '\\0@oxc-project+runtime@0.154.0/helpers/esm/toPropertyKey.js': '',
  '\\0@oxc-project+runtime@0.154.0/helpers/esm/defineProperty.js':
    'function _defineProperty(object, name, value) { object[name] = value; return object; }',
};

/**
 * Gives `src/webview` a markdown-it without what it does not use; all other importers get the package as it is. A unit
 * test holds what comes out equal to the package.
 * @type {import('esbuild').Plugin}
 */
export const leanMarkdown = {
  name: 'lean-markdown',
  setup(build) {
    build.onResolve({ filter: /^markdown-it$/ }, async ({ importer, kind, namespace }) => {
      if (namespace !== 'file' || !importer.startsWith(webview + path.sep)) return;
      const { path: file, errors } = await build.resolve('markdown-it', { resolveDir: root, kind });
      return errors.length > 0 ? { errors } : { path: file, namespace: 'lean-markdown' };
    });
    build.onLoad({ filter: /^/, namespace: 'lean-markdown' }, async ({ path: file }) => ({
      contents: withoutRegions(await readFile(file, 'utf8')),
      resolveDir: path.dirname(file),
    }));
    build.onResolve({ filter: /^/, namespace: 'lean-markdown' }, ({ path: name }) => {
      const own = Object.entries(ownModules).find(([replaced]) => replaced === name)?.[1];
      if (own) return { path: path.join(webview, 'markdown', own) };
      if (name in replacedPackages) return { path: name, namespace: 'replaced-package' };
    });
    build.onLoad({ filter: /^/, namespace: 'replaced-package' }, ({ path: name }) => ({
      contents: Object.entries(replacedPackages).find(([replaced]) => replaced === name)?.[1] ?? '',
    }));
  },
};

/**
 * @param {string} source
 * @throws {Error} when markdown-it is bundled in another way than the one that is known here
 */
function withoutRegions(source) {
  let rest = source;
  for (const [name, substitute] of Object.entries(leftOutRegions)) {
    const begin = rest.indexOf(`//#region ${name}\n`);
    const end = rest.indexOf('//#endregion', begin);
    if (begin < 0 || end < 0) throw new Error(`markdown-it has no region "${name}" any more; see leanMarkdown.mjs.`);
    rest = `${rest.slice(0, begin)}${substitute}\n${rest.slice(end)}`;
  }
  return rest;
}
