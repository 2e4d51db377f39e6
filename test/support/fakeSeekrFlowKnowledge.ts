import type { RecordedRequest, Reply } from './fakeSeekrFlow.ts';

type Json = Readonly<Record<string, unknown>>;

/** A database with its chunks, by id. */
interface FakeDatabase {
  readonly id: string;
  readonly name: string;
  readonly chunks: Readonly<Record<string, Json>>;
}

interface FakeFile {
  readonly id: string;
  readonly facts?: Json;
  readonly content?: Uint8Array;
}

/** What stands beside threads: databases, files, spans and attribution, in the shapes of the published description. */
export interface FakeKnowledge {
  readonly databases: FakeDatabase[];
  /** Newest first. */
  readonly files: FakeFile[];
  /** Of all runs; `start_timestamp` and `run_id` are what they are searched by. */
  readonly spans: Json[];
  /** What the attribution of a run answers, by the run's id; the description has 404 for others. */
  readonly attributions: Map<string, Json>;
  /** Undefined where there is no such route here. */
  reply(request: RecordedRequest): Reply | undefined;
}

export function createKnowledge(): FakeKnowledge {
  const databases: FakeDatabase[] = [];
  const files: FakeFile[] = [];
  const spans: Json[] = [];
  const attributions = new Map<string, Json>();

  function chunkReply(databaseId: string, chunkId: string): Reply {
    const database = databases.find(({ id }) => id === databaseId);
    // An unknown database is said to be a 422 there.
    if (database === undefined) return refusal(422, 'Vector database not found');
    const chunk = database.chunks[chunkId];
    return chunk === undefined ? refusal(404, 'Chunk not found') : { json: { chunk_id: chunkId, ...chunk } };
  }

  function fileReply(id: string, isContent: boolean): Reply {
    const file = files.find((each) => each.id === id);
    if (file === undefined) return refusal(404, 'File not found');
    if (!isContent) return { json: factsOf(file) };
    return (_, response) => {
      const content = file.content ?? new Uint8Array();
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': content.length });
      response.end(content);
    };
  }

  function spansReply(body: unknown): Reply {
    const { run_id, min_start_datetime, limit = 100, offset = 0, order = 'desc' } = body as Record<string, unknown>;
    // Without a start only the last 15 minutes are searched, even for a run that is named.
    const sinceMs = typeof min_start_datetime === 'string' ? Date.parse(min_start_datetime) : Date.now() - 900_000;
    const found = spans.filter(
      (span) => span['run_id'] === run_id && Date.parse(String(span['start_timestamp'])) >= sinceMs,
    );
    const sorted = order === 'asc' ? found : found.toReversed();
    return { json: sorted.slice(Number(offset), Number(offset) + Number(limit)) };
  }

  return {
    databases,
    files,
    spans,
    attributions,
    reply({ method, path, query, body }) {
      const [version, area, kind, id = '', part, partId = ''] = path
        .replace(/\/$/, '')
        .split('/')
        .slice(1)
        .map((each) => decodeURIComponent(each));
      switch (`${method} ${[version, area, kind].join('/')}${id && '/*'}${part === undefined ? '' : `/${part}`}`) {
        case 'GET v1/flow/vectordb':
          return { json: { object: 'list', data: databases.map(({ id, name }) => ({ id, name, db_type: 'RAG' })) } };
        case 'GET v1/flow/vectordb/*/chunk':
          return chunkReply(id, partId);
        case 'GET v1/flow/files': {
          const [limit, offset] = [Number(query['limit'] ?? 250), Number(query['offset'] ?? 0)];
          return { json: { object: 'list', data: files.slice(offset, offset + limit).map(factsOf) } };
        }
        case 'GET v1/flow/files/*':
          return fileReply(id, false);
        case 'GET v1/flow/files/*/content':
          return fileReply(id, true);
        case 'POST v1/observability/spans':
          return spansReply(body);
        case 'POST v1/explainability/context-attributor-from-run': {
          const found = attributions.get(String((body as Json)['run_id']));
          return found === undefined ? refusal(404, 'No completed run or spans found') : { json: found };
        }
        default:
          return undefined;
      }
    },
  };
}

function factsOf({ id, facts = {} }: FakeFile): Json {
  const usual = { object: 'file', created_at: '2026-01-01T00:00:00Z', type: 'pdf', purpose: 'ingestion', bytes: 7 };
  return {
    id,
    ...usual,
    filename: `${id}.pdf`,
    created_by: 'user-1',
    original_file_id: null,
    deleted: false,
    ...facts,
  };
}

function refusal(status: number, detail: string): Reply {
  return { status, json: { detail } };
}
