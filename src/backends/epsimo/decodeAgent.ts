import { arrayOf, isObject, objectOf, optional, stringOf } from '../../model/parse.ts';
import type { Agent } from '../../model/thread.ts';
import { idOf } from '../shared/wireValues.ts';

/** An assistant; undefined without an id. Its configuration is opaque, but its keys tell what they are by their end. */
export function decodeAgent(value: unknown): Agent | undefined {
  const id = idOf(value, 'assistant_id', 'id');
  if (id === undefined) return undefined;
  const configurable = objectOf(objectOf(value, 'config'), 'configurable') ?? {};
  const model = settings(configurable, 'model').find((each) => typeof each === 'string');
  const tools = settings(configurable, 'tools').flatMap((each) => (Array.isArray(each) ? (each as unknown[]) : []));
  const name = stringOf(value, 'name')?.trim() || id;
  const description = stringOf(value, 'description')?.trim() || undefined;
  return { id, name, canRun: true, tools: tools.flatMap(toolName), ...optional({ description, model }) };
}

/** The values of `tools` and of `type==agent/tools`. */
function settings(configurable: Readonly<Record<string, unknown>>, name: string): readonly unknown[] {
  return Object.entries(configurable).flatMap(([key, value]) =>
    key === name || key.endsWith(`/${name}`) ? [value] : [],
  );
}

function toolName(tool: unknown): readonly string[] {
  if (typeof tool === 'string') return [tool];
  if (!isObject(tool)) return [];
  const name = stringOf(tool, 'name') ?? stringOf(tool, 'type');
  return name ? [name] : arrayOf(tool, 'tools').flatMap(toolName);
}
