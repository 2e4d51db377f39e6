import assert from 'node:assert/strict';
import { failureOf } from '../../../support/failureOf.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

describe('the files of a service', () => {
  const service = useFakeSeekrFlow();

  async function names(): Promise<readonly string[]> {
    const all: string[] = [];
    const backend = service.open();
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const page = await backend.listFiles?.(cursor === undefined ? {} : { cursor }, never());
      all.push(...(page?.items ?? []).map((file) => file.name));
      cursor = page?.next;
    }
    return all;
  }

  it('are listed to the last, newest first, whoever uploaded them', async () => {
    service.fake.files.push(...Array.from({ length: 230 }, (_, index) => ({ id: `f${index}` })));
    assert.deepEqual(
      await names(),
      Array.from({ length: 230 }, (_, index) => `f${index}.pdf`),
    );
    const { query } = service.fake.requests[0] ?? {};
    assert.deepEqual([query?.['sort_by'], query?.['sort_order']], ['created_at', 'desc']);
  });

  it('that were deleted are not offered, and do not end the list', async () => {
    service.fake.files.push(
      ...Array.from({ length: 130 }, (_, index) => ({ id: `f${index}`, facts: { deleted: index < 120 } })),
    );
    assert.equal((await names()).length, 10);
  });

  it('say their size, type and date, however the service writes them', async () => {
    const facts = { filename: 'a.md', bytes: '1024', created_at: 1_767_225_600, type: 'md', original_file_id: 'f0' };
    service.fake.files.push({ id: 'f1', facts });
    assert.deepEqual(await service.open().getFile?.('f1', never()), {
      id: 'f1',
      name: 'a.md',
      sizeBytes: 1024,
      createdAt: '2026-01-01T00:00:00.000Z',
      type: 'md',
      originalFileId: 'f0',
    });
  });

  it('are dated alike in seconds, milliseconds, microseconds and nanoseconds', async () => {
    for (const [index, factor] of [1, 1e3, 1e6, 1e9].entries()) {
      service.fake.files.push({ id: `d${index}`, facts: { created_at: 1_767_225_600 * factor } });
      const file = await service.open().getFile?.(`d${index}`, never());
      assert.equal(file?.createdAt, '2026-01-01T00:00:00.000Z');
    }
  });

  it('are read byte by byte, whatever they hold', async () => {
    const content = Uint8Array.from({ length: 300 }, (_, index) => index % 256);
    service.fake.files.push({ id: 'f 1', content });
    assert.deepEqual(new Uint8Array((await service.open().getFileContent?.('f 1', 300, never())) ?? []), content);
    assert.deepEqual(service.fake.log(), ['GET /v1/flow/files/f%201/content']);
  });

  it('that are too large are not read to their end', async () => {
    service.fake.files.push({ id: 'f1', content: new Uint8Array(301) });
    const error = await failureOf(service.open().getFileContent?.('f1', 300, never()) ?? Promise.resolve());
    assert.equal(error.kind, 'too-large');
    assert.equal(error.status, 200);
  });

  it('that are gone say what the service said', async () => {
    const error = await failureOf(service.open().getFileContent?.('f1', 300, never()) ?? Promise.resolve());
    assert.deepEqual([error.kind, error.serverMessage], ['not-found', 'File not found']);
  });

  it('that are refused say why, also at greater length than the file may have', async () => {
    const detail = `Quota exceeded${'.'.repeat(400)}`;
    service.fake.on('GET', '/v1/flow/files/f1/content', { status: 403, json: { detail } });
    const error = await failureOf(service.open().getFileContent?.('f1', 5, never()) ?? Promise.resolve());
    assert.deepEqual([error.kind, error.serverMessage], ['permission', detail]);
  });

  it('that are kept elsewhere are not fetched from there with the key', async () => {
    const headers = { location: 'https://storage.example/f1?signature=secret' };
    service.fake.on('GET', '/v1/flow/files/f1/content', { status: 307, headers });
    const error = await failureOf(service.open().getFileContent?.('f1', 300, never()) ?? Promise.resolve());
    assert.equal(error.kind, 'origin');
    assert.match(error.message, /redirects to https:\/\/storage\.example$/);
  });

  it('are an error where the list cannot be read, never none', async () => {
    service.fake.on('GET', '/v1/flow/files', { json: { files: 'later' } });
    assert.equal((await failureOf(service.open().listFiles?.({}, never()) ?? Promise.resolve())).kind, 'protocol');
  });
});
