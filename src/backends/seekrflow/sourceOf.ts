import { type CodeReference, readCodeReference } from '../../model/codeReference.ts';
import type { SourcePart } from '../../model/message.ts';
import { arrayOf, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import { linesOf } from '../../model/sourceFields.ts';
import { sourceReferencesIn } from '../../model/sourceReferences.ts';
import { firstNumberOf, firstStringOf, idOf } from '../shared/wireValues.ts';

/**
 * Reads a source wherever one is described: a `source-url` or `source-document` chunk, or what the local agent host
 * keeps in a data part (flat place, or under `location`). Undefined if nothing identifies it.
 */
export function sourceOf(value: unknown): SourcePart | undefined {
  const url = stringOf(value, 'url');
  const chunkId = idOf(value, 'chunkId', 'chunk_id');
  const location = locationOf(value);
  const sourceId = idOf(value, 'sourceId', 'source_id', 'id') ?? chunkId ?? url ?? location?.path;
  if (sourceId === undefined) return undefined;
  const filename = stringOf(value, 'filename');
  return {
    type: 'source',
    sourceId,
    title: stringOf(value, 'title') || filename || url || location?.path || sourceId,
    ...optional({
      url,
      mediaType: firstStringOf(value, 'mediaType', 'media_type', 'mime_type'),
      filename,
      location,
      chunkId,
      databaseId: idOf(value, 'databaseId', 'database_id'),
      page: firstNumberOf(value, 'page', 'page_number'),
      section: sectionOf(value),
      lines: linesOf(property(value, 'lines')),
    }),
  };
}

function locationOf(value: unknown): CodeReference | undefined {
  return readCodeReference(objectOf(value, 'location')) ?? readCodeReference(value);
}

function sectionOf(value: unknown): string | undefined {
  const section = stringOf(value, 'section');
  if (section !== undefined) return section || undefined;
  const names = [...arrayOf(value, 'section'), ...arrayOf(value, 'hierarchy')].filter(
    (name) => typeof name === 'string' && name !== '',
  );
  return names.length === 0 ? undefined : names.join(' › ');
}

/**
 * What a chunk of the stream says about a source besides its standard fields: below this extension's own key, else what
 * names a chunk under any other.
 */
export function sourceDetails(chunk: unknown): unknown {
  const metadata = objectOf(chunk, 'providerMetadata');
  const own = property(metadata, 'agent_threads') ?? property(metadata, 'agentThreads');
  return own ?? sourceReferencesIn(metadata)[0];
}
