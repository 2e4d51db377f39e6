import assert from 'node:assert/strict';
import { decodeLangChainMessage } from '../../../../src/backends/shared/langChainMessage.ts';
import { transcriptOf } from '../../../../src/model/transcript.ts';

describe('a call whose arguments could not be read', () => {
  it('is not taken for the answer of another call of the same tool', () => {
    const message = decodeLangChainMessage(
      {
        type: 'ai',
        id: 'a1',
        content: '',
        tool_calls: [{ id: 'c1', name: 'look_up', args: { q: 'x' } }],
        invalid_tool_calls: [{ id: null, name: 'look_up', args: '{"q":', error: 'Not JSON.' }],
      },
      't',
      0,
    );
    const [item] = transcriptOf([message]);
    assert.deepEqual(
      item?.parts.map((part) => part.type === 'tool' && [part.state, part.input]),
      [
        ['running', { q: 'x' }],
        ['input-error', '{"q":'],
      ],
    );
  });
});
