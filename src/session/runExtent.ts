import type { Part } from '../model/message.ts';
import type { RunState } from '../model/runState.ts';

/**
 * Whether `state` shows at least as much as `other`: characters of text and reasoning, and number of other parts. For
 * telling when a replay of a run has caught up with what was shown before.
 */
export function hasAtLeast(state: RunState, other: RunState): boolean {
  const [mine, theirs] = [extentOf(state), extentOf(other)];
  return mine.characters >= theirs.characters && mine.parts >= theirs.parts;
}

function extentOf(state: RunState): { readonly characters: number; readonly parts: number } {
  let characters = 0;
  let parts = 0;
  const add = (part: Part): void => {
    if (part.type === 'text' || part.type === 'reasoning') characters += part.text.length;
    else parts += part.type === 'tool' && (part.state === 'done' || part.state === 'failed') ? 2 : 1;
  };
  for (const part of state.parts) add(part);
  for (const message of state.messages) for (const part of message.parts) add(part);
  return { characters, parts };
}
