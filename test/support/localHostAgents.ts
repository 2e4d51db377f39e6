import type { Agent, AgentContext, AgentEvent } from '../../src/server/agent.ts';

/** A step of a script: an event to yield, or something to do. */
export type ScriptStep =
  | AgentEvent
  /** Waits until the run is aborted. */
  | { readonly type: 'hang' }
  | { readonly type: 'throw'; readonly message: string }
  /** Yields this many small pieces of one text. */
  | { readonly type: 'flood'; readonly count: number; readonly piece: string }
  /** Says what the agent was given besides the question. */
  | { readonly type: 'tell' };

/** Takes the question as a script, as JSON; anything else is repeated as the answer. */
export const obedientAgent: Agent = {
  id: 'obedient',
  name: 'Obedient',
  description: 'Does what the question says',
  tools: [{ name: 'look', description: 'Looks' }],
  run: obey,
};

/** The same, but it does not heed its signal: whatever waits in it waits for ever. */
export const stubbornAgent: Agent = { ...obedientAgent, id: 'stubborn', name: 'Stubborn', run: insist };

async function* obey(context: AgentContext): AsyncGenerator<AgentEvent, void> {
  yield* play(context, context.signal);
}

async function* insist(context: AgentContext): AsyncGenerator<AgentEvent, void> {
  yield* play(context, new AbortController().signal);
}

async function* play(context: AgentContext, signal: AbortSignal): AsyncGenerator<AgentEvent, void> {
  for (const step of scriptOf(context.question)) {
    if (signal.aborted) return;
    await context.pace();
    switch (step.type) {
      case 'hang':
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
        break;
      case 'throw':
        throw new Error(step.message);
      case 'flood':
        yield* say('flood', ...Array.from({ length: step.count }, () => step.piece));
        break;
      case 'tell': {
        const { attachments, leftOut, history, workspace } = context;
        yield* say('told', JSON.stringify({ attachments, leftOut, history, workspace }));
        break;
      }
      default:
        yield step;
    }
  }
}

function scriptOf(question: string): readonly ScriptStep[] {
  try {
    const script: unknown = JSON.parse(question);
    if (Array.isArray(script)) return script as readonly ScriptStep[];
    return say('answer', question);
  } catch {
    return say('answer', question);
  }
}

/** A block of text in pieces, as an agent says it. */
export function say(id: string, ...pieces: readonly string[]): readonly AgentEvent[] {
  return [
    { type: 'text-start', id },
    ...pieces.map((delta): AgentEvent => ({ type: 'text-delta', id, delta })),
    { type: 'text-end', id },
  ];
}

/** A block of reasoning in pieces. */
export function think(id: string, ...pieces: readonly string[]): readonly AgentEvent[] {
  return [
    { type: 'reasoning-start', id },
    ...pieces.map((delta): AgentEvent => ({ type: 'reasoning-delta', id, delta })),
    { type: 'reasoning-end', id },
  ];
}

/** A call with its result. */
export function look(toolCallId: string, input: unknown, output: unknown): readonly AgentEvent[] {
  return [
    { type: 'tool-input-start', toolCallId, toolName: 'look' },
    { type: 'tool-input-delta', toolCallId, delta: JSON.stringify(input) },
    { type: 'tool-input-available', toolCallId, toolName: 'look', input },
    { type: 'tool-output-available', toolCallId, output: { progress: 1 }, preliminary: true },
    { type: 'tool-output-available', toolCallId, output },
  ];
}

/** A cited piece of a file. */
export function cite(path: string, startLine: number, text: string, section?: string): AgentEvent {
  const endLine = startLine + text.split('\n').length - 1;
  return {
    type: 'source-document',
    source: {
      chunkId: `chunk-${path}-${startLine}`,
      path,
      startLine,
      endLine,
      title: `${path}:${startLine}-${endLine}`,
      mediaType: 'text/plain',
      text,
      ...(section === undefined ? {} : { section }),
    },
  };
}
