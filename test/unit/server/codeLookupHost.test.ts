import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type LocalHostProcess,
  collected,
  killSpawnedHosts,
  removeFolder,
  startLocalHostProcess,
  temporaryFolder,
} from '../../support/localHost.ts';
import { conforms } from '../../support/localHostContract.ts';

describe('the product’s own local host', () => {
  let folder: string;
  let host: LocalHostProcess;
  const source = ['export function growBeans(count: number): number {', '  return count * 2;', '}', ''].join('\n');

  before(async () => {
    folder = temporaryFolder();
    const workspace = path.join(folder, 'garden');
    mkdirSync(workspace);
    writeFileSync(path.join(workspace, 'beans.ts'), source);
    writeFileSync(path.join(workspace, 'kitchen.ts'), "import { growBeans } from './beans.ts';\ngrowBeans(3);\n");
    host = await startLocalHostProcess({
      dataFolder: path.join(folder, 'data'),
      args: ['--workspace', workspace],
      entry: 'src/server/main.ts',
    });
  });
  after(async () => {
    await killSpawnedHosts();
    removeFolder(folder);
  });

  it('answers a question about code with sources that can be read back', async () => {
    const { data } = conforms('agents', (await host.call('GET', '/v2/flow/agents/')).json);
    assert.deepEqual(
      data.map((agent) => [agent.name, agent.status]),
      [['Code Lookup', 'Active']],
    );
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    const thread = `/v1/threads/${id}`;
    await host.call('POST', `${thread}/messages`, { role: 'user', content: 'Where is growBeans defined and used?' });
    const events = await collected((await host.open('POST', `${thread}/runs/stream/vercel`, {})).data());
    assert.equal(events.at(-1), '[DONE]');
    const [run] = conforms('runs', (await host.call('GET', `${thread}/runs`)).json);
    assert.equal(run?.status, 'completed');

    const answer = await host.call('GET', `${thread}/messages?include_parts=true&limit=1`);
    const [last] = conforms('messages', answer.json);
    assert.equal(last?.role, 'assistant');
    assert.match(last.content as string, /beans\.ts/);
    const cited = (last.parts ?? []).flatMap((part) =>
      part.type === 'data'
        ? [part.data as { path: string; chunkId: string; databaseId: string; startLine: number }]
        : [],
    );
    const definition = cited.find((each) => each.path.endsWith('beans.ts'));
    assert.ok(definition);
    const target = `/v1/flow/vectordb/${definition.databaseId}/chunk/${definition.chunkId}`;
    const chunk = conforms('chunk', (await host.call('GET', target)).json);
    assert.ok(source.includes(chunk.text.trimEnd()), chunk.text);
    assert.equal(chunk.locations?.[0]?.line_number_start, definition.startLine);
  });

  it('answers about a file that is picked from those it has cited, and says what it cannot look at', async () => {
    const { data } = conforms('files', (await host.call('GET', '/v1/flow/files')).json);
    const file = data.find((each) => each.filename === 'beans.ts');
    assert.ok(file);
    const { id } = conforms('thread', (await host.call('POST', '/v1/threads', {})).json);
    const content = [
      { type: 'input_text', text: 'Explain this.' },
      { type: 'input_file', file_id: file.id },
      { type: 'input_file', file_id: 'file-unknown' },
      { type: 'input_image', detail: 'auto', image_url: 'data:image/png;base64,AAAA' },
    ];
    await host.call('POST', `/v1/threads/${id}/messages`, { role: 'user', content });
    await collected((await host.open('POST', `/v1/threads/${id}/runs/stream/vercel`, {})).data());
    const { json } = await host.call('GET', `/v1/threads/${id}/messages?order=asc`);
    const answers = conforms('messages', json).filter((message) => message.role === 'assistant');
    const answer = answers.map((message) => message.content as string).join('');
    assert.match(answer, /growBeans/);
    assert.match(
      answer,
      /^\*I could not look at everything that came with this question: a file that is not known here and an image\.\*\n\n/,
    );
    assert.match(answer, /\[beans\.ts\]/);
  });
});
