import assert from 'node:assert/strict';
import type { WireMessage, WireRun } from '../../../../src/wire/seekrflow.ts';
import { workspaceMetadataKey } from '../../../../src/wire/seekrflow.ts';
import { type LocalHostProcess, collected, startLocalHostProcess } from '../../../support/localHost.ts';
import { cite, look, say, think } from '../../../support/localHostAgents.ts';
import { conforms } from '../../../support/localHostContract.ts';

describe('runs of the local host', () => {
  let host: LocalHostProcess;
  let thread: string;
  before(async () => {
    host = await startLocalHostProcess();
  });
  after(() => host.stop());
  beforeEach(async () => {
    thread = `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`;
  });

  async function ask(script: readonly unknown[]): Promise<void> {
    const answer = await host.call('POST', `${thread}/messages`, { role: 'user', content: JSON.stringify(script) });
    assert.equal(answer.status, 200);
  }

  async function start(body: unknown = {}): Promise<string> {
    const answer = await host.call('POST', `${thread}/runs`, body);
    assert.equal(answer.status, 200, answer.text);
    return conforms('runResponse', answer.json).run_id;
  }

  const get = async (runId: string): Promise<WireRun> =>
    conforms('run', (await host.call('GET', `${thread}/runs/${runId}`)).json);
  const threadNow = async () => conforms('thread', (await host.call('GET', thread)).json);
  const answers = async (): Promise<readonly WireMessage[]> => {
    const { json } = await host.call('GET', `${thread}/messages?include_parts=true&order=asc`);
    return conforms('messages', json).slice(1);
  };
  /** Resolves when the run has ended. */
  const finished = async (runId: string): Promise<WireRun> => {
    await collected((await host.open('GET', `${thread}/runs/${runId}/attach`)).data());
    return get(runId);
  };
  const textOf = (event: string): string => (JSON.parse(event) as { text?: string }).text ?? '';

  it('are answered at once, hold their thread, and complete', async () => {
    await ask([{ type: 'hang' }]);
    const answer = await host.call('POST', `${thread}/runs`, { group: 'g' });
    const { run_id: id, status, group, thread_id: threadId } = conforms('runResponse', answer.json);
    assert.deepEqual([status, group, `/v1/threads/${threadId}`], ['running', 'g', thread]);
    const locked = await threadNow();
    assert.deepEqual([locked.status, locked.active_run_id], ['locked', id]);
    const run = await get(id);
    assert.deepEqual([run.status, run.is_active, run.completed_at], ['running', true, null]);
    assert.ok(run.started_at);
    await host.call('POST', `${thread}/runs/${id}/cancel`, {});

    await ask(say('t', 'Done.'));
    const completed = await finished(await start());
    assert.deepEqual([completed.status, completed.is_active], ['completed', false]);
    assert.ok(completed.completed_at);
    const free = await threadNow();
    assert.deepEqual([free.status, free.active_run_id], ['available', null]);
  });

  it('echo what they were asked for, but not the window’s folders', async () => {
    await ask(say('t', 'x'));
    const id = await start({
      agent_id: 'obedient',
      model_settings: { temperature: 0.5, top_p: 1, max_tokens: 7, frequency_penalty: -2 },
      response_format: { json_schema: { type: 'object' } },
      metadata: { agent_threads_nonce: 'n', [workspaceMetadataKey]: '{"folders":[{"name":"x","path":"/"}]}' },
    });
    const run = await finished(id);
    assert.deepEqual(
      [run.agent_id, run.temperature, run.top_p, run.max_completion_tokens, run.response_format, run.meta_data],
      ['obedient', 0.5, 1, 7, { json_schema: { type: 'object' } }, { agent_threads_nonce: 'n' }],
    );
    const usual = await finished(await start());
    assert.deepEqual(
      [
        usual.temperature,
        usual.top_p,
        usual.max_completion_tokens,
        usual.response_format,
        usual.meta_data,
        usual.usage,
      ],
      [1, 1, null, 'auto', {}, null],
    );
  });

  it('read the folder of the command line over TCP, whatever a run says', async () => {
    await ask([{ type: 'tell' }]);
    await finished(await start({ metadata: { [workspaceMetadataKey]: '{"folders":[{"name":"x","path":"/etc"}]}' } }));
    const [answer] = await answers();
    const told = JSON.parse(answer?.content as string) as { workspace: unknown };
    assert.deepEqual(told.workspace, {
      folders: [{ name: process.cwd().split('/').at(-1), path: process.cwd() }],
      exclude: [],
    });
  });

  it('hand the agent the question, its code and what was said before', async () => {
    await ask(say('t', 'First.'));
    await finished(await start());
    const content = `[{"type":"tell"}]\n\nsrc/a.ts, lines 3 to 4:\n\`\`\`ts\nlet a;\nlet b;\n\`\`\``;
    await host.call('POST', `${thread}/messages`, { role: 'user', content });
    await finished(await start());
    const told = JSON.parse((await answers()).at(-1)?.content as string) as Record<string, unknown>;
    assert.deepEqual(told['attachments'], [
      { path: 'src/a.ts', startLine: 3, endLine: 4, language: 'ts', code: 'let a;\nlet b;\n' },
    ]);
    assert.deepEqual(
      (told['history'] as { role: string }[]).map((message) => message.role),
      ['user', 'assistant'],
    );
  });

  it('work on the messages that the thread has now', async () => {
    await ask(say('t', 'First.'));
    await finished(await start());
    await ask([{ type: 'tell' }]);
    const told = async (): Promise<readonly { role: string; text: string }[]> => {
      await finished(await start());
      const { history } = JSON.parse((await answers()).at(-1)?.content as string) as {
        history: { role: string; text: string }[];
      };
      return history;
    };
    const [question, answer] = conforms('messages', (await host.call('GET', `${thread}/messages?order=asc`)).json);
    assert.deepEqual(
      (await told()).map((message) => message.text),
      [question?.content, 'First.'],
    );
    await host.call('PATCH', `${thread}/messages/${answer?.id}`, { content: 'Changed.' });
    await host.call('DELETE', `${thread}/messages/${question?.id}`);
    assert.deepEqual(await told(), [{ role: 'assistant', text: 'Changed.' }]);
  });

  it('leave each tool result as a message of its own and the answer last, with its sources', async () => {
    await ask([
      ...think('r1', 'Let me ', 'look.'),
      ...look('c1', { q: 'a' }, { hits: 1 }),
      ...look('c2', { q: 'b' }, 'plain'),
      ...think('r2', 'Again.'),
      { type: 'tool-input-available', toolCallId: 'c3', toolName: 'look', input: {} },
      { type: 'tool-output-error', toolCallId: 'c3', errorText: 'gone' },
      ...say('t', 'It ', 'is so.'),
      cite('src/a.ts', 3, 'one\ntwo', 'A › b'),
      { type: 'usage', inputTokens: 3, outputTokens: 4 },
    ]);
    const id = await start();
    const run = await finished(id);
    assert.deepEqual(run.usage, { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 });
    const messages = await answers();
    assert.ok(messages.every((message) => message.run_id === id && message.agent_id === 'obedient'));
    assert.deepEqual(
      messages.map(({ role, content, parts }) => [role, content, parts]),
      [
        [
          'assistant',
          '',
          [
            { type: 'reasoning', text: 'Let me look.' },
            { type: 'tool-call', tool_name: 'look', tool_call_id: 'c1', args: { q: 'a' } },
            { type: 'tool-call', tool_name: 'look', tool_call_id: 'c2', args: { q: 'b' } },
          ],
        ],
        ['tool', '{"hits":1}', [toolResult('c1', { hits: 1 })]],
        ['tool', 'plain', [toolResult('c2', 'plain')]],
        [
          'assistant',
          '',
          [
            { type: 'reasoning', text: 'Again.' },
            { type: 'tool-call', tool_name: 'look', tool_call_id: 'c3', args: {} },
          ],
        ],
        ['tool', 'gone', [{ ...toolResult('c3', null), is_error: true, error_text: 'gone' }]],
        [
          'assistant',
          'It is so.\n\n[{"chunk_id":"chunk-src/a.ts-3","page":null,"lines":"3-4","section":"A › b"}]',
          [
            { type: 'text', text: 'It is so.' },
            {
              type: 'data',
              data_type: 'agent-threads-source',
              mime_type: 'application/json',
              data: {
                sourceId: 'chunk-src/a.ts-3',
                title: 'src/a.ts:3-4',
                mediaType: 'text/plain',
                path: 'src/a.ts',
                startLine: 3,
                endLine: 4,
                databaseId: 'workspace',
                chunkId: 'chunk-src/a.ts-3',
                section: 'A › b',
              },
            },
          ],
        ],
      ],
    );
  });

  it('are cancelled at once, with what they had produced kept', async () => {
    for (const agent_id of ['obedient', 'stubborn']) {
      await ask([
        ...think('r', 'Hm.'),
        { type: 'text-start', id: 't' },
        { type: 'text-delta', id: 't', delta: 'Half' },
        { type: 'hang' },
      ]);
      const id = await start({ agent_id });
      const stream = await host.open('GET', `${thread}/runs/${id}/attach`);
      const seen: string[] = [];
      for await (const event of stream.data()) {
        seen.push(event);
        if (event !== '[DONE]' && textOf(event) === 'Half') {
          const answer = await host.call('POST', `${thread}/runs/${id}/cancel`, { agent_id });
          assert.deepEqual(conforms('cancellation', answer.json), { status: 'cancelled', run_id: id });
        }
      }
      assert.equal(seen.at(-1), '[DONE]');
      const run = await get(id);
      assert.deepEqual([run.status, run.is_active, run.completed_at, run.failed_at], ['cancelled', false, null, null]);
      assert.ok(run.cancelled_at);
      assert.equal((await answers()).at(-1)?.content, 'Half');
      assert.equal((await threadNow()).status, 'available');
      const again = await host.call('POST', `${thread}/runs/${id}/cancel`, { agent_id });
      assert.deepEqual(conforms('cancellation', again.json), { status: 'cancelled', run_id: id });
      assert.deepEqual(await get(id), run);
    }
  });

  it('that have ended are not changed by a cancellation', async () => {
    await ask(say('t', 'x'));
    const run = await finished(await start());
    const answer = await host.call('POST', `${thread}/runs/${run.id}/cancel`, {});
    assert.deepEqual(conforms('cancellation', answer.json), { status: 'completed', run_id: run.id });
    assert.deepEqual(await get(run.id), run);
  });

  it('are only cancelled in the name of their agent', async () => {
    await ask([{ type: 'hang' }]);
    const id = await start({ agent_id: 'stubborn' });
    for (const body of [{}, { agent_id: 'obedient' }, { agent_id: 'nobody' }]) {
      const answer = await host.call('POST', `${thread}/runs/${id}/cancel`, body);
      assert.equal(answer.status, 422);
      assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['body', 'agent_id']);
    }
    assert.equal((await get(id)).status, 'running');
    assert.equal((await host.call('POST', `${thread}/runs/${id}/cancel`, { agent_id: 'stubborn' })).status, 200);
  });

  it('that fail say why, keep what there was, and free their thread', async () => {
    await ask([
      ...say('t', 'So far.'),
      { type: 'tool-input-start', toolCallId: 'c', toolName: 'look' },
      { type: 'throw', message: 'out of ink' },
    ]);
    const run = await finished(await start({ metadata: { a: 'b' } }));
    assert.equal(run.status, 'failed');
    assert.ok(run.failed_at);
    assert.deepEqual(run.meta_data, { a: 'b', agent_threads_reason: 'The agent broke: out of ink' });
    const messages = await answers();
    assert.deepEqual(
      messages.map((message) => message.role),
      ['assistant', 'tool'],
    );
    assert.equal(messages[0]?.content, 'So far.');
    assert.equal((await threadNow()).status, 'available');
  });

  it('are refused while another one holds the thread', async () => {
    await ask([{ type: 'hang' }]);
    const id = await start();
    for (const route of ['runs', 'runs/stream', 'runs/stream/vercel']) {
      const answer = await host.call('POST', `${thread}/${route}`, {});
      assert.equal(answer.status, 409);
      assert.match(conforms('refusal', answer.json).detail, new RegExp(id));
    }
    await host.call('POST', `${thread}/runs/${id}/cancel`, {});
    assert.equal(conforms('runs', (await host.call('GET', `${thread}/runs`)).json).length, 1);
  });

  it('are listed newest first, twenty at a time, in either order', async () => {
    await ask([]);
    const made: string[] = [];
    for (let count = 0; count < 22; count++) {
      made.push(await start());
      await finished(made.at(-1) ?? '');
    }
    const ids = async (query: string): Promise<readonly string[]> =>
      conforms('runs', (await host.call('GET', `${thread}/runs${query}`)).json).map((run) => run.id);
    assert.deepEqual(await ids(''), made.toReversed().slice(0, 20));
    assert.deepEqual(await ids('?order=asc&limit=2&offset=3'), made.slice(3, 5));
    assert.deepEqual(await ids('?limit=0'), []);
    assert.equal((await host.call('GET', `${thread}/runs?limit=-1`)).status, 422);
  });

  it('end with their thread when it is deleted', async () => {
    await ask([...say('t', 'x'), { type: 'hang' }]);
    const id = await start();
    const stream = await host.open('GET', `${thread}/runs/${id}/attach`);
    const events = collected(stream.data());
    conforms('deletion', (await host.call('DELETE', thread)).json);
    assert.equal((await events).at(-1), '[DONE]');
    assert.equal((await host.call('GET', `${thread}/runs/${id}`)).status, 422);
    const health = (await host.call('GET', '/local/health')).json as { activeRuns: number };
    assert.equal(health.activeRuns, 0);
  });

  it('wait for their turn when many are asked for at once, and can be cancelled while they wait', async () => {
    const runs: { thread: string; id: string; status: string }[] = [];
    for (let count = 0; count < 10; count++) {
      thread = `/v1/threads/${conforms('thread', (await host.call('POST', '/v1/threads', {})).json).id}`;
      await ask([{ type: 'hang' }]);
      const { run_id: id, status } = conforms('runResponse', (await host.call('POST', `${thread}/runs`, {})).json);
      runs.push({ thread, id, status });
    }
    assert.deepEqual(
      runs.map((run) => run.status),
      [...Array.from({ length: 8 }, () => 'running'), 'queued', 'queued'],
    );
    const cancel = (index: number) => host.call('POST', `${runs[index]?.thread}/runs/${runs[index]?.id}/cancel`, {});
    const statusOf = async (index: number) =>
      conforms('run', (await host.call('GET', `${runs[index]?.thread}/runs/${runs[index]?.id}`)).json).status;
    assert.equal((await cancel(8)).status, 200);
    assert.equal(await statusOf(8), 'cancelled');
    await cancel(0);
    assert.equal(await statusOf(9), 'running');
    for (const index of runs.keys()) await cancel(index);
  });

  for (const [name, body, place] of [
    ['an unknown agent', { agent_id: 'nobody' }, ['body', 'agent_id']],
    ['an agent that is no text', { agent_id: null }, ['body', 'agent_id']],
    ['too hot a model', { model_settings: { temperature: 2.1 } }, ['body', 'model_settings', 'temperature']],
    ['a temperature in quotes', { model_settings: { temperature: '1' } }, ['body', 'model_settings', 'temperature']],
    ['a negative share', { model_settings: { top_p: -0.1 } }, ['body', 'model_settings', 'top_p']],
    [
      'a penalty beyond its range',
      { model_settings: { presence_penalty: -3 } },
      ['body', 'model_settings', 'presence_penalty'],
    ],
    ['half a token', { model_settings: { max_tokens: 1.5 } }, ['body', 'model_settings', 'max_tokens']],
    ['settings null', { model_settings: null }, ['body', 'model_settings']],
    ['a format without schema', { response_format: {} }, ['body', 'response_format', 'json_schema']],
    ['a group that is no text', { group: null }, ['body', 'group']],
    ['metadata with a number', { metadata: { a: 1 } }, ['body', 'metadata', 'a']],
    ['metadata as a list', { metadata: [] }, ['body', 'metadata']],
  ] as const) {
    it(`are not started for ${name}`, async () => {
      await ask([]);
      for (const route of ['runs', 'runs/stream', 'runs/stream/vercel']) {
        const answer = await host.call('POST', `${thread}/${route}`, body);
        assert.equal(answer.status, 422);
        assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, place);
      }
      assert.deepEqual((await host.call('GET', `${thread}/runs`)).json, []);
    });
  }

  it('that nobody started are not found, by any operation', async () => {
    for (const [method, route, body] of [
      ['GET', 'runs/nothing', undefined],
      ['GET', 'runs/stream', undefined],
      ['GET', 'runs/nothing/attach', undefined],
      ['POST', 'runs/nothing/cancel', {}],
    ] as const) {
      const answer = await host.call(method, `${thread}/${route}`, body);
      assert.equal(answer.status, 422, route);
      assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['path', 'run_id']);
    }
    const answer = await host.call('POST', '/v1/threads/nothing/runs', {});
    assert.deepEqual(conforms('complaints', answer.json).detail[0]?.loc, ['path', 'thread_id']);
  });
});

function toolResult(id: string, output: unknown): Readonly<Record<string, unknown>> {
  return {
    type: 'tool-result',
    tool_name: 'look',
    tool_call_id: id,
    output,
    mime_type: 'application/json',
    is_error: false,
  };
}
