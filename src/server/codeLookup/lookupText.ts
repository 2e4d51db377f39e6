import { plural } from '../workspace/coverage.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import type { WorkspaceFile } from '../workspace/workspaceFiles.ts';
import { closing } from './closing.ts';
import type { Desk } from './desk.ts';
import { importsSection, nearSection, whatSection } from './fileSections.ts';
import { code as inCode, fileLink, listing } from './markdown.ts';
import { type Hit, isTestHit, isUse, type NameFindings } from './nameLookup.ts';
import { nameSection, namesTable } from './nameSections.ts';
import { amountText, kindText, namesText } from './places.ts';
import type { LookupPlan } from './plan.ts';
import { around, type Subject } from './subject.ts';
import { type TestCounts, countTests, testsSection, touchingTests } from './testsSection.ts';

/** Everything that was found for a lookup, before it is put into words. */
export interface LookupMaterial {
  readonly plan: LookupPlan;
  readonly subjects: readonly Subject[];
  /** Per subject. */
  readonly declared: readonly (readonly Declaration[])[];
  /** The names that the answer is about. */
  readonly focus: readonly NameFindings[];
  /** Names of the workspace that the code uses. */
  readonly used: readonly NameFindings[];
  /** The file that imports are about. */
  readonly file: CodeFile | undefined;
  /** Who imports what the question is about; empty where that is names and not files. */
  readonly importers: readonly CodeFile[];
  /** Who imports the file, whatever the question is about. */
  readonly fileImporters: readonly CodeFile[];
  readonly neighbours: readonly WorkspaceFile[];
  /** In documentation. */
  readonly mentions: readonly Hit[];
  /** Paths of the question that name no file. */
  readonly missing: readonly string[];
}

const beyondText = {
  write:
    'I cannot write or change code, as I have no language model. What I can do is show what a change here touches.\n\n',
  judge:
    'Reasons and judgements are beyond me, as I have no language model. Here is what the workspace says about it.\n\n',
};

/** The report: the answer in a sentence or two, then the sections that were asked for. */
export async function* lookupText(desk: Desk, material: LookupMaterial): AsyncGenerator<string, void> {
  const { plan, subjects, focus, file, importers } = material;
  const { emphasis } = plan;
  const touching = touchingTests(focus, importers);
  if (plan.beyond) yield beyondText[plan.beyond];
  yield* lead(desk, material, countTests(touching));
  if (material.missing.length > 0)
    yield `I found no file ${listing(material.missing.map(inCode))} in the workspace.\n\n`;

  if (emphasis === 'tests') {
    yield '### Tests that touch it\n\n';
    yield* testsSection(desk, touching);
  }
  if (emphasis === 'imports' && file) yield* importsSection(desk, file, importers);
  if (emphasis === 'explain') {
    for (const [index, subject] of subjects.entries()) {
      yield subjects.length > 1
        ? `### What ${inCode(placeOf(subject))} is\n\n`
        : `### What this ${subject.code.language?.role === 'code' ? 'code' : 'file'} is\n\n`;
      yield* whatSection(desk, subject, material.declared[index] ?? [], index === 0 ? material.used : []);
    }
  }
  const asksForNames = plan.names.length > 0;
  if (emphasis === 'explain' || emphasis === 'where' || asksForNames) yield* whereSection(desk, material);
  if (emphasis === 'explain' || emphasis === 'where') {
    yield '\n### Tests that touch it\n\n';
    yield* testsSection(desk, touching);
  }
  if (emphasis === 'explain' && file && subjects.length > 0) {
    yield '\n### Near it\n\n';
    yield* nearSection(desk, file, { ...material, importers: material.fileImporters });
  }
  yield closing(desk);
}

function* whereSection(desk: Desk, { plan, subjects, focus }: LookupMaterial): Generator<string> {
  const shown = focus.filter(({ definitions, hits }) => definitions.length + hits.length > 0);
  const [only] = shown;
  if (!only) return;
  const [subject] = subjects;
  if (shown.length === 1) {
    yield `\n### Where ${inCode(only.name)} is ${only.definitions.length > 0 ? 'defined and used' : 'used'}\n\n`;
    const [first] = only.definitions;
    // Who attached the definition has it before their eyes.
    const isAttached =
      plan.attachments.length > 0 &&
      subject?.file === first?.code &&
      (first?.declaration.line ?? 0) >= (subject?.startLine ?? 0) &&
      (first?.declaration.line ?? 0) <= (subject?.endLine ?? 0);
    yield* nameSection(desk, only, { showsCode: !isAttached, showsImports: plan.emphasis === 'imports' });
  } else {
    yield '\n### Where its names are defined and used\n\n';
    yield* namesTable(desk, shown, subject);
  }
  const nowhere = focus.filter((each) => !shown.includes(each));
  if (nowhere.length > 0) yield `\nNot found anywhere: ${listing(nowhere.map(({ name }) => inCode(name)))}.\n`;
}

function* lead(desk: Desk, material: LookupMaterial, tests: TestCounts): Generator<string> {
  const { plan, subjects, focus, importers } = material;
  if (plan.isFollowUp) {
    yield `About ${plan.attachments.length > 0 ? 'the code from earlier in this thread' : 'what you asked about before'}: `;
  }
  const hits = focus.flatMap((findings) => findings.hits);
  const isAboutCode = subjects.length > 0 && plan.names.length === 0;
  const about = isAboutCode
    ? listing(subjects.map((subject) => cited(desk, subject)))
    : listing(focus.map(({ name }) => inCode(name)));
  if (plan.emphasis === 'tests') {
    yield testsLead(tests, about);
  } else if (plan.emphasis === 'imports' && isAboutCode) {
    const users = importers.length - importers.filter((code) => code.isTest).length;
    const inTests = importers.length - users;
    yield `${about} is imported by **${plural(users, 'file')}**${inTests > 0 ? ` and ${plural(inTests, 'test file')}` : ''}.\n\n`;
  } else if (isAboutCode) {
    for (const [index, subject] of subjects.entries()) yield* codeLead(desk, subject, material.declared[index] ?? []);
    yield usageLead(material, hits.filter(isUse), tests);
  } else {
    for (const findings of focus) yield nameLead(findings);
  }
}

function testsLead({ sure, doubtful }: TestCounts, about: string): string {
  if (sure > 0) return `**${plural(sure, 'test file touches', 'test files touch')}** ${about}.\n\n`;
  if (doubtful === 0) return `**No test touches** ${about}.\n\n`;
  return doubtful === 1
    ? `**1 test file uses** the name of ${about}, but does not import it.\n\n`
    : `**${doubtful} test files use** the name of ${about}, but do not import it.\n\n`;
}

function* codeLead(desk: Desk, subject: Subject, declared: readonly Declaration[]): Generator<string> {
  const { code, startLine, endLine, isWholeFile, isInWorkspace } = subject;
  const total = plural(code.lineCount, 'line');
  const size = isWholeFile || !isInWorkspace ? total : `${endLine - startLine + 1} of ${total}`;
  const outer = around(subject);
  const what =
    declared.length > 0
      ? `${code.language?.role === 'code' ? 'declares' : 'has'} ${namesText(declared)}`
      : outer
        ? `is part of the ${kindText(outer)} ${inCode([...outer.enclosing, outer.name].join('.'))}`
        : 'holds nothing that has a name';
  yield `**${cited(desk, subject)}** (${code.language?.name ?? 'text'}, ${size}) ${what}.\n\n`;
}

function usageLead(
  { subjects, importers }: LookupMaterial,
  uses: readonly Hit[],
  { sure, doubtful }: TestCounts,
): string {
  const own = new Set(subjects.flatMap((subject) => subject.file ?? []));
  if (own.size === 0) return '';
  const outside = uses.filter((hit) => !own.has(hit.code));
  const others = importers.filter((code) => !code.isTest).length;
  const isCode = subjects.some(({ code }) => code.language?.role === 'code');
  const parts = [
    others > 0 ? plural(others, 'other file imports it', 'other files import it') : '',
    outside.length > 0 ? `${isCode ? 'its names are used in' : 'it is named in'} ${amountText(outside)} elsewhere` : '',
    sure > 0
      ? `${plural(sure, 'test file touches', 'test files touch')} it`
      : doubtful > 0
        ? `${plural(doubtful, 'test file uses', 'test files use')} its names without importing it`
        : 'no test touches it',
  ].filter((part) => part !== '');
  const text = listing(parts);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.\n\n`;
}

function nameLead({ name, definitions, hits }: NameFindings): string {
  const uses = hits.filter(isUse);
  const testFiles = new Set(uses.filter(isTestHit).map((hit) => hit.code)).size;
  const [first] = definitions;
  if (!first && hits.length === 0) return `**${inCode(name)}** was not found.\n\n`;
  const where = first
    ? `is defined in ${fileLink(first.code.file.name, first.declaration.line)}`
    : 'is not defined in this workspace';
  const ofTests = testFiles > 0 ? `, ${testFiles} of them ${testFiles === 1 ? 'a test' : 'tests'}` : '';
  return `**${inCode(name)}** ${where}${uses.length > 0 ? `${first ? ' and' : ', but'} used in ${amountText(uses)}${ofTests}` : ''}.\n\n`;
}

function cited(desk: Desk, subject: Subject): string {
  const { code, startLine, endLine } = subject;
  if (!subject.isInWorkspace) return inCode(placeOf(subject));
  if (!subject.isWholeFile) return desk.cite(code, startLine, endLine);
  return desk.citeWithin(code, 1, 1, endLine, code.file.name);
}

function placeOf({ code, startLine, endLine, isWholeFile, isInWorkspace }: Subject): string {
  return isWholeFile || !isInWorkspace ? code.file.name : `${code.file.name}:${startLine}-${endLine}`;
}
