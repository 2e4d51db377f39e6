import assert from 'node:assert/strict';
import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { WireFile } from '../../../../src/wire/files.ts';
import { workspaceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import { removeFolder, temporaryFolder } from '../../../support/localHost.ts';
import { cite } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';
import { type EitherHost, hostKinds } from '../../../support/localHostEither.ts';

for (const { name, start } of hostKinds) {
  describe(`the files behind answers ${name}`, () => {
    let folder: string;
    let host: EitherHost;
    let thread: string;
    beforeEach(async () => {
      folder = temporaryFolder();
      mkdirSync(path.join(folder, 'garden', 'src'), { recursive: true });
      writeFileSync(path.join(folder, 'secret.txt'), 'secret');
      write('src/beans.ts', 'old');
      host = await start([path.join(folder, 'garden')]);
      thread = await host.newThread();
    });
    afterEach(async () => {
      await host.stop();
      removeFolder(folder);
    });

    function write(file: string, text: string): void {
      writeFileSync(path.join(folder, 'garden', file), text);
    }

    async function list(query = ''): Promise<readonly WireFile[]> {
      const answer = await host.call('GET', `/v1/flow/files${query}`);
      assert.equal(answer.status, 200, answer.text);
      return conforms('files', answer.json).data;
    }

    const names = async (query: string) => (await list(query)).map((file) => file.filename);
    const content = (file: WireFile | undefined) => host.call('GET', `/v1/flow/files/${file?.id}/content`);

    it('are those that were cited, and can be read as they are now', async () => {
      await host.ask(thread, [cite('src/beans.ts', 1, 'old')]);
      write('src/beans.ts', 'new, größer');
      const [file, ...others] = await list();
      assert.deepEqual(others, []);
      assert.deepEqual(
        [file?.filename, file?.bytes, file?.type, file?.deleted],
        ['src/beans.ts', Buffer.byteLength('new, größer'), null, false],
      );
      assert.deepEqual(conforms('file', (await host.call('GET', `/v1/flow/files/${file?.id}`)).json), file);
      const answer = await content(file);
      assert.deepEqual([answer.status, answer.text], [200, 'new, größer']);
      assert.equal(answer.headers['content-type'], 'application/octet-stream');
      assert.equal(answer.headers['content-length'], String(file?.bytes));
      const ids = await host.call('GET', `/v1/flow/files/${file?.id}/vector-dbs`);
      assert.deepEqual(conforms('ids', ids.json).data, ['workspace']);
      const chunks = await host.call('POST', '/v1/flow/vectordb/workspace/chunks', { file_id: file?.id });
      assert.deepEqual(
        conforms('chunks', chunks.json).data.map((chunk) => chunk.text),
        ['old'],
      );
    });

    it('that cannot be read are said to be gone, and say why', async () => {
      write('src/large.bin', '');
      truncateSync(path.join(folder, 'garden', 'src', 'large.bin'), 20 * 1024 * 1024 + 1);
      symlinkSync(path.join(folder, 'secret.txt'), path.join(folder, 'garden', 'link.txt'));
      await host.ask(thread, [
        cite('src/gone.ts', 1, 'x'),
        cite('../secret.txt', 1, 'x'),
        cite('link.txt', 1, 'x'),
        cite('src', 1, 'x'),
        cite('src/large.bin', 1, 'x'),
        cite('nul\0', 1, 'x'),
      ]);
      const files = await list('?sort_order=asc');
      assert.deepEqual(
        files.map((file) => [file.filename, file.deleted, file.bytes]),
        [
          ['src/gone.ts', true, null],
          ['../secret.txt', true, null],
          ['link.txt', true, null],
          ['src', true, null],
          ['src/large.bin', false, 20 * 1024 * 1024 + 1],
          ['nul\0', true, null],
        ],
      );
      const reasons = ['not exist', 'outside', 'outside', 'not a file', 'bytes', 'could not|ERR_'];
      for (const [index, file] of files.entries()) {
        const answer = await content(file);
        assert.equal(answer.status, 422);
        const [complaint] = conforms('complaints', answer.json).detail;
        assert.deepEqual(complaint?.loc, ['path', 'file_id']);
        assert.match(complaint?.msg ?? '', new RegExp(reasons[index] ?? ''));
        assert.ok(!answer.text.includes(folder));
      }
    });

    it('can be sorted and paged', async () => {
      write('b.md', '1');
      write('a.json', '333');
      await host.ask(thread, [cite('b.md', 1, 'x'), cite('src/beans.ts', 1, 'x'), cite('a.json', 1, 'x')]);
      assert.deepEqual(await names(''), ['a.json', 'src/beans.ts', 'b.md']);
      assert.deepEqual(await names('?sort_order=asc'), ['b.md', 'src/beans.ts', 'a.json']);
      assert.deepEqual(await names('?sort_by=filename&sort_order=asc'), ['a.json', 'b.md', 'src/beans.ts']);
      assert.deepEqual(await names('?sort_by=bytes&sort_order=asc'), ['b.md', 'src/beans.ts', 'a.json']);
      assert.deepEqual(await names('?sort_by=type'), ['b.md', 'a.json', 'src/beans.ts']);
      assert.deepEqual(await names('?limit=1&offset=1'), ['src/beans.ts']);
      assert.deepEqual(await names('?offset=3'), []);
      assert.deepEqual(await names('?purpose='), await names(''));
      assert.deepEqual(await names('?purpose=fine-tune'), []);
      for (const query of ['limit=0', 'limit=1001', 'offset=-1', 'sort_by=size', 'sort_order=up', 'purpose=x']) {
        const answer = await host.call('GET', `/v1/flow/files?${query}`);
        assert.equal(answer.status, 422);
        assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['query', query.split('=')[0]]);
      }
    });

    it('go with the last thread that cites them', async () => {
      await host.ask(thread, [cite('src/beans.ts', 1, 'old')]);
      const other = await host.newThread();
      await host.ask(other, [cite('src/beans.ts', 1, 'old')]);
      const [file] = await list();
      await host.call('DELETE', other);
      assert.equal((await content(file)).status, 200);
      await host.call('DELETE', thread);
      assert.deepEqual(await list(), []);
      for (const suffix of ['', '/content', '/vector-dbs']) {
        const answer = await host.call('GET', `/v1/flow/files/${file?.id}${suffix}`);
        assert.equal(answer.status, 422);
        assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['path', 'file_id']);
      }
    });

    it('can be attached to a question, but only to one about the same folder', async () => {
      await host.ask(thread, [cite('src/beans.ts', 1, 'old')]);
      const [file] = await list();
      write('src/beans.ts', 'new');
      const content = [
        { type: 'input_text', text: '[{"type":"tell"}]' },
        { type: 'input_file', file_id: file?.id },
      ];
      await host.ask(thread, content);
      const told = async (): Promise<unknown> => {
        const [answer] = conforms('messages', (await host.call('GET', `${thread}/messages?limit=1`)).json);
        const { attachments, leftOut } = JSON.parse(answer?.content as string) as Record<string, unknown>;
        return [attachments, leftOut];
      };
      assert.deepEqual(await told(), [[{ path: 'src/beans.ts', code: 'new' }], []]);
      if (name === 'over TCP') return;
      await host.ask(thread, content, { metadata: { [workspaceMetadataKey]: '{"folders":[]}' } });
      assert.deepEqual(await told(), [[], ['the file src/beans.ts (it lies outside of the workspace)']]);
    });

    it('are not found in a folder that is gone', async () => {
      await host.ask(thread, [cite('src/beans.ts', 1, 'old')]);
      rmSync(path.join(folder, 'garden'), { recursive: true });
      const [file] = await list();
      assert.deepEqual([file?.deleted, file?.bytes], [true, null]);
      assert.equal((await content(file)).status, 422);
    });
  });

  describe(`the files of a workspace of several folders ${name}`, () => {
    it('are told apart by their folders', async () => {
      const folder = temporaryFolder();
      const folders = ['one', 'two'].map((each) => path.join(folder, each));
      for (const each of folders) {
        mkdirSync(each);
        writeFileSync(path.join(each, 'a.ts'), path.basename(each));
      }
      const host = await start(folders);
      try {
        const thread = await host.newThread();
        const sources = ['one', 'two', 'three'].map((each) => {
          const event = cite('a.ts', 1, each);
          assert.ok(event.type === 'source-document');
          return { ...event, source: { ...event.source, chunkId: each, folder: each } };
        });
        await host.ask(thread, sources);
        const { data } = conforms('files', (await host.call('GET', '/v1/flow/files?sort_order=asc')).json);
        const found = await Promise.all(data.map((file) => host.call('GET', `/v1/flow/files/${file.id}/content`)));
        assert.deepEqual(
          data.map((file, index) => [file.filename, found[index]?.status === 200 && found[index].text]),
          [
            ['one/a.ts', 'one'],
            ['two/a.ts', 'two'],
            ['three/a.ts', false],
          ],
        );
      } finally {
        await host.stop();
        removeFolder(folder);
      }
    });
  });
}
