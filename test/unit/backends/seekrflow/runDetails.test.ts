import assert from 'node:assert/strict';
import { decodeRun } from '../../../../src/backends/seekrflow/decodeRun.ts';
import { nonceMetadataKey } from '../../../../src/wire/seekrflow.ts';

describe('what a run says of itself', () => {
  it('holds its settings, and everything else under the names of the service', () => {
    const run = decodeRun(
      {
        id: 'run-1',
        status: 'completed',
        temperature: 0.2,
        top_p: 0.9,
        max_completion_tokens: 500,
        response_format: { json_schema: { type: 'object' } },
        group: 'nightly',
        expires_at: '2026-01-01T00:00:00Z',
        tools: [],
        truncation_strategy: {},
        instructions: 'Be brief.',
        meta_data: { [nonceMetadataKey]: 'n', team: 'red' },
      },
      'thread-1',
    );
    assert.deepEqual(run?.settings, {
      temperature: 0.2,
      topP: 0.9,
      maxTokens: 500,
      responseSchema: { type: 'object' },
      group: 'nightly',
    });
    assert.deepEqual(run?.details, {
      expires_at: '2026-01-01T00:00:00Z',
      instructions: 'Be brief.',
      meta_data: { team: 'red' },
    });
  });

  it('is nothing where the answer only names the run', () => {
    const run = decodeRun({ run_id: 'run-1', thread_id: 'thread-1', status: 'queued', group: '' }, 'thread-1');
    assert.equal(run?.settings, undefined);
    assert.equal(run?.details, undefined);
  });
});
