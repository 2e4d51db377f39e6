import type { AgentAttachment, AgentEvent } from '../agent.ts';
import type { CodeFile } from '../workspace/languages/codeFile.ts';
import { readFile } from '../workspace/readFile.ts';
import { searchText } from '../workspace/searchText.ts';
import { callTool, type Desk } from './desk.ts';
import type { LookupPlan } from './plan.ts';
import { locate, looseSubject, type Subject, tellingLine, wholeFile } from './subject.ts';

/** More pieces of code than this make no readable answer. */
export const maxSubjects = 5;

/** Finds the attached code and the files that a question names; `missing` are paths that name no file. */
export async function* findSubjects(
  desk: Desk,
  plan: LookupPlan,
): AsyncGenerator<AgentEvent, { readonly subjects: readonly Subject[]; readonly missing: readonly string[] }> {
  const subjects: Subject[] = [];
  const missing: string[] = [];
  for (const attachment of plan.attachments.slice(0, maxSubjects)) {
    if (!desk.isStopped) subjects.push(yield* subjectOf(desk, attachment));
  }
  for (const path of plan.paths.slice(0, maxSubjects)) {
    const file = desk.isStopped ? undefined : yield* fileNamed(desk, path);
    if (!file) missing.push(path);
    else if (!subjects.some((subject) => subject.file === file)) subjects.push(wholeFile(file));
  }
  return { subjects, missing };
}

async function* subjectOf(desk: Desk, attachment: AgentAttachment): AsyncGenerator<AgentEvent, Subject> {
  if (attachment.path === undefined) return yield* subjectWithoutPath(desk, attachment);
  const named = attachment.folder ? `${attachment.folder}/${attachment.path}` : attachment.path;
  // With one folder left, its name is not part of the names any more.
  const path = (await desk.files.find(named)) ? named : attachment.path;
  const { startLine, endLine, cell, revision } = attachment;
  if (cell !== undefined) {
    return looseSubject(attachment, `It is from cell ${cell} of a notebook; its lines count within the cell.`);
  }
  const range = { ...(startLine ? { startLine } : {}), ...(endLine ? { endLine } : {}) };
  const result = yield* callTool(desk, readFile, { path, ...range });
  const code = result && (await desk.code(result.file));
  if (!code) return looseSubject(attachment, 'The file could not be read, so only the attached text was looked at.');
  const place = locate(attachment, code);
  if (place && revision && !place.note) {
    return {
      ...place,
      note: `It was attached from the version ${revision}; the file as it is now has the same lines.`,
    };
  }
  if (place) return place;
  const why = revision ? `is from the version ${revision}` : 'differs from the file on disk (unsaved changes?)';
  return looseSubject(attachment, `The attached code ${why}, so it was read as it was attached.`, code);
}

/** Code that was pasted: the only file with its longest line is where it is from. */
async function* subjectWithoutPath(desk: Desk, attachment: AgentAttachment): AsyncGenerator<AgentEvent, Subject> {
  const line = tellingLine(attachment);
  const found = line ? yield* callTool(desk, searchText, { queries: [line], mode: 'literal' }) : undefined;
  const files = [...new Set(found?.matches.map((match) => match.file))];
  const code = files[0] && files.length === 1 ? await desk.code(files[0]) : undefined;
  const place = code && locate(attachment, code);
  if (!place) {
    return looseSubject(
      attachment,
      'It came without a file name, and no single file of the workspace has these lines.',
    );
  }
  return { ...place, note: 'It came without a file name; this is where the workspace has the same lines.' };
}

/** By its name, else by the end of its name with or without the ending; the first in the order of the list. */
async function* fileNamed(desk: Desk, path: string): AsyncGenerator<AgentEvent, CodeFile | undefined> {
  const { files } = await desk.files.list();
  const end = `/${path.toLowerCase().replace(/^\/+|\/+$/g, '')}`;
  const withoutEnding = (name: string): string => name.replace(/\.[^./]+$/, '');
  const file =
    (await desk.files.find(path)) ??
    files.find((each) => `/${each.name.toLowerCase()}`.endsWith(end)) ??
    files.find((each) => withoutEnding(`/${each.name.toLowerCase()}`).endsWith(end));
  const result = yield* callTool(desk, readFile, { path: file?.name ?? path });
  return result && (await desk.code(result.file));
}
