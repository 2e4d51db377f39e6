import type { JSX } from 'preact';
import { textOf } from '../../model/message.ts';
import { articleName, clockTime, type TranscriptItem } from '../../model/transcript.ts';
import { Icon } from './Icon.tsx';
import { Parts } from './Parts.tsx';
import { usePanel } from './panelContext.ts';
import { Question } from './Question.tsx';

export interface ArticleProps {
  readonly item: TranscriptItem;
  /** Who answered, if it is known by name. */
  readonly agentName?: string;
}

/** One message, or one answer with everything that belongs to it. */
export function Article({ item, agentName }: ArticleProps): JSX.Element {
  const panel = usePanel();
  const isUser = item.role === 'user';
  const time = item.createdAt === undefined ? undefined : clockTime(item.createdAt);
  const text = isUser ? textOf(item) : answerText(item);
  return (
    <article
      class={`item item-${isUser ? 'user' : 'answer'}`}
      aria-label={articleName(item)}
      tabIndex={-1}
      data-key={item.key}
    >
      <div class="item-head">
        <h2 class="item-author">{authorOf(item, agentName)}</h2>
        {time !== undefined && <span class="item-time">{time}</span>}
        <StateBadge item={item} />
        {text !== '' && !item.isLive && (
          <button
            type="button"
            class="icon-button item-action"
            aria-label="Copy Message"
            title="Copy Message"
            onClick={() => {
              panel.copy(text);
            }}
          >
            <Icon name="copy" />
          </button>
        )}
      </div>
      {isUser ? (
        <Question item={item} />
      ) : (
        <div class="item-body">
          <Parts parts={item.parts} itemKey={item.key} isLive={item.isLive} />
        </div>
      )}
    </article>
  );
}

function authorOf(item: TranscriptItem, agentName: string | undefined): string {
  if (item.role === 'user') return 'You';
  if (item.role === 'assistant' || item.role === 'tool') return agentName ?? 'Assistant';
  return articleName({ role: item.role });
}

/** The answer as Markdown, without what led to it. */
function answerText(item: TranscriptItem): string {
  return item.parts
    .flatMap((part) => (part.type === 'text' ? [part.text.trim()] : []))
    .filter((text) => text !== '')
    .join('\n\n');
}

function StateBadge({ item }: { readonly item: TranscriptItem }): JSX.Element | null {
  switch (item.state) {
    case 'stored':
      return null;
    case 'sending':
      return <span class="badge">Sending…</span>;
    case 'unsent':
      return <span class="badge badge-failed">Not sent</span>;
    case 'unsaved':
      return (
        <span class="badge badge-warning" title="It was received here, but the service did not keep it.">
          Only on this machine
        </span>
      );
  }
}
