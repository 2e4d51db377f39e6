import { arrayOf, optional, stringOf } from '../../model/parse.ts';
import type { Agent } from '../../model/thread.ts';
import { firstStringOf, idOf } from './wireValues.ts';

/**
 * An agent of either version of the list; undefined without an id. Only an agent that is `Active` serves; where no
 * status is given, trying is the only way to know.
 */
export function decodeAgent(value: unknown): Agent | undefined {
  const id = idOf(value, 'id', 'agent_id');
  if (id === undefined) return undefined;
  const status = stringOf(value, 'status');
  return {
    id,
    name: stringOf(value, 'name') || id,
    canRun: status === undefined || status.toLowerCase() === 'active',
    tools: arrayOf(value, 'tools').flatMap((tool) => toolName(tool) ?? []),
    ...optional({
      description: stringOf(value, 'description') || undefined,
      model: firstStringOf(value, 'model_id', 'model') || undefined,
      status,
    }),
  };
}

/** Version 2 tells tools apart by `type`, version 1 by `name`. */
function toolName(tool: unknown): string | undefined {
  return typeof tool === 'string' ? tool : firstStringOf(tool, 'name', 'type');
}
