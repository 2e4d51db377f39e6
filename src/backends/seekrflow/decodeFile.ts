import { optional, stringOf } from '../../model/parse.ts';
import type { StoredFile } from '../backend.ts';
import { countOf, firstStringOf, idOf, momentOf } from '../shared/wireValues.ts';

/** A file's facts; undefined without an id. */
export function decodeFile(value: unknown): StoredFile | undefined {
  const id = idOf(value, 'id', 'file_id');
  if (id === undefined) return undefined;
  return {
    id,
    name: firstStringOf(value, 'filename', 'name') || id,
    ...optional({
      sizeBytes: countOf(value, 'bytes', 'size_bytes', 'size'),
      createdAt: momentOf(value, 'created_at'),
      type: stringOf(value, 'type') || undefined,
      originalFileId: idOf(value, 'original_file_id'),
    }),
  };
}
