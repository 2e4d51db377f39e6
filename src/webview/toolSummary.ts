import { isObject } from '../model/parse.ts';
import { shorten } from '../model/toolSummary.ts';

/** What a running tool says of its progress, in one line. */
export function progressSummary(output: unknown): string {
  if (isObject(output)) {
    const said = ['message', 'progress', 'status', 'text']
      .map((key) => output[key])
      .find((value) => typeof value === 'string');
    if (typeof said === 'string') return lastLine(said);
  }
  return typeof output === 'string' ? lastLine(output) : shorten(JSON.stringify(output) ?? '');
}

function lastLine(text: string): string {
  return shorten(text.trimEnd().split('\n').at(-1) ?? '');
}

/** A value as a person reads it: text as it is, anything else as indented JSON. */
export function readable(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, undefined, 2) ?? '');
}
