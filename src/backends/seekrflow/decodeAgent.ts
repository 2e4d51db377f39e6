import { arrayOf, objectOf, optional, property, stringOf } from '../../model/parse.ts';
import type { Agent } from '../../model/thread.ts';
import { firstStringOf, idOf } from '../shared/wireValues.ts';

/**
 * An agent of either version of the list; undefined without an id. Only an agent that is `Active` serves; where no
 * status is given, trying is the only way to know.
 */
export function decodeAgent(value: unknown): Agent | undefined {
  const id = idOf(value, 'id', 'agent_id');
  if (id === undefined) return undefined;
  const status = stringOf(value, 'status');
  const databaseIds = [...new Set(arrayOf(value, 'tools').flatMap(databasesOf))];
  return {
    id,
    name: stringOf(value, 'name') || id,
    canRun: status === undefined || status.toLowerCase() === 'active',
    tools: arrayOf(value, 'tools').flatMap((tool) => toolName(tool) ?? []),
    ...optional({
      description: stringOf(value, 'description') || undefined,
      model: firstStringOf(value, 'model_id', 'model') || undefined,
      status,
      databaseIds: databaseIds.length === 0 ? undefined : databaseIds,
    }),
  };
}

/**
 * Where a tool searches. The value is the id of a database (Seekr's notebook puts it there); the field is in `config`
 * in version 2, in `tool_env` in version 1.
 */
function databasesOf(tool: unknown): readonly string[] {
  return ['config', 'tool_env'].flatMap((key) => {
    const place = objectOf(tool, key);
    const index = property(place, 'FILE_SEARCH_INDEX') ?? property(place, 'file_search_index');
    return (Array.isArray(index) ? index : [index]).filter((id) => typeof id === 'string' && id !== '');
  });
}

/** Version 2 tells tools apart by `type`, version 1 by `name`. */
function toolName(tool: unknown): string | undefined {
  return typeof tool === 'string' ? tool : firstStringOf(tool, 'name', 'type');
}
