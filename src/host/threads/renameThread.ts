import type { Host } from '../host.ts';
import { showFailure } from '../problems.ts';
import { askText } from '../quickInput.ts';
import type { ThreadTarget } from './threadTarget.ts';

/** Where the service sets no limit of its own. */
const maxTitleLength = 200;

/** Asks for a new title, beginning with the one it has. What is typed is not lost if renaming fails. */
export async function renameThread(
  host: Pick<Host, 'session' | 'connections' | 'log'>,
  { connectionId, threadId }: ThreadTarget,
): Promise<void> {
  const row = host.session
    .threads(connectionId)
    .state()
    .items.find((each) => each.threadId === threadId);
  const most = host.session.offered(connectionId)?.capabilities.titleMaxLength ?? maxTitleLength;
  let value = row?.title ?? '';
  for (;;) {
    const answer = await askText({
      title: 'Rename Thread',
      prompt: 'A new title. Empty takes you back to the first one.',
      value,
      problemOf: (text) => (Array.from(text.trim()).length > most ? `At most ${most} characters.` : undefined),
    });
    if (answer === undefined || answer === 'back') return;
    value = answer.value.trim();
    if (value === row?.title) return;
    try {
      return await host.session.renameThread(connectionId, threadId, value);
    } catch (error) {
      if (!(await showFailure(host, error, 'rename the thread', connectionId, true))) return;
    }
  }
}
