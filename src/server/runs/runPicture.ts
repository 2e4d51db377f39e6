import type { AgentEvent, AgentSource } from '../agent.ts';

/** What a run has produced so far, in order of first appearance: what a person has seen of it. */
export type PicturePart =
  | { readonly type: 'text' | 'reasoning'; readonly id: string; readonly text: string; readonly isOpen: boolean }
  | PictureTool
  | { readonly type: 'source'; readonly source: AgentSource };

export interface PictureTool {
  readonly type: 'tool';
  readonly toolCallId: string;
  readonly toolName: string;
  readonly input?: unknown;
  /** The newest progress; where the tool never answers, it is all there is to show. */
  readonly progress?: unknown;
  /** Set once the tool has answered. */
  readonly result?: { readonly output: unknown } | { readonly errorText: string };
}

export interface RunPicture {
  add(event: AgentEvent): void;
  parts(): readonly PicturePart[];
  usage(): Usage | undefined;
}

export interface Usage {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
}

/** Adds up an agent's events. A later `usage` replaces the numbers that an earlier one gave. */
export function createRunPicture(): RunPicture {
  const parts: PicturePart[] = [];
  let usage: Usage | undefined;

  function openText(type: 'text' | 'reasoning', id: string): number {
    return parts.findLastIndex((part) => part.type === type && part.id === id && part.isOpen);
  }

  function updateText(type: 'text' | 'reasoning', id: string, delta: string, isOpen: boolean): void {
    const index = openText(type, id);
    const known = parts[index];
    if (known?.type === 'text' || known?.type === 'reasoning')
      parts[index] = { ...known, text: known.text + delta, isOpen };
    else if (isOpen) parts.push({ type, id, text: delta, isOpen });
  }

  function updateTool(toolCallId: string, change: Partial<PictureTool>): void {
    const index = parts.findLastIndex((part) => part.type === 'tool' && part.toolCallId === toolCallId);
    const known = parts[index];
    if (known?.type === 'tool') parts[index] = { ...known, ...change };
    else parts.push({ type: 'tool', toolCallId, toolName: '', ...change });
  }

  return {
    parts: () => parts,
    usage: () => usage,
    add(event) {
      switch (event.type) {
        case 'text-start':
        case 'reasoning-start':
          parts.push({ type: kindOf(event.type), id: event.id, text: '', isOpen: true });
          break;
        case 'text-delta':
        case 'reasoning-delta':
          updateText(kindOf(event.type), event.id, event.delta, true);
          break;
        case 'text-end':
        case 'reasoning-end':
          updateText(kindOf(event.type), event.id, '', false);
          break;
        case 'tool-input-start':
          updateTool(event.toolCallId, { toolName: event.toolName });
          break;
        case 'tool-input-delta':
          break;
        case 'tool-input-available':
          updateTool(event.toolCallId, { toolName: event.toolName, input: event.input });
          break;
        case 'tool-output-available':
          updateTool(
            event.toolCallId,
            event.preliminary ? { progress: event.output } : { result: { output: event.output } },
          );
          break;
        case 'tool-output-error':
          updateTool(event.toolCallId, { result: { errorText: event.errorText } });
          break;
        case 'source-document':
          if (!parts.some((part) => part.type === 'source' && part.source.chunkId === event.source.chunkId)) {
            parts.push({ type: 'source', source: event.source });
          }
          break;
        case 'usage': {
          const { type: _, ...numbers } = event;
          usage = { ...usage, ...numbers };
          break;
        }
      }
    },
  };
}

function kindOf(type: `text-${string}` | `reasoning-${string}`): 'text' | 'reasoning' {
  return type.startsWith('text') ? 'text' : 'reasoning';
}

/**
 * What has to be said before a run that did not come to its own end is over: blocks are closed, and calls that will
 * never be answered fail, so that nothing looks as if it were still going on.
 */
export function looseEnds(parts: readonly PicturePart[], errorText: string): readonly AgentEvent[] {
  return parts.flatMap((part): readonly AgentEvent[] => {
    if (part.type === 'tool') {
      return part.result ? [] : [{ type: 'tool-output-error', toolCallId: part.toolCallId, errorText }];
    }
    return part.type !== 'source' && part.isOpen ? [{ type: `${part.type}-end`, id: part.id }] : [];
  });
}
