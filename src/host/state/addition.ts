import { isObject, parseJson } from '../../model/parse.ts';

/** Why `text` cannot be added to a state, in words for the person; undefined if it can. */
export function additionProblem(text: string): string | undefined {
  const value = parseJson(text);
  if (value === undefined) return `This is not JSON yet. ${jsonComplaint(text)} Your text stays in the editor.`;
  if (!isObject(value)) {
    return 'An addition is a JSON object: a name of the state for each value that is to be added. Your text stays in the editor.';
  }
  if (Object.keys(value).length === 0) return 'There is nothing in it to add. Your text stays in the editor.';
  return undefined;
}

function jsonComplaint(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `${reason.replace(/\.$/, '')}.`;
  }
}

/** What an addition does to the names of a state, a line for each, as far as it can be known from here. */
export function additionSummary(current: unknown, addition: Readonly<Record<string, unknown>>): string {
  const there = isObject(current) ? current : {};
  return Object.keys(addition)
    .map((name) =>
      Object.hasOwn(there, name)
        ? `• ${name}: is there; the agent decides whether this replaces it or joins it`
        : `• ${name}: is not there yet; an agent that does not know the name may refuse it`,
    )
    .join('\n');
}
