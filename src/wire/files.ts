/** SeekrFlow's files, as its published description has them (llm-training spec 5.108.1). */

/** What a file can be sorted by in `GET /v1/flow/files`. */
export const fileSortKeys = ['created_at', 'filename', 'type', 'bytes'] as const;

/** What a list of files can be narrowed down to; the empty text stands for no purpose. */
export const filePurposes = [
  '',
  'ingestion',
  'vector-ingestion',
  'alignment',
  'reinforcement-fine-tune',
  'fine-tune',
  'pre-train',
  'preference-fine-tune',
] as const;

/** The types that a file may be said to have; any other kind of file has none. */
export const fileTypes = [
  'html',
  'md',
  'rst',
  'rtf',
  'txt',
  'xml',
  'json',
  'jsonl',
  'csv',
  'doc',
  'docx',
  'pdf',
  'ppt',
  'pptx',
  'parquet',
  'pt',
] as readonly string[];

/** `GET /v1/flow/files/{file_id}`; the list wraps these in `{ object: 'list', data }`. */
export interface WireFile {
  readonly id: string;
  readonly object: 'file';
  readonly created_at: string | null;
  readonly type: string | null;
  readonly purpose: string | null;
  readonly filename: string | null;
  readonly bytes: number | null;
  readonly created_by: string | null;
  readonly original_file_id: string | null;
  readonly deleted: boolean | null;
}

/** `GET /v1/flow/files/{file_id}/vector-dbs`. */
export interface WireIdList {
  readonly object: 'list';
  readonly data: readonly string[];
}
