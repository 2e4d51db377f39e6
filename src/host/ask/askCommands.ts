import type { Commands } from '../command.ts';
import { readTarget, readUris } from '../commandArguments.ts';

/** The commands that ask about code. */
export const askCommands: Commands = {
  async 'agentThreads.askAboutSelection'(host, first) {
    const { askAboutSelection } = await import('../later.ts');
    await askAboutSelection(host, readTarget(first));
  },
  async 'agentThreads.addSelectionToMessage'(host, first) {
    const { addSelectionToMessage } = await import('../later.ts');
    await addSelectionToMessage(host, readTarget(first));
  },
  async 'agentThreads.askAboutFile'(host, first, second) {
    const { askAboutFiles } = await import('../later.ts');
    await askAboutFiles(host, readUris(first, second), readTarget(first));
  },
};
