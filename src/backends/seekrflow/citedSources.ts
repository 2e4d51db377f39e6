import { type Part, type SourcePart, type ToolPart, textOf } from '../../model/message.ts';
import { optional } from '../../model/parse.ts';
import type { SourceReference } from '../../model/sourceFields.ts';
import { findSourceReferences, sourceReferencesIn } from '../../model/sourceReferences.ts';
import { unquoted } from '../shared/wireValues.ts';

/** Tools whose results name chunks in words, too; what they are called is up to whoever made the agent. */
const searchTool = /file.?search|vector|retriev|knowledge/i;
/** Text of one tool result that is looked through. */
const mostText = 500_000;
const mostStrings = 5_000;

/**
 * Sources for the chunks that an answer names: in its text, in annotations, in results of tools. Only what agents write
 * cites; what people write about chunks does not. A message with sources of its own says them all.
 *
 * @param content what the message's content says, where its parts say less
 */
export function citedSources(role: string, parts: readonly Part[], content: readonly Part[]): readonly SourcePart[] {
  if (['user', 'system', 'developer'].includes(role) || parts.some((part) => part.type === 'source')) return [];
  const text = textOf({ parts });
  const flat = textOf({ parts: content });
  const references = [
    ...findSourceReferences(text),
    ...(flat === text ? [] : findSourceReferences(flat)),
    ...parts.flatMap(referencesOf),
  ];
  const sources = new Map<string, SourcePart>();
  for (const reference of references) {
    sources.set(reference.chunkId, { ...sourcePart(reference), ...sources.get(reference.chunkId) });
  }
  return [...sources.values()];
}

function referencesOf(part: Part): readonly SourceReference[] {
  if (part.type === 'annotations') return [...sourceReferencesIn(part.annotations), ...inStrings(part.annotations)];
  if (part.type !== 'tool' || part.output === undefined || part.isPreliminary === true) return [];
  return ofResult(part);
}

function ofResult({ toolName, output }: ToolPart): readonly SourceReference[] {
  // Text that another tool gives may be any file, even one about chunks.
  if (!searchTool.test(toolName)) return sourceReferencesIn(output);
  const value = unquoted(output);
  return [...sourceReferencesIn(value), ...inStrings(value)];
}

function inStrings(value: unknown): readonly SourceReference[] {
  const texts: string[] = [];
  let length = 0;
  let left = mostStrings;

  function collect(each: unknown): void {
    if (left-- < 0 || length > mostText) return;
    if (typeof each === 'string') {
      texts.push(each);
      length += each.length;
    } else if (typeof each === 'object' && each !== null) {
      for (const child of Object.values(each)) collect(child);
    }
  }

  collect(value);
  return texts.flatMap((text) => findSourceReferences(text));
}

function sourcePart({ chunkId, databaseId, page, lines, section }: SourceReference): SourcePart {
  return {
    type: 'source',
    sourceId: chunkId,
    title: section ?? `Chunk ${chunkId}`,
    chunkId,
    ...optional({ databaseId, page, lines, section }),
  };
}
