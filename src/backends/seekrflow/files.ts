import { booleanOf } from '../../model/parse.ts';
import type { Backend } from '../backend.ts';
import type { SeekrFlowClient } from './client.ts';
import { decodeFile } from './decodeFile.ts';
import { readPage } from '../shared/readPage.ts';
import { unreadableError } from '../shared/unreadable.ts';
import { readList } from '../shared/readList.ts';
import { routes } from './route.ts';

type Files = Required<Pick<Backend, 'listFiles' | 'getFile' | 'getFileContent'>>;

const pageSize = 100;

/** Files of one connection. What the description calls the download of a file answers with its facts. */
export function createFiles(client: SeekrFlowClient): Files {
  return {
    async listFiles(page, signal) {
      const read = await readPage(page, pageSize, async (limit, offset) => {
        const query = { limit, offset, sort_by: 'created_at', sort_order: 'desc' };
        return (await readList(client, routes.files(query), signal)).flatMap((value) => {
          const file = decodeFile(value);
          return file === undefined ? [] : [{ id: file.id, file, isDeleted: booleanOf(value, 'deleted') === true }];
        });
      });
      // Deleted ones count while pages are put together.
      return { ...read, items: read.items.filter(({ isDeleted }) => !isDeleted).map(({ file }) => file) };
    },
    async getFile(fileId, signal) {
      const answer = await client.get(routes.file(fileId), signal);
      const file = decodeFile(answer);
      if (file === undefined) throw unreadableError('GET /v1/flow/files/{file_id}', answer);
      return file;
    },
    getFileContent: (fileId, maxBytes, signal) => client.getBytes(routes.fileContent(fileId), maxBytes, signal),
  };
}
