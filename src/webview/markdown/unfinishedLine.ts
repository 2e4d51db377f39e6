/**
 * Where an unfinished text is better cut off for now, because its last line may still become something else: a lone
 * `-` (list, heading underline or rule), the first row of a table, the opening line of a fence or formula. Returns how many
 * characters to show; the rest follows with the next characters.
 */
export function visibleLength(text: string): number {
  const lineStart = text.lastIndexOf('\n') + 1;
  const line = text.slice(lineStart);
  if (line !== '' && isUndecided(line)) return beforeTableHead(text, lineStart) ?? lineStart;
  if (line === '') return beforeTableHead(text, lineStart) ?? text.length;
  if (/^[ \t]*\|/.test(line) && !isTableLine(lineBefore(text, lineStart).text)) return lineStart;
  return text.length;
}

/** Only characters that mark blocks so far, or a fence's opening line, whose language is still being written. */
function isUndecided(line: string): boolean {
  return (
    /^[ \t]*>[ \t>]*$/.test(line) ||
    /^[ \t>]*(?:[-+*_=~`#|:]+|\d{1,9}[.)]?)[-=*_|:~` \t]*$/.test(line) ||
    /^[ \t>]*(?:[-+*]|\d{1,9}[.)])?[ \t]*(?:\${1,2}|\\[[(]?)[ \t]*$/.test(line) ||
    /^[ \t>]*(?:[-+*]|\d{1,9}[.)])?[ \t]*(?:`{3,}[^`]*|~{3,}.*)$/.test(line)
  );
}

/** The start of a row that may turn out to be a table's head: it stands alone, and its second line is not whole. */
function beforeTableHead(text: string, lineStart: number): number | undefined {
  const head = lineBefore(text, lineStart);
  if (!isTableLine(head.text) || isTableLine(lineBefore(text, head.start).text)) return undefined;
  return head.start;
}

function lineBefore(text: string, lineStart: number): { readonly start: number; readonly text: string } {
  if (lineStart === 0) return { start: 0, text: '' };
  const start = text.lastIndexOf('\n', lineStart - 2) + 1;
  return { start, text: text.slice(start, lineStart - 1) };
}

function isTableLine(line: string): boolean {
  return /^[ \t]*\|/.test(line) || (line.includes('|') && /^[ \t:|-]+$/.test(line));
}
