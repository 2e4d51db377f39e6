import { isObject, objectOf, property, stringOf } from '../../model/parse.ts';
import type { RunEvent } from '../../model/runEvent.ts';
import { isLangChainMessage } from './langChainMessage.ts';
import type { MessageTrack } from './messageTrack.ts';
import { idOf } from './wireValues.ts';

/** One of LangChain's own events (`on_chat_model_stream`); only what a model says and tools do is of interest. */
export function chainEvent(value: unknown, track: MessageTrack): readonly RunEvent[] {
  const id = idOf(value, 'run_id') ?? stringOf(value, 'name') ?? '';
  const data = objectOf(value, 'data');
  switch (stringOf(value, 'event')) {
    case 'on_chat_model_stream':
    case 'on_llm_stream': {
      const chunk = property(data, 'chunk');
      if (!isObject(chunk)) return [];
      // Some serializers leave the type of a piece out: what a model says is the agent's.
      return track.chunk('type' in chunk || 'role' in chunk ? chunk : { ...chunk, type: 'ai' });
    }
    case 'on_tool_start':
      return track.toolStart(id, stringOf(value, 'name') ?? '', property(data, 'input'));
    case 'on_tool_end': {
      const output = property(data, 'output');
      return isLangChainMessage(output) ? track.whole(output, true) : track.toolEnd(id, output);
    }
    default:
      return [];
  }
}
