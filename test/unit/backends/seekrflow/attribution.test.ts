import assert from 'node:assert/strict';
import { decodeAttribution } from '../../../../src/backends/seekrflow/decodeAttribution.ts';
import type { Attribution } from '../../../../src/model/attribution.ts';
import { explain } from '../../../../src/model/explain.ts';
import { failureOf } from '../../../support/failureOf.ts';
import { never, useFakeSeekrFlow } from '../../../support/fakeSeekrFlowBackend.ts';

const about = { threadId: 'thread-1', runId: 'run-1' };
const fromFile = {
  source_type: 'tool_response',
  id: 's1',
  text: 'Lift gently.',
  attribution: 0.4,
  offset: 0,
  tool_name: 'file_search',
  tool_call_id: 'c1',
  tool: { type: 'file_search', file_path: 'manual.md', file_id: 'f1', query: 'lift' },
};
const fromWeb = {
  ...fromFile,
  id: 's2',
  attribution: 0.9,
  tool_name: 'web_search',
  tool: { type: 'web_search', url: 'https://example.com/a', title: 'A page', search_query: 'lift safely' },
};

describe('what an answer rests on', () => {
  const service = useFakeSeekrFlow();

  const attribute = (highlight?: string): Promise<Attribution> =>
    service.open().attribute?.({ ...about, ...(highlight === undefined ? {} : { highlight }) }, never()) ??
    Promise.reject(new Error('no attribution'));

  it('is told sentence by sentence, the strongest source first', async () => {
    service.fake.attributions.set('run-1', {
      response_text: 'Lift it. Smile.',
      highlight: null,
      sources: null,
      segments: [
        { segment_index: 0, segment_text: 'Lift it.', char_offset: 0, sources: [fromFile, fromWeb] },
        { segment_index: 1, segment_text: 'Smile.', char_offset: 9, sources: [] },
      ],
    });
    assert.deepEqual(await attribute(), {
      responseText: 'Lift it. Smile.',
      passages: [
        {
          text: 'Lift it.',
          offset: 0,
          sources: [
            {
              id: 's2',
              kind: 'tool_response',
              text: 'Lift gently.',
              score: 0.9,
              toolName: 'web_search',
              toolCallId: 'c1',
              origin: 'A page, search for “lift safely”',
              url: 'https://example.com/a',
            },
            {
              id: 's1',
              kind: 'tool_response',
              text: 'Lift gently.',
              score: 0.4,
              toolName: 'file_search',
              toolCallId: 'c1',
              origin: 'manual.md, search for “lift”',
              fileId: 'f1',
              filePath: 'manual.md',
            },
          ],
        },
        { text: 'Smile.', offset: 9, sources: [] },
      ],
    });
    assert.deepEqual(service.fake.requests[0]?.body, { thread_id: 'thread-1', run_id: 'run-1' });
  });

  it('is told of a passage', async () => {
    service.fake.attributions.set('run-1', {
      response_text: 'Lift it. Smile.',
      segments: [],
      highlight: 'Smile.',
      sources: [{ source_type: 'system_prompt', id: 'p', text: 'Be kind.', attribution: -0.2 }],
    });
    assert.deepEqual(await attribute('Smile.'), {
      responseText: 'Lift it. Smile.',
      passages: [
        { text: 'Smile.', offset: 9, sources: [{ id: 'p', kind: 'system_prompt', text: 'Be kind.', score: -0.2 }] },
      ],
    });
    assert.deepEqual(service.fake.requests[0]?.body, {
      thread_id: 'thread-1',
      run_id: 'run-1',
      highlight: 'Smile.',
    });
  });

  it('is ungrounded where there are no sources', async () => {
    service.fake.attributions.set('run-1', { response_text: 'Yes.', highlight: 'Yes.', sources: [] });
    assert.deepEqual((await attribute('Yes.')).passages, [{ text: 'Yes.', offset: 0, sources: [] }]);
    service.fake.attributions.set('run-1', { response_text: '', segments: [], highlight: null, sources: [] });
    assert.deepEqual((await attribute()).passages, []);
  });

  it('is not called ungrounded by a service that did not look at the passage', async () => {
    const segment = { segment_index: 0, segment_text: 'Yes. No.', char_offset: 0, sources: [fromFile] };
    service.fake.attributions.set('run-1', { response_text: 'Yes. No.', segments: [segment], sources: [] });
    const { passages } = await attribute('No.');
    assert.deepEqual(
      passages.map(({ text, sources }) => [text, sources.length]),
      [['Yes. No.', 1]],
    );
  });

  it('may take minutes', async () => {
    let release = (): void => undefined;
    const answered = new Promise<void>((resolve) => (release = resolve));
    service.fake.on('POST', /attributor/, async (_, response) => {
      await answered;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ response_text: 'Yes.', segments: [] }));
    });
    const waiting = attribute();
    await service.fake.received('POST', /attributor/);
    await service.clock.advance(4 * 60_000);
    release();
    assert.equal((await waiting).responseText, 'Yes.');
  });

  it('is given up in the end', async () => {
    service.fake.on('POST', /attributor/, () => undefined);
    const waiting = failureOf(attribute());
    await service.fake.received('POST', /attributor/);
    await service.clock.advance(5 * 60_000);
    assert.equal((await waiting).kind, 'timeout');
  });

  it('cannot be told of a run that is not over, and it is said what can be done', async () => {
    const error = await failureOf(attribute());
    const { detail } = explain(error, 'find out what the answer rests on', 'Seekr');
    assert.match(detail, /It said: No completed run or spans found\. This works only for a run that is completed/);
  });

  it('cannot be told where there is no answer, and it is said what can be done', async () => {
    service.fake.on('POST', /attributor/, { status: 422, json: { detail: 'No assistant answer in run' } });
    const { detail } = explain(await failureOf(attribute()), 'find out', 'Seekr');
    assert.match(detail, /both a question and an answer in text/);
  });

  it('is not worked out by an installation without it, and it is said so', async () => {
    service.fake.on('POST', /attributor/, { status: 404, json: { detail: 'Not Found' } });
    const error = await failureOf(attribute());
    assert.equal(error.kind, 'unsupported');
    assert.match(explain(error, 'find out', 'Seekr').detail, /does not work out what answers rest on/);
  });

  it('is an error where the service answers with something else', async () => {
    service.fake.on('POST', /attributor/, { json: { status: 'queued' } });
    assert.equal((await failureOf(attribute())).kind, 'protocol');
  });

  it('of another kind of failure keeps the words for that kind', async () => {
    service.fake.on('POST', /attributor/, { status: 500, text: 'oh' });
    const error = await failureOf(attribute());
    assert.deepEqual([error.kind, error.nextStep], ['server', undefined]);
  });
});

describe('a passage of an answer', () => {
  function offsets(responseText: string, ...segments: readonly [string, number?][]) {
    const value = {
      response_text: responseText,
      segments: segments.map(([segment_text, char_offset]) => ({ segment_text, char_offset, sources: [] })),
    };
    return decodeAttribution(value)?.passages.map((passage) => passage.offset);
  }

  it('is found where the service counts characters as people do', () => {
    assert.deepEqual(offsets('😀😀 Yes. Yes.', ['Yes.', 3], ['Yes.', 8]), [5, 10]);
  });
  it('is found where the service counts as JavaScript does', () => {
    assert.deepEqual(offsets('😀 a. b.', ['b.', 6]), [6]);
  });
  it('is looked for where the service is wrong or silent, behind the one before', () => {
    assert.deepEqual(offsets('Yes. No. Yes.', ['Yes.', 40], ['No.'], ['Yes.', 1]), [0, 5, 9]);
  });
  it('has no place where it is not in the answer', () => {
    assert.deepEqual(offsets('Yes.', ['Maybe.', 0], ['', 0]), [undefined, undefined]);
  });
});

describe('a source of an answer', () => {
  function source(tool: object, more: object = {}) {
    const value = { response_text: '', segments: [{ segment_text: 'x', sources: [{ ...fromFile, tool, ...more }] }] };
    return decodeAttribution(value)?.passages[0]?.sources[0];
  }

  it('says what its tool worked on, in whatever form that is told', () => {
    assert.equal(source({ file_search: { file_path: 'a.md', query: 'q' } })?.filePath, 'a.md');
    assert.equal(source({ type: 'code_interpreter', code: 'a = 1\nb = 2' })?.origin, 'a = 1');
    assert.equal(
      source({ type: 'mcp_tool', tool_name: 'weather', tool_input: { city: 'Oslo' } })?.origin,
      '{"city":"Oslo"}',
    );
    assert.equal(source({ mcp_tool: { tool_name: 'weather' } }, { tool_name: null })?.toolName, 'weather');
    assert.equal(source({})?.origin, undefined);
    assert.equal(source({ type: 'code_interpreter', code: 'x'.repeat(500) })?.origin?.length, 200);
  });

  it('has an id and a score although the service gives none', () => {
    const lenient = source({}, { id: null, attribution: null, source_type: null, text: null });
    assert.deepEqual([lenient?.id, lenient?.score, lenient?.kind, lenient?.text], ['source-1', 0, 'unknown', '']);
    assert.equal(source({}, { attribution: '0.5' })?.score, 0.5);
  });
});
