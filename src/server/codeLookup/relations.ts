import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Import } from '../workspace/languages/imports.ts';
import { folderOf, resolveImport } from '../workspace/languages/resolveImport.ts';
import type { Desk } from './desk.ts';

export interface ResolvedImport {
  readonly imported: Import;
  /** The name of the workspace file; undefined for packages and what cannot be told. */
  readonly target: string | undefined;
}

/** How many files that only hand on may lie between a name and its user. */
const maxReexports = 3;

const resolved = new WeakMap<CodeFile, readonly ResolvedImport[]>();

export async function resolvedImports(desk: Desk, code: CodeFile): Promise<readonly ResolvedImport[]> {
  let found = resolved.get(code);
  if (!found) {
    const names = await desk.fileNames();
    const packages = await desk.packages();
    found = code.imports.map((imported) => ({
      imported,
      target: resolveImport(imported, code.file.name, names, packages),
    }));
    resolved.set(code, found);
  }
  return found;
}

/** Whether it leads out of the workspace: to a package or to what the language brings along. */
export function isForeign({ imported, target }: ResolvedImport): boolean {
  return target === undefined && !/^(?:\.|(?:crate|super|self)\b)/.test(imported.from);
}

/** Whether a file imports a name from another one, which may have it from a further one that declares it. */
export async function importsName(desk: Desk, user: CodeFile, name: string, declaring: CodeFile): Promise<boolean> {
  for (const { imported, target } of await resolvedImports(desk, user)) {
    if (target === undefined || !imported.names.some(({ original }) => original === name)) continue;
    if (target === declaring.file.name || (await handsOn(desk, target, declaring.file.name, maxReexports))) return true;
  }
  return false;
}

/** Whether the imports of this file can be followed, so that one that is missing means something. */
export function hasTraceableImports(code: CodeFile): boolean {
  return (
    code.language?.imports.some((rule) => rule.style === 'relative' || rule.style === 'python') === true &&
    code.language.role === 'code'
  );
}

/** Whether a file imports another one, itself or through files that hand its names on. */
export async function sees(desk: Desk, code: CodeFile, target: string, depth = maxReexports): Promise<boolean> {
  if (code.file.name === target) return true;
  for (const { imported, target: next } of await resolvedImports(desk, code)) {
    if (next === target) return true;
    if (next === undefined) {
      if (imported.style === 'go' && importsFolder(imported.from, target)) return true;
      continue;
    }
    if (depth > 0 && (await handsOn(desk, next, target, depth))) return true;
  }
  return false;
}

async function handsOn(desk: Desk, name: string, target: string, depth: number): Promise<boolean> {
  const file = await desk.files.find(name);
  const code = file && (await desk.code(file));
  if (!code) return false;
  for (const { imported, target: next } of await resolvedImports(desk, code)) {
    if (!imported.isReexport && code.language?.id !== 'python') continue;
    if (next === target) return true;
    if (next !== undefined && next !== name && depth > 1 && (await handsOn(desk, next, target, depth - 1))) return true;
  }
  return false;
}

function importsFolder(from: string, target: string): boolean {
  const folder = folderOf(target);
  return folder !== '' && (from === folder || from.endsWith(`/${folder}`));
}

/** The words by which other files name this one when they import it. */
export function importWords(code: CodeFile): readonly string[] {
  const { name } = code.file;
  const fileName = name.slice(name.lastIndexOf('/') + 1);
  const stem = fileName.replace(/\.d\.ts$|\.[^.]+$/, '');
  const folder = folderOf(name);
  const folderName = folder.slice(folder.lastIndexOf('/') + 1);
  if (code.language?.id === 'go') return folderName === '' ? [] : [folderName];
  const standsForFolder = /^(?:index|__init__|mod|lib|main)$/.test(stem);
  return standsForFolder && folderName !== '' ? [stem, folderName] : [stem];
}

/** Whether a line could be (part of) an import, so that its file is worth a closer look. */
export function looksLikeImport(line: string): boolean {
  return /\b(?:import|from|require\w*|include|use|using|mod|source|export|load)\b|^\s*"[^"]+"\s*$|^\s*\.\s/.test(line);
}
