import { type Message, summaryOf } from '../../model/message.ts';
import { articleName } from '../../model/transcript.ts';
import { plainLine } from '../../model/plainLine.ts';

/** More of a message's first line no quick pick shows. */
const maxLabelLength = 200;

/** Messages that a confirmation lists before it only counts. */
const maxListed = 5;

/** More of a message a confirmation does not show. */
const maxLineLength = 80;

/** A message in one line. */
export function messageLine(message: Message): string {
  const line = summaryOf(message).slice(0, maxLabelLength);
  return (message.role === 'user' ? line : plainLine(line)) || 'No text';
}

/** Who said it. */
export function roleName({ role }: Pick<Message, 'role'>): string {
  return articleName({ role });
}

/** The words of the confirmation: how many messages go, which the first ones are, and what is kept. */
export function runAgainWords(
  message: Message | undefined,
  later: readonly Message[],
  connectionName: string,
  why: 'again' | 'changed',
): { readonly question: string; readonly detail: string } {
  const count = later.length === 1 ? 'The message after it is' : `The ${later.length} messages after it are`;
  const rest = later.length - maxListed;
  const list = [
    ...later.slice(0, maxListed).map((each) => `${roleName(each)}: ${shortLine(each)}`),
    ...(rest > 0 ? [`and ${rest} more`] : []),
  ].join('\n');
  const from = message ? `“${shortLine(message)}”` : 'this message';
  return {
    question: why === 'changed' ? `Saved. Run again from ${from}?` : `Run again from ${from}?`,
    detail: `${count} deleted from ${connectionName} before the run starts. This cannot be undone.\n\n${list}`,
  };
}

function shortLine(message: Message): string {
  const line = messageLine(message);
  return line.length > maxLineLength ? `${line.slice(0, maxLineLength - 1).trimEnd()}…` : line;
}
