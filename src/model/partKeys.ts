import type { Part } from './message.ts';

/**
 * Names the parts of one answer, to be called once for each part in order. A name stays when a draft becomes a stored
 * message, where other parts may be missing: it is the part's kind and its place among those of its kind, or a tool
 * call's id.
 */
export function partKeys(): (part: Part) => string {
  const counts = new Map<string, number>();
  return (part) => {
    const kind = part.type === 'tool' && part.toolCallId !== '' ? `tool:${part.toolCallId}` : part.type;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count === 0 && kind !== part.type ? kind : `${kind}:${count}`;
  };
}
