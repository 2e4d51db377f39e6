import type { JSX } from 'preact';
import { textOf } from '../../model/message.ts';
import type { MessageAction, RunAction } from '../../model/panel.ts';
import { articleName, authorName, clockTime, type TranscriptItem } from '../../model/transcript.ts';
import { farClass } from './articleElements.ts';
import { MessageTools, type Obstacles } from './MessageTools.tsx';
import { Parts } from './Parts.tsx';
import { usePanel } from './panelContext.ts';
import { Question } from './Question.tsx';
import { RunMenu } from './RunMenu.tsx';

export interface ArticleProps {
  readonly item: TranscriptItem;
  /** Who answered, if it is known by name. */
  readonly agentName?: string;
  /** What the service lets people do with messages and runs. */
  readonly messageActions: readonly MessageAction[];
  readonly runActions: readonly RunAction[];
  readonly obstacles: Obstacles;
  /** True for the newest answer, whose way to its run is always in sight. */
  readonly isLastAnswer: boolean;
  /** The words that are selected in this message, if some are. */
  readonly passage?: () => string;
  /** Whether they are words of the answer itself. */
  readonly isAnswerPassage?: boolean;
  /** Set where the article is out of reach: then it is an empty box of this height, the room below included. */
  readonly farHeightPx?: number;
}

/** One message, or one answer with everything that belongs to it and the way to the run that gave it. */
export function Article(props: ArticleProps): JSX.Element {
  const { item, agentName, messageActions, runActions, obstacles, isLastAnswer } = props;
  const { passage, isAnswerPassage, farHeightPx } = props;
  const panel = usePanel();
  const isUser = item.role === 'user';
  const time = item.createdAt === undefined ? undefined : clockTime(item.createdAt);
  const runId = isUser || item.isLive ? undefined : item.runId;
  const canAskWhy =
    passage !== undefined && isAnswerPassage === true && runId !== undefined && runActions.includes('attribute');
  if (farHeightPx !== undefined) {
    const style = { height: `${Math.round(farHeightPx)}px` };
    return <article class={farClass} aria-label={articleName(item)} tabIndex={-1} data-key={item.key} style={style} />;
  }
  return (
    <article
      class={`item item-${isUser ? 'user' : 'answer'}${passage ? ' has-passage' : ''}`}
      aria-label={articleName(item)}
      tabIndex={-1}
      data-key={item.key}
    >
      <div class="item-head">
        <h2 class="item-author">{authorName(item, agentName)}</h2>
        {time !== undefined && <span class="item-time">{time}</span>}
        <StateBadge item={item} />
        <MessageTools
          item={item}
          text={isUser ? textOf(item) : answerText(item)}
          finalText={isUser ? '' : finalTextOf(item)}
          actions={messageActions}
          obstacles={obstacles}
          {...(passage ? { onQuote: () => panel.quote(passage()) } : {})}
          {...(canAskWhy ? { onAskWhy: () => panel.doWithRun('attribute', runId, passage()) } : {})}
        />
      </div>
      {isUser ? (
        <Question item={item} />
      ) : (
        <div class="item-body">
          <Parts parts={item.parts} itemKey={item.key} isLive={item.isLive} messages={item.messages} />
        </div>
      )}
      {runId !== undefined && runActions.length > 0 && (
        <div class={isLastAnswer ? 'item-foot is-last' : 'item-foot'}>
          <RunMenu runId={runId} actions={runActions} />
        </div>
      )}
    </article>
  );
}

/** The last text of an answer that has more before it; empty where it is all there is. */
function finalTextOf({ parts }: TranscriptItem): string {
  const last = parts.findLast((part) => part.type === 'text' && part.text.trim() !== '');
  const isMore = parts.some((part) => part !== last && (part.type === 'tool' || part.type === 'text'));
  return last?.type === 'text' && isMore ? last.text.trim() : '';
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
