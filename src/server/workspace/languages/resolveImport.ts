import type { Import } from './imports.ts';

const scriptExtensions = [
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mts',
  '.cts',
  '.mjs',
  '.cjs',
  '.json',
  '.css',
  '.scss',
  '.vue',
  '.svelte',
];

/**
 * The workspace file that an import names, among `names` (all files of the workspace); undefined for packages from
 * elsewhere and for what build settings alone could tell. `packages` are those of the workspace, with their folders.
 */
export function resolveImport(
  imported: Import,
  fromFile: string,
  names: FileNames,
  packages: ReadonlyMap<string, string> = new Map(),
): string | undefined {
  const folder = folderOf(fromFile);
  const target = imported.from;
  switch (imported.style) {
    case 'relative':
      return /^[./]/.test(target) || /\.(?:sh|php|s?css|less)$/.test(fromFile)
        ? resolveScript(join(folder, target), names)
        : resolveBare(target, names, packages);
    case 'python':
      return resolvePython(target, folder, names);
    case 'include':
      return names.has(join(folder, target)) ? join(folder, target) : names.endingWith(`/${target}`);
    case 'rust-module':
      return resolveRustModule(target, fromFile, names);
    case 'rust-path':
      return resolveRustPath(target, fromFile, names);
    case 'dotted': {
      const path = target.replace(/\\|\./g, '/');
      return ['.java', '.kt', '.cs', '.php', '.lua'].reduce<string | undefined>(
        (found, extension) => found ?? names.endingWith(`/${path}${extension}`),
        undefined,
      );
    }
    case 'ruby':
      return names.endingWith(`/${target.replace(/\.rb$/, '')}.rb`);
    case 'go':
      // Go imports folders, not files.
      return undefined;
    default:
      return imported.style satisfies never;
  }
}

/** Looks up names of files, whole or by their end. */
export class FileNames {
  readonly #names: ReadonlySet<string>;
  readonly #byFileName = new Map<string, string[]>();

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
    for (const name of names) {
      const fileName = name.slice(name.lastIndexOf('/') + 1);
      const same = this.#byFileName.get(fileName);
      if (same) same.push(name);
      else this.#byFileName.set(fileName, [name]);
    }
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** The only file whose name ends so (`end` begins with `/`); undefined if there are none or several. */
  endingWith(end: string): string | undefined {
    const same = this.#byFileName.get(end.slice(end.lastIndexOf('/') + 1)) ?? [];
    const matching = same.filter((name) => `/${name}`.endsWith(end));
    return matching.length === 1 ? matching[0] : undefined;
  }

  /** All files with this name, in whatever folder. */
  named(fileName: string): readonly string[] {
    return this.#byFileName.get(fileName) ?? [];
  }
}

export function folderOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/')));
}

/** A package of the same workspace, or `@/` and `~/`, which by custom stand for the folder of the sources. */
function resolveBare(target: string, names: FileNames, packages: ReadonlyMap<string, string>): string | undefined {
  const alias = /^[@~]\/(.+)$/.exec(target)?.[1];
  if (alias !== undefined) return resolveScript(`src/${alias}`, names) ?? resolveScript(alias, names);
  const [name = '', rest = ''] = /^(@[^/]+\/[^/]+|[^/]+)\/?(.*)$/.exec(target)?.slice(1) ?? [];
  const folder = packages.get(name);
  if (folder === undefined) return undefined;
  const tries = rest === '' ? ['src', 'src/main', '', 'lib'] : [rest, `src/${rest}`, `${rest}/src`];
  for (const each of tries) {
    const found = resolveScript(join(folder, each), names);
    if (found) return found;
  }
  return undefined;
}

function join(folder: string, relative: string): string {
  const parts = folder === '' || relative.startsWith('/') ? [] : folder.split('/');
  for (const part of relative.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function resolveScript(path: string, names: FileNames): string | undefined {
  // TypeScript's own sources may be imported under the name that they compile to.
  const sources = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  const candidates = [
    ...(path === '' ? [] : [path]),
    sources,
    sources.replace(/\.ts$/, '.tsx'),
    ...scriptExtensions.map((extension) => path + extension),
    ...scriptExtensions.map((extension) => `${path}/index${extension}`),
    `${path}.php`,
    `${path}.rb`,
    path.replace(/([^/]+)$/, '_$1.scss'),
  ];
  return candidates.find((candidate) => names.has(candidate));
}

function resolvePython(target: string, folder: string, names: FileNames): string | undefined {
  const dots = /^\.*/.exec(target)?.[0].length ?? 0;
  const path = target.slice(dots).replaceAll('.', '/');
  if (dots > 0) {
    const base = join(folder, `${'../'.repeat(dots - 1)}${path}`);
    return [`${base}.py`, `${base}/__init__.py`].find((candidate) => names.has(candidate));
  }
  if (path === '') return undefined;
  // Where the workspace itself is the package, its name stands for the top.
  const own = names.has('__init__.py') ? path.replace(/^[^/]+\//, '') : path;
  return (
    [`${path}.py`, `${path}/__init__.py`, `${own}.py`, `${own}/__init__.py`].find((candidate) =>
      names.has(candidate),
    ) ??
    names.endingWith(`/${path}.py`) ??
    names.endingWith(`/${path}/__init__.py`)
  );
}

function resolveRustModule(target: string, fromFile: string, names: FileNames): string | undefined {
  const folder = folderOf(fromFile);
  const stem = fromFile.slice(folder.length).replace(/^\//, '').replace(/\.rs$/, '');
  const base = ['mod', 'lib', 'main'].includes(stem) ? folder : join(folder, stem);
  return [join(base, `${target}.rs`), join(base, `${target}/mod.rs`)].find((candidate) => names.has(candidate));
}

function resolveRustPath(target: string, fromFile: string, names: FileNames): string | undefined {
  const parts = target.split('::').filter((part) => part !== '');
  if (parts[0] !== 'crate' && parts[0] !== 'super' && parts[0] !== 'self') return undefined;
  const sourceRoot = /^(.*?\bsrc)\//.exec(fromFile)?.[1] ?? folderOf(fromFile);
  const base =
    parts[0] === 'crate' ? sourceRoot : parts[0] === 'super' ? folderOf(folderOf(fromFile)) : folderOf(fromFile);
  for (let length = parts.length; length > 1; length--) {
    const path = join(base, parts.slice(1, length).join('/'));
    const found = [`${path}.rs`, `${path}/mod.rs`].find((candidate) => names.has(candidate));
    if (found) return found;
  }
  return undefined;
}
