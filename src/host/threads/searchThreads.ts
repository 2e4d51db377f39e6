import * as vscode from 'vscode';
import type { Connection } from '../../model/connection.ts';
import type { Problem } from '../../model/explain.ts';
import type { SearchHit } from '../../session/searchHits.ts';
import {
  type RunningSearch,
  type SearchNotice,
  type ThreadSearch,
  createThreadSearch,
} from '../../session/threadSearch.ts';
import type { Host } from '../host.ts';
import { roleName } from '../messages/messageWords.ts';
import { showProblem } from '../problems.ts';
import { holdAtFirst } from '../quickInput.ts';
import { relativeTime } from '../relativeTime.ts';
import { followThreads } from './followThreads.ts';
import { openThread } from './openThread.ts';
import { noticeWords, progressWords, withoutIcons } from './searchWords.ts';

/** What is found while it is read is shown this often. */
const redrawMs = 150;

export type SearchHost = Pick<Host, 'session' | 'panels' | 'log'>;

/** *Search…*, with what it has read in this window. */
export interface ThreadSearcher extends vscode.Disposable {
  /** Asks for words and opens what the person chooses. Nothing is read before something is typed. */
  show(query?: string): Promise<void>;
}

/** What was chosen: something that was found, or something that could not be read. */
type Chosen =
  | { readonly kind: 'hit'; readonly hit: SearchHit }
  | { readonly kind: 'problem'; readonly problem: Problem; readonly connectionId: string; readonly query: string };

interface SearchItem extends vscode.QuickPickItem {
  readonly chosen?: Chosen;
}

export function createThreadSearcher(host: SearchHost): ThreadSearcher {
  const { session } = host;
  const search = createThreadSearch({ source: session, epochNow: Date.now });
  // Whatever this window does to a thread counts at once.
  const follower = followThreads(session, {
    onChange(id, change) {
      if (change.kind === 'thread') search.forget(id, change.threadId);
    },
    onConnections: () => search.forgetAll(),
    onError: (error) => host.log.error(`search: ${String(error)}`),
  });

  return {
    async show(query) {
      let wanted = query;
      for (;;) {
        const chosen = await pickHit(session.connections(), search, wanted);
        if (!chosen) return;
        if (chosen.kind === 'hit') {
          const { message } = chosen.hit;
          await openThread(host, chosen.hit, { preserveFocus: false, ...(message && { messageId: message.id }) });
          return;
        }
        if (!(await showProblem(chosen.problem, chosen.connectionId, true))) return;
        wanted = chosen.query;
      }
    },
    dispose: () => follower.dispose(),
  };
}

/** Reads as long as the box is open. */
async function pickHit(
  connections: readonly Connection[],
  search: ThreadSearch,
  query: string | undefined,
): Promise<Chosen | undefined> {
  const pick = vscode.window.createQuickPick<SearchItem>();
  const letGo = holdAtFirst(pick);
  const abort = new AbortController();
  let running: RunningSearch | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown = '';
  // The editor's own order is by label, and can be turned off by this name only; it is in no description of the API.
  Object.assign(pick, { sortByLabel: false });
  pick.placeholder = 'Words that are in a title or in a message';
  pick.matchOnDescription = false;
  pick.matchOnDetail = false;
  pick.keepScrollPosition = true;
  pick.value = query ?? '';

  function draw(): void {
    clearTimeout(timer);
    timer = undefined;
    const progress = running?.progress();
    pick.title =
      progress && progress.threads > 0 ? `Search · ${progress.lookedThrough} of ${progress.threads} threads` : 'Search';
    pick.busy = progress?.isReading ?? false;
    const items = itemsOf(running, pick.value, connections);
    const current = JSON.stringify([pick.value, items]);
    if (current === shown) return;
    shown = current;
    const active = keyOf(pick.activeItems[0]);
    pick.items = items;
    const same = items.find((item) => active !== undefined && keyOf(item) === active);
    if (same) pick.activeItems = [same];
  }

  function type(): void {
    if (pick.value.trim() !== '') {
      running ??= search.begin({
        connections,
        signal: abort.signal,
        onChange: () => (timer ??= setTimeout(draw, redrawMs)),
      });
    }
    pick.activeItems = [];
    draw();
  }

  try {
    return await new Promise<Chosen | undefined>((resolve) => {
      pick.onDidAccept(() => {
        const chosen = pick.selectedItems[0]?.chosen;
        if (chosen) resolve(chosen);
      });
      pick.onDidChangeValue(type);
      pick.onDidHide(() => resolve(undefined));
      type();
      pick.show();
    });
  } finally {
    abort.abort();
    clearTimeout(timer);
    letGo();
    pick.dispose();
  }
}

function keyOf(item: SearchItem | undefined): string | undefined {
  if (item?.chosen?.kind !== 'hit') return undefined;
  const { connectionId, threadId, message } = item.chosen.hit;
  return JSON.stringify([connectionId, threadId, message?.id]);
}

/** What the list shows: what was found, then how much was looked at and what was not. */
function itemsOf(
  running: RunningSearch | undefined,
  query: string,
  connections: readonly Connection[],
): readonly SearchItem[] {
  if (!running || query.trim() === '') {
    const label = 'Type words: titles and messages are read on this machine, since no service can search them.';
    return [{ label, alwaysShow: true }];
  }
  const nameOf = (id: string): string => connections.find((connection) => connection.id === id)?.name ?? id;
  const { hits, isCut } = running.find(query);
  const progress = running.progress();
  const nowMs = Date.now();
  const toItem = (hit: SearchHit): SearchItem => {
    const place = connections.length > 1 ? nameOf(hit.connectionId) : undefined;
    return hitItem(hit, place, nowMs);
  };
  const titles = hits.filter(({ message }) => !message).map(toItem);
  const messages = hits.filter(({ message }) => message).map(toItem);
  const nothing = progress.isReading ? 'Nothing found so far' : 'Nothing found';
  return [
    ...(titles.length > 0 ? [separator('titles'), ...titles] : []),
    ...(messages.length > 0 ? [separator('messages'), ...messages] : []),
    ...(hits.length > 0 ? [separator('looked at')] : [{ label: nothing, alwaysShow: true }]),
    ...(isCut ? [remark(`Only the first ${hits.length} of what was found are shown`)] : []),
    { ...remark(progressWords(progress, connections.length)), iconPath: new vscode.ThemeIcon('info') },
    ...progress.notices.map((notice) => noticeItem(notice, nameOf, query)),
  ];
}

function separator(label: string): SearchItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function remark(label: string): SearchItem {
  return { label, alwaysShow: true };
}

function hitItem(hit: SearchHit, place: string | undefined, nowMs: number): SearchItem {
  const { title = 'Untitled', at, message } = hit;
  const when = at === undefined ? undefined : relativeTime(at, nowMs);
  const beside = message ? [roleName(message), when] : [when, place];
  const below = message ? [title, place] : [];
  return {
    label: withoutIcons(message?.excerpt ?? title),
    description: join(beside),
    ...(below.length > 0 ? { detail: join(below) } : {}),
    iconPath: new vscode.ThemeIcon(message ? 'comment' : 'comment-discussion'),
    alwaysShow: true,
    chosen: { kind: 'hit', hit },
  };
}

function noticeItem(notice: SearchNotice, nameOf: (id: string) => string, query: string): SearchItem {
  const item: SearchItem = {
    ...noticeWords(notice, nameOf),
    iconPath: new vscode.ThemeIcon('warning'),
    alwaysShow: true,
  };
  if (!('problem' in notice)) return item;
  const { problem, connectionId } = notice;
  return { ...item, chosen: { kind: 'problem', problem, connectionId, query } };
}

function join(parts: readonly (string | undefined)[]): string {
  return withoutIcons(parts.filter((part) => part !== undefined).join(' · '));
}
