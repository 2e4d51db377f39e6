import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AgentContext, AgentEvent, AgentSource } from '../../../../src/server/agent.ts';
import { codeLookup } from '../../../../src/server/codeLookup/codeLookup.ts';
import type { Workspace } from '../../../../src/server/workspace/workspace.ts';

export interface Answer {
  readonly events: readonly AgentEvent[];
  readonly reasoning: string;
  readonly text: string;
  readonly calls: readonly {
    readonly name: string;
    readonly input: unknown;
    readonly output: unknown;
    readonly error?: string;
  }[];
  readonly sources: readonly AgentSource[];
  /** All pauses that the agent asked for. */
  readonly pausesMs: number;
}

export type Asking = Partial<Pick<AgentContext, 'attachments' | 'history' | 'signal'>> & {
  /** Called after every event; may abort. */
  readonly onEvent?: (event: AgentEvent) => void;
};

/** Asks Code Lookup without waiting for its pauses, and checks that its events belong together. */
export async function ask(workspace: Workspace, question: string, asking: Asking = {}): Promise<Answer> {
  let now = 0;
  const events: AgentEvent[] = [];
  const context: AgentContext = {
    question,
    attachments: asking.attachments ?? [],
    history: asking.history ?? [],
    workspace,
    signal: asking.signal ?? new AbortController().signal,
    pace: async (naturalMs = 0) => {
      now += naturalMs;
    },
    now: () => now,
  };
  for await (const event of codeLookup.run(context)) {
    events.push(event);
    asking.onEvent?.(event);
  }
  assertWellFormed(events);
  return { events, ...summaryOf(events), pausesMs: now };
}

function summaryOf(events: readonly AgentEvent[]): Omit<Answer, 'events' | 'pausesMs'> {
  const deltas = (type: 'text-delta' | 'reasoning-delta'): string =>
    events.map((event) => (event.type === type ? event.delta : '')).join('');
  const calls = events.flatMap((event) => {
    if (event.type !== 'tool-input-available') return [];
    const end = events.findLast(
      (other) =>
        (other.type === 'tool-output-available' || other.type === 'tool-output-error') &&
        other.toolCallId === event.toolCallId,
    );
    const output = end?.type === 'tool-output-available' ? end.output : undefined;
    return [
      {
        name: event.toolName,
        input: event.input,
        output,
        ...(end?.type === 'tool-output-error' ? { error: end.errorText } : {}),
      },
    ];
  });
  return {
    reasoning: deltas('reasoning-delta'),
    text: deltas('text-delta'),
    calls,
    sources: events.flatMap((event) => (event.type === 'source-document' ? [event.source] : [])),
  };
}

/** Blocks open once, get their deltas and close once; calls have their arguments before progress and one end. */
function assertWellFormed(events: readonly AgentEvent[]): void {
  const state = new Map<string, string>();
  const expect = (id: string, ...allowed: readonly (string | undefined)[]): void =>
    assert.ok(allowed.includes(state.get(id)), `${id} is ${state.get(id) ?? 'new'}`);
  for (const event of events) {
    switch (event.type) {
      case 'text-start':
      case 'reasoning-start':
        expect(event.id, undefined);
        state.set(event.id, event.type);
        break;
      case 'text-delta':
      case 'reasoning-delta':
        expect(event.id, event.type.replace('delta', 'start'));
        assert.notEqual(event.delta, '');
        break;
      case 'text-end':
      case 'reasoning-end':
        expect(event.id, event.type.replace('end', 'start'));
        state.set(event.id, 'ended');
        break;
      case 'tool-input-start':
        expect(event.toolCallId, undefined);
        state.set(event.toolCallId, 'input');
        break;
      case 'tool-input-delta':
        expect(event.toolCallId, 'input');
        break;
      case 'tool-input-available':
        expect(event.toolCallId, 'input');
        state.set(event.toolCallId, 'running');
        break;
      case 'tool-output-available':
      case 'tool-output-error':
        expect(event.toolCallId, 'running');
        if (event.type === 'tool-output-error' || !event.preliminary) state.set(event.toolCallId, 'ended');
        break;
      case 'source-document':
      case 'usage':
        break;
      default:
        assert.fail(`unexpected ${String(event satisfies never)}`);
    }
  }
  assert.deepEqual(
    [...state].filter(([, value]) => value !== 'ended'),
    [],
  );
}

/** Every source is what its file says at its lines, and no id stands for two of them. */
export function assertTrueSources(workspace: Workspace, sources: readonly AgentSource[]): void {
  for (const source of sources) {
    const folder = workspace.folders.find(({ name }) => source.folder === undefined || name === source.folder);
    const lines = readFileSync(path.join(folder?.path ?? '', source.path), 'utf8').split('\n');
    assert.equal(source.text, lines.slice(source.startLine - 1, source.endLine).join('\n'), source.title);
  }
  assert.equal(new Set(sources.map((source) => source.chunkId)).size, sources.length);
}

/** Every link of the text leads to a file of the workspace, and its lines exist. */
export function assertTrueLinks(workspace: Workspace, text: string): void {
  const links = [...text.matchAll(/(?<!!)\[(?:\\.|[^\]\\])+\]\(([^)]+)\)/g)].map((match) => match[1] ?? '');
  for (const link of links) {
    const [target = '', lines] = link.split('#');
    const [folder = '', ...rest] = decodeURIComponent(target).split('/');
    const root =
      workspace.folders.length > 1
        ? workspace.folders.find(({ name }) => name === folder)?.path
        : workspace.folders[0]?.path;
    const file = workspace.folders.length > 1 ? rest.join('/') : decodeURIComponent(target);
    const count = readFileSync(path.join(root ?? '', file), 'utf8').split('\n').length;
    for (const [, line] of (lines ?? '').matchAll(/L(\d+)/g))
      assert.ok(Number(line) >= 1 && Number(line) <= count, link);
  }
}
