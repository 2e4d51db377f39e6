import type { AgentAttachment } from '../agent.ts';
import { type CodeFile, declarationAround, mainDeclarations, readCodeFile } from '../workspace/languages/codeFile.ts';
import type { Declaration } from '../workspace/languages/declarations.ts';
import { languageById } from '../workspace/languages/languages.ts';

/** The code that is asked about, as far as possible at its place in the workspace as it is now. */
export interface Subject {
  readonly code: CodeFile;
  readonly startLine: number;
  readonly endLine: number;
  /** False if there is only the attached text: then its lines are not those of a file, and it cannot be cited. */
  readonly isInWorkspace: boolean;
  readonly isWholeFile: boolean;
  /** The file on disk that the code is from, also where the attached text differs from it. */
  readonly file: CodeFile | undefined;
  /** What a person should know about how it was found. */
  readonly note?: string;
}

/**
 * Finds the lines of an attachment in the file as it is on disk: it may have been edited since. Undefined if the file
 * does not hold them any more.
 */
export function locate(attachment: AgentAttachment, code: CodeFile): Subject | undefined {
  const wanted = significantLines(attachment.code);
  if (wanted.length === 0) return undefined;
  const { startLine } = attachment;
  const given = startLine !== undefined && matchesAt(wanted, code, startLine - 1) ? startLine - 1 : undefined;
  const found = given ?? code.lines.findIndex((_, index) => matchesAt(wanted, code, index));
  if (found < 0) return undefined;
  const length = attachment.code.replace(/\n+$/, '').split('\n').length;
  const first = found + 1;
  const last = Math.min(first + length - 1, code.lineCount);
  const hasMoved = startLine !== undefined && given === undefined;
  return {
    code,
    file: code,
    startLine: first,
    endLine: last,
    isInWorkspace: true,
    isWholeFile: first === 1 && last >= code.lineCount,
    ...(hasMoved ? { note: `The code now stands at line ${first}; it was attached from line ${startLine}.` } : {}),
  };
}

interface SignificantLine {
  readonly offset: number;
  readonly text: string;
}

function significantLines(text: string): readonly SignificantLine[] {
  return text
    .split('\n')
    .map((line, offset) => ({ offset, text: line.trim() }))
    .filter((line) => line.text !== '');
}

/** The first and the last line of a selection may be parts of lines. */
function matchesAt(wanted: readonly SignificantLine[], code: CodeFile, start: number): boolean {
  return wanted.every(({ offset, text }, index) => {
    const line = code.lines[start + offset]?.trim();
    if (line === undefined) return false;
    const isEdge = index === 0 || index === wanted.length - 1;
    return line === text || (isEdge && text.length > 0 && line.includes(text));
  });
}

export function wholeFile(code: CodeFile): Subject {
  return { code, file: code, startLine: 1, endLine: code.lineCount, isInWorkspace: true, isWholeFile: true };
}

/** A subject that is only the attached text; `file` is where it stood, if that is known. */
export function looseSubject(attachment: AgentAttachment, note?: string, file?: CodeFile): Subject {
  const extension = languageById(attachment.language ?? '')?.extensions[0] ?? '';
  const path = file?.file.name ?? attachment.path ?? `attached code${extension}`;
  const code = readCodeFile({ name: path, path, absolutePath: '', realRoot: '' }, attachment.code);
  return {
    code,
    file,
    startLine: 1,
    endLine: code.lineCount,
    isInWorkspace: false,
    isWholeFile: false,
    ...(note ? { note } : {}),
  };
}

/** The longest line of an attachment that came without a file, to find its file by. */
export function tellingLine(attachment: AgentAttachment): string | undefined {
  const lines = significantLines(attachment.code).toSorted((one, other) => other.text.length - one.text.length);
  const longest = lines[0]?.text;
  return longest !== undefined && longest.length >= 12 && longest.length <= 400 ? longest : undefined;
}

/** What the code declares; for a whole file what names it, for lines inside something also members. */
export function declaredIn({ code, startLine, endLine, isWholeFile }: Subject): readonly Declaration[] {
  const main = mainDeclarations(code).filter(
    (declaration) => startLine <= declaration.line && declaration.line <= endLine,
  );
  if (isWholeFile && main.length > 0) return main;
  const inside = code.declarations.filter(
    (declaration) => startLine <= declaration.line && declaration.line <= endLine,
  );
  const withoutFields = inside.filter(
    (declaration) => declaration.kind !== 'field' && declaration.kind !== 'constructor',
  );
  if (main.length > 0) {
    // Members stand for themselves only if their class was not selected with them.
    const names = new Set(main.map((declaration) => declaration.name));
    return [
      ...main,
      ...withoutFields.filter(
        (declaration) => declaration.enclosing.length > 0 && !declaration.enclosing.some((name) => names.has(name)),
      ),
    ].toSorted((one, other) => one.line - other.line);
  }
  return withoutFields.length > 0 ? withoutFields : inside;
}

/** What the first line of the code stands in, if it began before. */
export function around({ code, startLine }: Subject): Declaration | undefined {
  const declaration = declarationAround(code, startLine);
  if (!declaration) return undefined;
  if (declaration.line < startLine) return declaration;
  const outer = code.declarations.findLast((each) => each.line < startLine && each.endLine >= startLine);
  return outer;
}
