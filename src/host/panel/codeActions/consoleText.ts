/** The commands of a shell block. */
export interface ShellCommands {
  /** One line each, without prompts. */
  readonly lines: readonly string[];
  /** True where the lines only make sense together: loops, functions, here-documents, quotes over several lines. */
  readonly isScript: boolean;
}

/** What people see in front of a command: `$ `, `# ` is a comment, `PS C:\> `, `C:\> `, `user@host:~$ `, `> `. */
const prompt =
  /^\s*(?:(?:PS\s?)?[A-Za-z]:\\[^<>]*>\s*|(?:(?:[\w.-]+@[\w.-]+[:\s][^\s$#%]*)?[$%❯]|PS[^<>]*>|>)\s+)(?=\S)/;

/** Prompts of languages where a line that begins so continues the command before. */
const continuedPrompt = /^\s*>\s+(?=\S)/;

/**
 * Reads the commands of a fence of a shell language. In a transcript, where lines have prompts, the lines without one
 * are what was printed. Comments and empty lines are left out, and lines that end in the shell's sign for "goes on"
 * are one command.
 */
export function shellCommands(code: string, language: string): ShellCommands {
  const lines = code.split(/\r?\n/).map((line) => line.trimEnd());
  const isTranscript = prompt.test(lines.find((line) => line.trim() !== '' && !isComment(line, language)) ?? '');
  const typed = joinContinued(isTranscript ? typedLines(lines) : lines, continuation(language));
  const commands = typed.map((line) => line.trim()).filter((line) => line !== '' && !isComment(line, language));
  const source = isTranscript ? typed.join('\n') : code;
  return { lines: commands, isScript: commands.length > 1 && needsAllLines(commands, source) };
}

function typedLines(lines: readonly string[]): readonly string[] {
  const typed: string[] = [];
  let goesOn = false;
  for (const line of lines) {
    const match = prompt.exec(line);
    if (match && goesOn && continuedPrompt.test(line)) typed.push(line.replace(continuedPrompt, ''));
    else if (match) typed.push(line.slice(match[0].length));
    else if (goesOn) typed.push(line);
    else continue;
    goesOn = /[\\`^]$/.test(line);
  }
  return typed;
}

function continuation(language: string): string {
  if (/^(?:powershell|ps1|pwsh)$/i.test(language)) return '`';
  return /^(?:cmd|bat|batch)$/i.test(language) ? '^' : '\\';
}

function joinContinued(lines: readonly string[], sign: string): readonly string[] {
  const joined: string[] = [];
  let open = '';
  for (const line of lines) {
    const isOpen = line.endsWith(sign) && !line.endsWith(sign + sign);
    const text = isOpen ? line.slice(0, -1) : line;
    const whole = open === '' ? text : `${open.trimEnd()} ${text.trimStart()}`;
    open = isOpen ? whole : '';
    if (!isOpen) joined.push(whole);
  }
  return open === '' ? joined : [...joined, open];
}

function isComment(line: string, language: string): boolean {
  return /^(?:cmd|bat|batch)$/i.test(language) ? /^\s*(?:::|rem\s)/i.test(line) : /^\s*#/.test(line);
}

/** Errs on the side of a script: what is one is shown as a document and put at no prompt. */
function needsAllLines(commands: readonly string[], source: string): boolean {
  const opensOrGoesOn =
    /^(?:for|while|until|if|elif|else|case|select|function|do|done|then|fi|esac|foreach|try|catch|param|[{}()])\b|[|&({]$|^[|&})]|<<|^\w+\s*\(\)/i;
  return commands.some((line) => opensOrGoesOn.test(line) || hasOpenQuote(line)) || /<<-?\s*['"\\]?\w/.test(source);
}

function hasOpenQuote(line: string): boolean {
  let quote = '';
  for (let index = 0; index < line.length; index++) {
    const character = line.charAt(index);
    if (character === '\\' && quote !== "'") index++;
    else if (quote !== '') quote = character === quote ? '' : quote;
    else if (character === '"' || character === "'" || character === '`') quote = character;
  }
  return quote !== '';
}

/**
 * Whether a line may be put at a prompt: it is what it looks like. A control character could run it at once, and
 * characters that nobody sees, or that turn the direction of text, could hide what it does.
 */
export function isPlainCommand(line: string): boolean {
  return !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(line);
}
