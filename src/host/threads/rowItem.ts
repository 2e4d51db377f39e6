import * as vscode from 'vscode';
import { type Account, amountUsed } from '../../model/account.ts';
import type { Problem } from '../../model/explain.ts';
import { type Message, summaryOf, textOf } from '../../model/message.ts';
import { plainLine } from '../../model/plainLine.ts';
import { articleName, clockTime } from '../../model/transcript.ts';
import { describeReference } from '../../model/codeReference.ts';
import { type Connection, isLocal } from '../../model/connection.ts';
import type { ThreadListState, ThreadRow as ThreadFacts } from '../../session/threadList.ts';
import { needsSignIn } from '../connections/serviceKinds.ts';
import { relativeTime } from '../relativeTime.ts';
import type { ConnectionRow, MessageRow, MoreRow, NoticeRow, ProblemRow, RetryRow, ThreadRow } from './rows.ts';

/** More of a message's first line no side bar shows. */
const maxLabelLength = 300;

/** Whatever is longer is no word for a status. */
const maxStatusLength = 40;

/** Longest text that a tooltip shows. */
const maxTooltipLength = 2000;

export function connectionItem(row: ConnectionRow, connection: Connection, account?: Account): vscode.TreeItem {
  const item = itemOf(row.id, connection.name, vscode.TreeItemCollapsibleState.Expanded);
  if (isLocal(connection)) {
    item.iconPath = new vscode.ThemeIcon('device-desktop');
    item.contextValue = 'connection.local';
    item.tooltip = 'Agents that run on this machine';
    item.accessibilityInformation = { label: connection.name };
    return item;
  }
  const left = account && accountWords(account);
  item.iconPath = new vscode.ThemeIcon('cloud');
  item.contextValue = needsSignIn(connection) ? 'connection.hosted.signIn' : 'connection.hosted';
  item.description = [new URL(connection.url).host, left].filter(isText).join(' · ');
  item.tooltip = tooltipOf(
    [connection.url, account?.name && `Signed in as ${account.name}`, left].filter((each) => isText(each)),
  );
  item.accessibilityInformation = { label: [connection.name, left].filter(isText).join(', ') };
  return item;
}

/** `12 of 50 threads used`, as far as the service tells. */
function accountWords(account: Account): string | undefined {
  const used = amountUsed(account);
  if (used !== undefined) return `${used} used`;
  const { allowed, unit = 'threads' } = account;
  return allowed === undefined ? undefined : `${allowed} ${unit} allowed`;
}

export function threadItem(row: ThreadRow, thread: ThreadFacts, nowMs: number): vscode.TreeItem {
  const item = itemOf(row.id, thread.title, vscode.TreeItemCollapsibleState.Collapsed);
  const { icon, word } = lookOf(thread);
  const at = thread.updatedAt ?? thread.createdAt;
  const when = word ?? (at === undefined ? undefined : relativeTime(at, nowMs));
  item.iconPath = icon;
  item.contextValue = thread.isRunning ? 'thread.running' : 'thread';
  item.description = when ?? '';
  item.accessibilityInformation = { label: when === undefined ? thread.title : `${thread.title}, ${when}` };
  item.tooltip = tooltipOf([thread.title, ...[at === undefined ? undefined : dateOf(at), word].filter(isText)]);
  item.command = openCommand(row);
  return item;
}

function lookOf(thread: ThreadFacts): { readonly icon: vscode.ThemeIcon; readonly word?: string } {
  if (thread.isRunning) {
    // Still, like VS Code's own sessions: what turns somewhere in the window makes every frame wait for the beat of the
    // next, which is 10 ms for each token of an answer.
    return { icon: new vscode.ThemeIcon('record', new vscode.ThemeColor('textLink.foreground')), word: 'running' };
  }
  switch (thread.status) {
    case 'needs-input':
      return { icon: new vscode.ThemeIcon('question'), word: 'needs input' };
    case 'failed':
      return { icon: new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground')), word: 'failed' };
    case 'unknown':
      return { icon: new vscode.ThemeIcon('comment-discussion'), word: unknownWord(thread) };
    case 'idle':
    case 'running':
      return { icon: new vscode.ThemeIcon('comment-discussion') };
  }
}

/** On one line and short, whatever the service has written there. */
function unknownWord({ rawStatus = '' }: ThreadFacts): string {
  return rawStatus.replaceAll(/\s+/g, ' ').trim().slice(0, maxStatusLength) || 'unknown status';
}

/** Without its tooltip, which is made only when it is looked at: {@link messageTooltip}. */
export function messageItem(row: MessageRow, message: Message, nowMs: number): vscode.TreeItem {
  const line = summaryOf(message).slice(0, maxLabelLength);
  const summary = (message.role === 'user' ? line : plainLine(line)) || 'No text';
  const item = itemOf(row.id, summary, vscode.TreeItemCollapsibleState.None);
  const when = message.createdAt === undefined ? undefined : relativeTime(message.createdAt, nowMs);
  item.iconPath = new vscode.ThemeIcon(roleIcons[message.role] ?? 'comment');
  item.contextValue = 'message';
  item.description = when ?? '';
  item.accessibilityInformation = { label: [articleName(message), summary].join(': ') };
  item.command = openCommand(row);
  return item;
}

const roleIcons: Readonly<Record<string, string>> = {
  user: 'account',
  assistant: 'sparkle',
  tool: 'tools',
  system: 'settings-gear',
  developer: 'code',
};

/** Who said it and when, what code was attached, and the text as far as a tooltip can hold it. */
export function messageTooltip(message: Message): vscode.MarkdownString {
  const text = message.question ?? textOf(message);
  const cut = text.length > maxTooltipLength ? `${text.slice(0, maxTooltipLength)}…` : text;
  return tooltipOf([
    [articleName(message), message.createdAt === undefined ? undefined : dateOf(message.createdAt)]
      .filter(isText)
      .join(' · '),
    ...message.attachments.map(describeReference),
    cut.trim() || summaryOf(message),
  ]);
}

export function moreItem(row: MoreRow): vscode.TreeItem {
  const item = itemOf(row.id, 'Load more…', vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.accessibilityInformation = { label: 'Load more…' };
  item.contextValue = 'more';
  item.command = { command: 'agentThreads.loadMore', title: 'Load more…', arguments: [row] };
  return item;
}

/** @param ageText how old the rows below are; undefined if there are none */
export function problemItem(row: ProblemRow, problem: Problem, ageText: string | undefined): vscode.TreeItem {
  const item = itemOf(row.id, problem.title, vscode.TreeItemCollapsibleState.None);
  const detail = ageText === undefined ? problem.detail : `${problem.detail} Below is what was read ${ageText}.`;
  item.iconPath = new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  item.description = detail;
  item.tooltip = tooltipOf([problem.title, detail]);
  item.accessibilityInformation = { label: `${problem.title}. ${withoutAdvice(detail)}` };
  item.contextValue = ['problem', ...problem.actions].join('.');
  return item;
}

/** To retry is the next row's name; said here too, it would be found twice by whoever looks for it by name. */
function withoutAdvice(detail: string): string {
  return detail
    .split(/(?<=[.!?…])\s+/)
    .filter((sentence) => !/retry/i.test(sentence))
    .join(' ');
}

export function retryItem(row: RetryRow): vscode.TreeItem {
  const item = itemOf(row.id, 'Retry', vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon('refresh');
  item.accessibilityInformation = { label: 'Retry' };
  item.contextValue = 'retry';
  item.command = { command: 'agentThreads.retry', title: 'Retry', arguments: [row] };
  return item;
}

export function noticeItem(row: NoticeRow, { items, isCut }: ThreadListState): vscode.TreeItem {
  const cut = `Only the newest ${items.length}: how to ask for more is not known`;
  const text = isCut ? cut : 'No threads yet';
  const item = itemOf(row.id, text, vscode.TreeItemCollapsibleState.None);
  item.iconPath = new vscode.ThemeIcon('info');
  item.contextValue = 'notice';
  return item;
}

function itemOf(id: string, label: string, state: vscode.TreeItemCollapsibleState): vscode.TreeItem {
  const item = new vscode.TreeItem(label, state);
  item.id = id;
  return item;
}

/** A click looks without leaving the tree, so that the next key still acts on the row. */
function openCommand(row: ThreadRow | MessageRow): vscode.Command {
  return { command: 'agentThreads.openThread', title: 'Open Thread', arguments: [row, { preserveFocus: true }] };
}

/** Text of services is appended as text: never as Markdown, whose links and images could do something. */
function tooltipOf(paragraphs: readonly string[]): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  for (const [index, paragraph] of paragraphs.entries()) {
    if (index > 0) tooltip.appendMarkdown('\n\n');
    tooltip.appendText(paragraph);
  }
  return tooltip;
}

function dateOf(isoDate: string): string {
  return clockTime(isoDate) === undefined ? isoDate : new Date(isoDate).toLocaleString();
}

function isText(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
