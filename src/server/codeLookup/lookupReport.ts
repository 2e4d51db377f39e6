import type { AgentEvent } from '../agent.ts';
import { listFiles } from '../workspace/listFiles.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { folderOf } from '../workspace/languages/resolveImport.ts';
import { type SearchResult, searchText } from '../workspace/searchText.ts';
import type { WorkspaceFile } from '../workspace/workspaceFiles.ts';
import { callTool, type Desk, say } from './desk.ts';
import { findSubjects } from './findSubjects.ts';
import { notFound } from './helpReport.ts';
import { lookupText } from './lookupText.ts';
import { findingsOf, isUse, type NameFindings, type Viewpoint } from './nameLookup.ts';
import { baseName } from './places.ts';
import type { LookupPlan } from './plan.ts';
import { importWords, looksLikeImport, sees } from './relations.ts';
import { topicReport } from './topicReport.ts';
import { around, declaredIn, type Subject } from './subject.ts';
import { namesInside } from './usedNames.ts';

const maxFocusNames = 10;
const maxUsedNames = 9;
const maxFileWords = 5;
const maxImportCandidates = 300;

/** Looks up code, files or names with the tools, then reports. */
export async function* lookupReport(desk: Desk, plan: LookupPlan): AsyncGenerator<AgentEvent, void> {
  const { subjects, missing } = yield* findSubjects(desk, plan);
  if (desk.isStopped) return;
  const declared = subjects.map(declaredIn);
  const enclosing = subjects.map(around);
  const own = subjects.flatMap((subject, index) => ownNames(subject, declared[index] ?? [], enclosing[index]));
  const focusNames = unique(plan.names.length > 0 ? plan.names : tellingNames(own, subjects, declared.flat()))
    .filter((name) => /[\p{L}\p{N}]/u.test(name))
    .slice(0, maxFocusNames);
  const inside =
    plan.emphasis === 'explain'
      ? await Promise.all(
          subjects.map((subject, index) => namesInside(desk, subject, declared[index] ?? [], maxUsedNames)),
        )
      : [];
  const used = unique(inside.flat())
    .filter((name) => !focusNames.includes(name))
    .slice(0, maxUsedNames);
  const files = unique(subjects.flatMap((subject) => subject.file ?? []));
  const fileWords = unique(files.flatMap((code) => [...importWords(code), baseName(code)])).slice(0, maxFileWords);
  const queries = unique([...focusNames, ...used, ...fileWords]);
  const found = queries.length > 0 ? yield* callTool(desk, searchText, { queries, mode: 'word' }) : undefined;
  if (found) desk.coverages.push(found.coverage);
  if (desk.isStopped) return;

  const viewpoint = viewpointOf(subjects);
  const findings: ReadonlyMap<string, NameFindings> = found
    ? await findingsOf(desk, found, unique([...focusNames, ...used]), viewpoint)
    : new Map();
  const focus = focusNames.flatMap((name) => findings.get(name) ?? []);
  const isFound = focus.some(({ definitions, hits }) => definitions.length + hits.length > 0);
  const isCode = focus.some(
    ({ definitions, hits }) => definitions.length > 0 || hits.some((hit) => isUse(hit) || hit.kind === 'imported'),
  );
  if (subjects.length === 0 && !(plan.otherwise ? isCode : isFound)) {
    if (plan.otherwise) yield* topicReport(desk, plan.otherwise);
    else yield* notFound(desk, [...plan.names, ...missing]);
    return;
  }
  const [firstFile] = files;
  const wantsNear = firstFile !== undefined && plan.emphasis === 'explain';
  const neighbours = wantsNear ? yield* neighboursOf(desk, firstFile) : [];
  // Who imports the file of a name matters for its tests, too.
  const targets =
    files.length > 0 ? files : unique(focus.flatMap(({ definitions }) => definitions[0]?.code ?? [])).slice(0, 2);
  const isAboutFile = plan.names.length === 0;
  const fileImporters = found && (isAboutFile || wantsNear) ? await importersOf(desk, found, targets) : [];
  const ofFiles = found ? await findingsOf(desk, found, files.map(baseName)) : new Map<string, NameFindings>();
  if (desk.isStopped) return;
  yield* say(
    desk,
    lookupText(desk, {
      plan,
      subjects,
      declared,
      focus,
      used: used.flatMap((name) => findings.get(name) ?? []),
      file: firstFile,
      importers: isAboutFile ? fileImporters : [],
      fileImporters,
      neighbours,
      mentions: [...ofFiles.values(), ...focus].flatMap(({ hits }) =>
        hits.filter((hit) => hit.kind === 'documentation'),
      ),
      missing,
    }),
  );
}

/** What others may use: of code the names it declares or stands in, of data and texts the name of the file. */
function ownNames(
  subject: Subject,
  declared: readonly Declaration[],
  outer: Declaration | undefined,
): readonly string[] {
  if (subject.code.language?.role !== 'code') return [baseName(subject.code)];
  return declared.length > 0 ? declared.map(({ name }) => name) : outer ? [outer.name] : [];
}

/**
 * Without names that are common in the language, such as `add`, which would find everything. One that the code offers
 * to other files by itself, not as a member, is meant all the same; so is any if there are no others.
 */
function tellingNames(
  own: readonly string[],
  subjects: readonly Subject[],
  declared: readonly Declaration[],
): readonly string[] {
  const common = new Set(subjects.flatMap(({ code }) => [...(code.language?.commonWords ?? [])]));
  const offered = declared.filter(({ isExported, enclosing }) => isExported !== false && enclosing.length === 0);
  const telling = own.filter((name) => !common.has(name) || offered.some((each) => each.name === name));
  return telling.length > 0 ? telling : own;
}

function viewpointOf(subjects: readonly Subject[]): Viewpoint | undefined {
  const subject = subjects.find((each) => each.file !== undefined);
  if (!subject?.file) return undefined;
  return subject.isInWorkspace
    ? { code: subject.file, startLine: subject.startLine, endLine: subject.endLine }
    : { code: subject.file, startLine: 1, endLine: subject.file.lineCount };
}

async function* neighboursOf(desk: Desk, code: CodeFile): AsyncGenerator<AgentEvent, readonly WorkspaceFile[]> {
  const folder = folderOf(code.file.name);
  const listed = yield* callTool(desk, listFiles, folder === '' ? {} : { folder });
  return (listed?.files ?? []).filter((file) => file.name !== code.file.name && folderOf(file.name) === folder);
}

/** The files that import one of the targets, among those where a line that looks like an import names it. */
async function importersOf(
  desk: Desk,
  found: SearchResult,
  targets: readonly CodeFile[],
): Promise<readonly CodeFile[]> {
  const importers = new Map<string, CodeFile>();
  for (const target of targets) {
    const words = new Set([...importWords(target), baseName(target)]);
    const lines = found.matches.filter((match) => words.has(match.query) && looksLikeImport(match.lineText));
    for (const file of unique(lines.map((match) => match.file)).slice(0, maxImportCandidates)) {
      if (file.name === target.file.name || importers.has(file.name)) continue;
      const code = await desk.code(file);
      if (code && (await sees(desk, code, target.file.name, 0))) importers.set(file.name, code);
    }
  }
  return [...importers.values()].toSorted((one, other) => (one.file.name < other.file.name ? -1 : 1));
}

function unique<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}
