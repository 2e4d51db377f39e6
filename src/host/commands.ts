import { askCommands } from './ask/askCommands.ts';
import type { Commands } from './command.ts';
import { connectionCommands } from './connections/connectionCommands.ts';
import { diagnosticsCommands } from './diagnostics/diagnosticsCommands.ts';
import type { Host } from './host.ts';
import { messageCommands } from './messages/messageCommands.ts';
import { panelCommands } from './panel/panelCommands.ts';
import { runCommands } from './runs/runCommands.ts';
import { stateCommands } from './state/stateCommands.ts';
import { threadCommands } from './threads/threadCommands.ts';

export { openEditable, readView } from './documents/openDocument.ts';
export { readSourceDocument, sourceLenses } from './panel/sourceDocument.ts';

const commands: Commands = {
  ...askCommands,
  ...connectionCommands,
  ...diagnosticsCommands,
  ...messageCommands,
  ...panelCommands,
  ...runCommands,
  ...stateCommands,
  ...threadCommands,
};

/**
 * Does what a command of the manifest does. This file is loaded with the first command, or with the first document that
 * a command has opened.
 */
export function carryOut(host: Host, name: string, first: unknown, second: unknown): unknown {
  return commands[name]?.(host, first, second);
}
