import type { JSX } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { MessageAction, PanelState, RunAction } from '../../model/panel.ts';
import { optional } from '../../model/parse.ts';
import { agentIdOf, type TranscriptItem } from '../../model/transcript.ts';
import { estimatedHeightPx } from '../articleWindow.ts';
import type { ConversationItems } from '../conversationItems.ts';
import type { Passage } from '../passage.ts';
import { Article, type ArticleProps } from './Article.tsx';
import { createKeptNodes, type KeptNodes } from './keptNodes.ts';
import type { Obstacles } from './MessageTools.tsx';
import type { ArticleWindow } from './useArticleWindow.ts';

/** Where words are selected; the words are asked for when they are needed. */
export type SelectedPlace = Partial<Pick<Passage, 'key' | 'isAnswer'>> & { readonly text: () => string };

export interface ArticlesProps {
  readonly items: ConversationItems & { readonly all: readonly TranscriptItem[] };
  readonly articleWindow: ArticleWindow;
  /** Key of the article that the reader will see first; drawn before anything was laid out. */
  readonly startKey: string | undefined;
  readonly panel: PanelState;
  readonly messageActions: readonly MessageAction[];
  readonly runActions: readonly RunAction[];
  readonly obstacles: Obstacles;
  /** Of the article in which words are selected. */
  readonly passage: SelectedPlace;
}

/** The last articles are looked at with every frame of a run; all before them only when something in them changes. */
const lastCount = 40;

/** Articles at the end that are always drawn: they are what grows, and where a new one appears. */
const alwaysDrawn = 2;

/** Articles around the place where the reader begins that are drawn at once. */
const drawnAtFirst = 6;

/** All articles, those out of reach as empty boxes. */
export function Articles(props: ArticlesProps): JSX.Element {
  const { items, articleWindow, startKey, panel, messageActions, runActions, obstacles, passage } = props;
  const { all } = items;
  const names = useMemo(() => new Map(panel.agents.map((agent) => [agent.id, agent.name])), [panel.agents]);
  const lastAnswer = all.findLast((item) => item.role !== 'user')?.key;
  const liveAgent = panel.run?.agentName;
  const shared = { messageActions, runActions, obstacles, passage, lastAnswer, names, articleWindow };
  const drawnFirst = (): ReadonlySet<string> => firstDrawn(all, startKey);
  const near = articleWindow.near ?? drawnFirst();
  const boundary = useBoundary(all, near);
  const reachesLatest = boundary > items.earlier.length && items.latest;
  const before = useMemo(() => all.slice(0, boundary), [items.earlier, reachesLatest, boundary]);
  const beforeNode = useMemo(
    () => <ArticleGroup key="before" {...shared} items={before} near={near} drawnFrom={Infinity} />,
    [
      before,
      articleWindow.near,
      messageActions,
      runActions,
      obstacles,
      passage.key,
      passage.isAnswer,
      names,
      boundary <= 0 || lastAnswer,
    ],
  );
  return (
    <>
      {beforeNode}
      <ArticleGroup
        key="last"
        {...shared}
        items={all.slice(boundary)}
        near={near}
        drawnFrom={all.length - boundary - alwaysDrawn}
        {...optional({ liveAgent })}
      />
    </>
  );
}

interface ArticleGroupProps extends Pick<
  ArticlesProps,
  'articleWindow' | 'messageActions' | 'runActions' | 'obstacles' | 'passage'
> {
  readonly items: readonly TranscriptItem[];
  readonly near: ReadonlySet<string>;
  /** From this index on all are drawn. */
  readonly drawnFrom: number;
  readonly lastAnswer: string | undefined;
  readonly names: ReadonlyMap<string, string>;
  /** Who answers in an article that is not stored yet. */
  readonly liveAgent?: string;
}

function ArticleGroup(props: ArticleGroupProps): JSX.Element {
  const { items, near, drawnFrom, lastAnswer, names, liveAgent, passage, articleWindow } = props;
  const { messageActions, runActions, obstacles } = props;
  const articles = useRef<KeptNodes<ArticleProps> | undefined>(undefined);
  articles.current ??= createKeptNodes((key, own) => <Article key={key} {...own} />);
  const kept = articles.current;
  const nodes = items.map((item, index) => {
    const isDrawn = near.has(item.key) || index >= drawnFrom;
    return kept.get(item.key, {
      item,
      messageActions,
      runActions,
      obstacles,
      isLastAnswer: item.key === lastAnswer,
      ...optional({
        agentName: agentOf(item, names, liveAgent),
        passage: item.key === passage.key ? passage.text : undefined,
        isAnswerPassage: item.key === passage.key ? passage.isAnswer : undefined,
        farHeightPx: isDrawn
          ? undefined
          : (articleWindow.heightOf(item.key) ?? heightOf(item, articleWindow.widthPx())),
      }),
    });
  });
  kept.endRound();
  return <>{nodes}</>;
}

function agentOf(
  item: TranscriptItem,
  names: ReadonlyMap<string, string>,
  liveAgent: string | undefined,
): string | undefined {
  const agentId = agentIdOf(item);
  if (agentId !== undefined) return names.get(agentId) || undefined;
  return item.messages.length === 0 ? liveAgent || undefined : undefined;
}

function firstDrawn(items: readonly TranscriptItem[], startKey: string | undefined): ReadonlySet<string> {
  const found = startKey === undefined ? -1 : items.findIndex((item) => item.key === startKey);
  const start = found < 0 ? items.length - drawnAtFirst : found - drawnAtFirst;
  return new Set(items.slice(Math.max(0, start), Math.max(0, start) + drawnAtFirst * 2).map((item) => item.key));
}

/**
 * Where the articles that are looked at with every frame begin. Articles get behind the boundary while they are empty
 * boxes only, since it makes their elements anew.
 */
function useBoundary(items: readonly TranscriptItem[], near: ReadonlySet<string>): number {
  const lastKey = useRef<string | undefined>(undefined);
  const known = lastKey.current === undefined ? -1 : items.findIndex((item) => item.key === lastKey.current);
  const isNew = known < 0;
  const end = items.findIndex(
    (item, index) => index > known && (index >= items.length - lastCount || (!isNew && near.has(item.key))),
  );
  const boundary = Math.max(end, 0);
  lastKey.current = items[boundary - 1]?.key;
  return boundary;
}

const estimates = new WeakMap<TranscriptItem, number>();

function heightOf(item: TranscriptItem, widthPx: number): number {
  const known = estimates.get(item);
  if (known !== undefined) return known;
  const texts = item.parts.map((part) => (part.type === 'text' ? part.text : part.type === 'source' ? '' : ' '));
  const height = estimatedHeightPx(
    texts.filter((text) => text !== ''),
    widthPx,
  );
  estimates.set(item, height);
  return height;
}
