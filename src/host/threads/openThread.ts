import { optional } from '../../model/parse.ts';
import type { Host } from '../host.ts';
import type { ThreadTarget } from './threadTarget.ts';

export interface OpenOptions {
  /** Only looks: the focus stays where it is. Else it goes to the box in which one types. */
  readonly preserveFocus: boolean;
  readonly messageId?: string;
  /** Typed into the box, not sent. */
  readonly question?: string;
  readonly agentId?: string;
}

/** Opens or reveals the panel of a thread. */
export async function openThread(
  host: Pick<Host, 'panels'>,
  { connectionId, threadId }: ThreadTarget,
  options: OpenOptions,
): Promise<void> {
  const { preserveFocus, messageId, question, agentId } = options;
  const shown = host.panels.show(
    { connectionId, threadId },
    {
      preserveFocus,
      ...optional({ messageId, focus: preserveFocus || messageId !== undefined ? undefined : ('composer' as const) }),
    },
  );
  if (agentId !== undefined) shown.conversation.selectAgent(agentId);
  if (question !== undefined) shown.setDraft(question);
}
