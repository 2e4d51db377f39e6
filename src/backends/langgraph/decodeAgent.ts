import { optional, stringOf } from '../../model/parse.ts';
import type { Agent } from '../../model/thread.ts';
import { idOf } from '../shared/wireValues.ts';

/** An assistant: a graph with a configuration. Each graph has one that the server made by itself. */
export function decodeAgent(value: unknown): Agent | undefined {
  const id = idOf(value, 'assistant_id');
  if (id === undefined) return undefined;
  const graph = stringOf(value, 'graph_id');
  const name = stringOf(value, 'name')?.trim() || graph || id;
  const described = stringOf(value, 'description')?.trim() || undefined;
  const description = described ?? (graph !== undefined && graph !== name ? `Graph ${graph}` : undefined);
  return { id, name, canRun: true, tools: [], ...optional({ description }) };
}
