import { readTarget } from '../commandArguments.ts';
import type { Host } from '../host.ts';
import { chooseThread } from './choose.ts';
import { type ThreadTarget, threadsNamed } from './threadTarget.ts';

/**
 * The thread that a command means: the one that was named, else the one in front, else the one that the person chooses.
 *
 * @param title of the question, if it comes to that
 * @param inFront of which thread a panel of the command's own has the focus
 */
export async function threadMeant(
  host: Host,
  argument: unknown,
  title: string,
  inFront: ThreadTarget | undefined,
): Promise<ThreadTarget | undefined> {
  const named = threadsNamed(host, argument, undefined, []);
  if (named) return named[0];
  const { connection } = readTarget(argument);
  const active = connection === undefined ? (inFront ?? host.panels.active?.conversation.key) : undefined;
  if (active?.threadId !== undefined) return { connectionId: active.connectionId, threadId: active.threadId };
  return chooseThread(host, { title, ...(connection === undefined ? {} : { connectionId: connection }) });
}
