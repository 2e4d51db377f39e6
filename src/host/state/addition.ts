import { isObject, parseJson } from '../../model/parse.ts';

/** What can be added to a state: values by name, or items to a state that is a list, as one of messages alone is. */
export type Addition = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * - `names`  a state of named values
 * - `list`   a state that is nothing but a list
 */
export const stateShapes = ['names', 'list'] as const;
export type StateShape = (typeof stateShapes)[number];

/** What is fit to be written into a state that has `values`. A state in which nothing is yet may become either. */
export function shapeOf(values: unknown): StateShape {
  return Array.isArray(values) ? 'list' : 'names';
}

/** What a document begins with in which nothing was typed yet; the cursor belongs on its second line. */
export function emptyAddition(shape: StateShape): string {
  return shape === 'list' ? '[\n  \n]\n' : '{\n  \n}\n';
}

/** What is written in `text`; undefined for what cannot be added, see {@link additionProblem}. */
export function parseAddition(text: string): Addition | undefined {
  const value = parseJson(text);
  return isObject(value) || Array.isArray(value) ? value : undefined;
}

/** Why `text` cannot be added to a state, in words for the person; undefined if it can. */
export function additionProblem(text: string): string | undefined {
  if (parseJson(text) === undefined) {
    return `This is not JSON yet. ${jsonComplaint(text)} Your text stays in the editor.`;
  }
  const addition = parseAddition(text);
  if (!addition) {
    return 'An addition is a JSON object: a name of the state for each value that is to be added; or a JSON list, for a state that is a list. Your text stays in the editor.';
  }
  if (Object.keys(addition).length === 0) return 'There is nothing in it to add. Your text stays in the editor.';
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

/** What an addition does to a state, a line for each name of it, as far as it can be known from here. */
export function additionSummary(current: unknown, addition: Addition): string {
  if (Array.isArray(addition)) return listSummary(current, addition);
  if (Array.isArray(current)) {
    return '• The state is a list and has no names; the service may refuse names, or make of them what it likes';
  }
  const there = isObject(current) ? current : {};
  return Object.keys(addition)
    .map((name) =>
      Object.hasOwn(there, name)
        ? `• ${name}: is there; the agent decides whether this replaces it or joins it`
        : `• ${name}: is not there yet; an agent that does not know the name may refuse it`,
    )
    .join('\n');
}

function listSummary(current: unknown, { length }: readonly unknown[]): string {
  const items = length === 1 ? '1 item' : `${length} items`;
  if (Array.isArray(current)) {
    return `• ${items}: ${current.length} in the list already; the agent decides whether one with the same id is replaced`;
  }
  if (isObject(current)) return `• ${items}: the state is no list but has names; the service may refuse a list`;
  return `• ${items}: there is nothing in the state yet`;
}

/** What is in a state now of that which an addition names: what belongs beside it in a preview. */
export function concerned(current: unknown, addition: Addition): unknown {
  if (Array.isArray(addition)) return current ?? [];
  if (!isObject(current)) return Array.isArray(current) ? current : {};
  return Object.fromEntries(Object.keys(addition).flatMap((key) => (key in current ? [[key, current[key]]] : [])));
}
