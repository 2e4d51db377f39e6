import { textOf, type Part } from '../../model/message.ts';
import { askedOf } from '../../model/prompt.ts';
import { toolInputOf } from '../../model/runState.ts';
import type { TranscriptItem } from '../../model/transcript.ts';
import { partKeys } from '../../model/partKeys.ts';
import { readable } from '../toolSummary.ts';
import { plainText } from './plainText.ts';

/** A text of an article that can be looked through. */
export interface TextUnit {
  /** The element that shows it has this in `data-find`. */
  readonly id: string;
  readonly text: string;
}

const known = new WeakMap<TranscriptItem, readonly TextUnit[]>();

/** Everything that a person can read in an article, what is folded included, from top to bottom. */
export function textUnits(item: TranscriptItem): readonly TextUnit[] {
  const units = known.get(item) ?? readUnits(item);
  if (!item.isLive) known.set(item, units);
  return units;
}

function readUnits(item: TranscriptItem): readonly TextUnit[] {
  const isUser = item.role === 'user';
  const keyOf = partKeys();
  const units = isUser ? [{ id: questionUnit(item.key), text: questionOf(item) }] : [];
  for (const part of item.parts) {
    if (isUser && part.type === 'text') continue;
    units.push(...unitsOfPart(part, `${item.key}/${keyOf(part)}`));
  }
  return units.filter(({ text }) => text !== '');
}

export function questionUnit(itemKey: string): string {
  return `${itemKey}/question`;
}

function questionOf(item: TranscriptItem): string {
  return askedOf(item.messages[0], textOf(item)).question;
}

function unitsOfPart(part: Part, id: string): readonly TextUnit[] {
  switch (part.type) {
    case 'text':
    case 'reasoning':
      return [{ id, text: plainText(part.text) }];
    case 'tool': {
      const input = toolInputOf(part);
      return [
        { id: `${id}/name`, text: part.title ?? part.toolName },
        { id: `${id}/input`, text: input === undefined ? '' : readable(input) },
        { id: `${id}/output`, text: part.output === undefined ? '' : readable(part.output) },
        { id: `${id}/error`, text: part.errorText ?? '' },
      ];
    }
    case 'error':
      return [{ id, text: part.errorText }];
    case 'file':
    case 'data':
    case 'guardrail':
    case 'annotations':
    case 'source':
    case 'unknown':
      return [];
  }
}
