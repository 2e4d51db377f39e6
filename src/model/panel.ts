import { type CodeActionRequest, readCodeActionRequest } from './codeAction.ts';
import type { ColorThemeMessage } from './colorTheme.ts';
import type { Problem } from './explain.ts';
import {
  type CheckedFile,
  type FilePreview,
  type PreviewRequest,
  readCheckedPaths,
  readPreviewRequest,
} from './fileCheck.ts';
import { type AnswerDrafts, type InputAnswer, type InputRequest, readAnswerDrafts } from './inputRequest.ts';
import type { Message } from './message.ts';
import type { KeptEnds } from './listSplice.ts';
import { arrayOf, isObject, lineNumberOf, numberOf, oneOf, optional, property, stringOf } from './parse.ts';
import type { RunEvent } from './runEvent.ts';
import { type RunState, reduceRun } from './runState.ts';
import { type RunTimeline, type TimelineNews, emptyTimeline, withNews } from './runTimeline.ts';

/**
 * What the run is doing as a person would say it; the run's own facts are in `state`.
 *
 * - `sending`       the prompt is on disk and on its way
 * - `starting`      the service was asked to run
 * - `streaming`     events arrive
 * - `reconnecting`  the stream was cut, the run may go on
 * - `following`     no stream: the run's status is read again and again
 * - `stopping`      Stop was pressed, the service has not confirmed it
 * - `settling`      the stream has ended, the stored messages are being read
 * - `ended`         nothing more will happen
 */
export type RunActivity =
  'sending' | 'starting' | 'streaming' | 'reconnecting' | 'following' | 'stopping' | 'settling' | 'ended';

export interface RunView {
  readonly state: RunState;
  readonly activity: RunActivity;
  /** Since the run was started, when this was posted; the panel counts on from there while the run is active. */
  readonly elapsedMs: number;
  readonly agentName?: string;
  /** What a person should know now: silence, a lost connection, text that the service did not keep. */
  readonly note?: string;
  /** True once the run's messages are among the stored ones, so that its draft is no longer shown. */
  readonly isStored: boolean;
  /** When what happened, as this window has seen it; absent for a run that it did not follow. */
  readonly timeline?: RunTimeline;
}

/** All that the panel shows. The host owns it; the panel keeps nothing but what is open, scrolled and typed. */
export interface PanelState {
  readonly connectionName: string;
  readonly title: string;
  readonly load: 'loading' | 'ready' | 'failed';
  /** Oldest first. */
  readonly messages: readonly Message[];
  readonly hasOlder: boolean;
  readonly agents: readonly PanelAgent[];
  readonly agentId?: string;
  readonly run?: RunView;
  /** A failure that a person can do something about. */
  readonly problem?: Problem;
  /** What Stop does on this service, as its accessible description. */
  readonly stopDescription: string;
  /** What the agent waits for and a person can answer; absent: nothing. */
  readonly inputRequests?: readonly InputRequest[];
  /** What is typed in answer and not sent. Kept by the host like the draft. */
  readonly answerDrafts?: AnswerDrafts;
  /** When those were typed last, in milliseconds since 1970; absent or 0: nobody knows. */
  readonly answersAtMs?: number;
  /** Names of the steps that come next where the thread stopped before its end; absent: it did not. */
  readonly pendingSteps?: readonly string[];
  /** Why the composer cannot send now; absent if it can. */
  readonly cannotSend?: string;
  /** What is typed but not sent. Kept by the host, so that it survives hiding and reload. */
  readonly draft: string;
  /** When it was typed, in milliseconds since 1970; absent or 0: nobody knows. */
  readonly draftAtMs?: number;
  /** Images and files that go with the next message. Kept by the host like the draft. */
  readonly items?: readonly ComposerItem[];
  /** Messages that wait for the run, in the order in which they are sent; absent: none. Kept on disk by the host. */
  readonly queue?: readonly QueuedMessage[];
  /** Why the next of them does not go by itself, as a sentence; absent: it does. */
  readonly queueWaits?: string;
  /** What may go with a message besides text; absent: nothing, and nothing is offered. */
  readonly canAttach?: { readonly images: boolean; readonly files: boolean };
  /** What the person changed about the next run, in a few words: `temperature 0.2, JSON answer`; absent: nothing. */
  readonly runSettings?: string;
  /** False where the service takes no settings for a run; then none are offered. */
  readonly hasRunSettings?: boolean;
  /** Which actions this service offers on stored messages; absent: copying only. */
  readonly messageActions?: readonly MessageAction[];
  /** Whether the runs of this service can be looked at: attribution and trace are offered where it has them. */
  readonly runActions?: readonly RunAction[];
}

/**
 * What goes with the next message.
 *
 * - `image`  an image inside the message
 * - `file`   a file that the service has already
 * - `code`   a selection or file of the editor, as it was when it was chosen
 * - `text`   a long text that was pasted, or a text file that was dropped
 */
export interface ComposerItem {
  readonly id: string;
  readonly kind: 'image' | 'file' | 'code' | 'text';
  readonly name: string;
  /** Of code: the whole of its path. */
  readonly path?: string;
  /** Of code and text. */
  readonly lineCount?: number;
  /** Of code: the file has changed since. What was chosen is sent, unless it is refreshed. */
  readonly isChanged?: boolean;
  /** Of images: a small data URL to look at. */
  readonly preview?: string;
  readonly sizeBytes?: number;
}

/** A message that is sent when the run before it has completed. */
export interface QueuedMessage {
  readonly nonce: string;
  /** As typed. */
  readonly text: string;
  /** Names of what goes with it. */
  readonly attached: readonly string[];
  /** False: another window sends it. */
  readonly isOwn: boolean;
  /** The run is being stopped for it. */
  readonly isNext?: boolean;
}

/**
 * - `open`     shows exactly what would be sent
 * - `refresh`  takes code as it is in its file now
 * - `toText`   hands a text over, to be put into the message itself
 */
export const itemActions = ['open', 'refresh', 'toText'] as const;
export type ItemAction = (typeof itemActions)[number];

/**
 * - `edit`      takes the message back into the box
 * - `remove`    takes it away
 * - `moveUp`    sends it before the one before it
 * - `sendNext`  sends the first one now, where none goes by itself
 * - `sendNow`   ends the run, then sends the first one
 */
export const queueActions = ['edit', 'remove', 'moveUp', 'sendNext', 'sendNow'] as const;
export type QueueAction = (typeof queueActions)[number];

/**
 * - `edit`        change the message
 * - `editAndRun`  change it, take away what came after it, run again
 * - `runAgain`    take away what came after it and run again
 * - `delete`      delete it, after a confirmation
 * - `raw`         show it as JSON
 */
export const messageActions = ['edit', 'editAndRun', 'runAgain', 'delete', 'raw'] as const;
export type MessageAction = (typeof messageActions)[number];

/**
 * - `copy`  puts all of it on the clipboard as Markdown
 * - `open`  shows it as a document
 */
export const conversationActions = ['copy', 'open'] as const;
export type ConversationAction = (typeof conversationActions)[number];

/**
 * - `details`    everything that is known of the run
 * - `trace`      its spans on a time axis
 * - `attribute`  what the answer rests on
 */
export const runActions = ['details', 'trace', 'attribute'] as const;
export type RunAction = (typeof runActions)[number];

export interface PanelAgent {
  readonly id: string;
  readonly name: string;
  readonly canRun: boolean;
  readonly status?: string;
}

/** What a panel is restored from. The panel keeps it; the host gives and reads it. */
export interface PanelIdentity {
  readonly connectionId: string;
  readonly threadId?: string;
  /** Of a thread that is not created yet. */
  readonly nonce?: string;
}

/**
 * Host → panel. `seq` counts `events` messages since the last snapshot's own number; after a gap the panel says
 * `ready` and gets a snapshot.
 */
export type HostMessage =
  /** With `kept`, `state.messages` are those between the ones that stay of the snapshot before. */
  | { readonly type: 'snapshot'; readonly seq: number; readonly state: PanelState; readonly kept?: KeptEnds }
  | {
      readonly type: 'events';
      readonly seq: number;
      readonly events: readonly RunEvent[];
      /** What the events have changed in the run's timeline; absent: nothing. */
      readonly timeline?: TimelineNews;
    }
  /** The prompt with this nonce is safely on disk. */
  | { readonly type: 'accepted'; readonly nonce: string }
  /** The prompt was not taken; its text goes back into the box. */
  | { readonly type: 'rejected'; readonly nonce: string; readonly reason: string }
  /** What the panel shows has another name now: a new thread has got its id. Kept for the restore after a reload. */
  | { readonly type: 'identity'; readonly identity: PanelIdentity }
  /** What `readImage` asked for. */
  | { readonly type: 'image'; readonly path: string; readonly reading: ImageReading }
  /** Earlier prompts of the thread and then of the workspace, newest first. */
  | { readonly type: 'history'; readonly prompts: readonly string[] }
  /** The text of an item, to be put into the message in its place. */
  | { readonly type: 'itemText'; readonly id: string; readonly text: string }
  | { readonly type: 'reveal'; readonly messageId: string }
  | { readonly type: 'focus'; readonly target: PanelTarget }
  | FileMessage
  | ColorThemeMessage;

/** What the panel can put the focus on. */
export type PanelTarget = 'composer' | 'lastMessage' | 'find';

/** A picture of the workspace as a data URL, or why it is not shown. */
export type ImageReading = { readonly dataUrl: string } | { readonly reason: string };

/** What the host says about files that answers name. */
export type FileMessage =
  /** Which of the files exist that the panel asked about. */
  | { readonly type: 'checkedFiles'; readonly files: readonly CheckedFile[] }
  /** Files that the panel asked about came or went: what it knows of them may be wrong. */
  | { readonly type: 'filesChanged' }
  | ({ readonly type: 'filePreview' } & FilePreview);

/** Panel → host. Parsed by {@link parsePanelMessage}, never cast. */
export type PanelMessage =
  | { readonly type: 'ready' }
  /** So many more posts of the thread's state are in the frame that is drawn now: the host may post the next. */
  | { readonly type: 'drawn'; readonly count: number }
  | { readonly type: 'send'; readonly nonce: string; readonly text: string }
  | { readonly type: 'stop' }
  /** `atMs`: when it was typed, in milliseconds since 1970. The last that was typed counts. */
  | { readonly type: 'draft'; readonly text: string; readonly atMs: number }
  | { readonly type: 'selectAgent'; readonly agentId: string }
  | {
      readonly type: 'openFile';
      readonly path: string;
      readonly folder?: string;
      readonly startLine?: number;
      readonly endLine?: number;
      /** A notebook's cell, counted from 1. */
      readonly cell?: number;
    }
  | { readonly type: 'openSource'; readonly sourceId: string }
  | { readonly type: 'openLink'; readonly url: string }
  /** Asks for a picture that an answer shows, by its path in the workspace. Answered with `image`. */
  | { readonly type: 'readImage'; readonly path: string }
  | { readonly type: 'copy'; readonly text: string }
  /** Shows Markdown in an editor beside the panel, where it can be saved. */
  | { readonly type: 'openText'; readonly text: string }
  | { readonly type: 'conversationAction'; readonly action: ConversationAction }
  | { readonly type: 'insert'; readonly text: string }
  | ({ readonly type: 'codeAction' } & CodeActionRequest)
  /** Paths as they stand in answers; the host says which exist. */
  | { readonly type: 'checkFiles'; readonly paths: readonly string[] }
  | ({ readonly type: 'previewFile' } & PreviewRequest)
  | { readonly type: 'loadOlder' }
  /** Reads all older messages, until they are not wanted any more. */
  | { readonly type: 'readAll'; readonly isWanted: boolean }
  | { readonly type: 'messageAction'; readonly action: MessageAction; readonly messageId: string }
  /** `highlight` is a passage of the answer that the person selected. */
  | { readonly type: 'runAction'; readonly action: RunAction; readonly runId: string; readonly highlight?: string }
  /** Reads a stored message again with all of its large values. */
  | { readonly type: 'expandMessage'; readonly messageId: string }
  /** An image from the clipboard or dropped into the panel. */
  | { readonly type: 'attachImage'; readonly dataUrl: string; readonly name: string }
  /** A long text from the clipboard (without a name) or a text file that was dropped. The panel makes the id. */
  | { readonly type: 'attachText'; readonly id: string; readonly name?: string; readonly text: string }
  /** Files of the editor that were dropped into the panel, by their addresses. */
  | { readonly type: 'attachFiles'; readonly uris: readonly string[] }
  | { readonly type: 'itemAction'; readonly action: ItemAction; readonly id: string }
  | { readonly type: 'queueAction'; readonly action: QueueAction; readonly nonce: string }
  /** Asks for earlier prompts. */
  | { readonly type: 'history' }
  /** Asks the host to let the person choose what goes with the message. */
  | { readonly type: 'chooseItem'; readonly kind: ChosenKind }
  | { readonly type: 'removeItem'; readonly id: string }
  | { readonly type: 'runSettings' }
  /** What the person says to an agent that waits. */
  | { readonly type: 'answer'; readonly answers: readonly InputAnswer[] }
  | { readonly type: 'answerDrafts'; readonly drafts: AnswerDrafts; readonly atMs: number }
  /** Lets a thread that stopped before its end go on. */
  | { readonly type: 'continueRun' }
  /** One of the problem's actions. */
  | { readonly type: 'act'; readonly action: string }
  /** Asks how code looks in the theme with this id, which is the one in use. */
  | { readonly type: 'colorTheme'; readonly id: string };

/** Applies `events` to the run that the panel shows; a state without a run stays as it is. */
export function applyEvents(state: PanelState, events: readonly RunEvent[]): PanelState {
  if (!state.run) return state;
  return { ...state, run: { ...state.run, state: events.reduce(reduceRun, state.run.state) } };
}

/** Applies what events have changed in the timeline of the run that the panel shows. */
export function applyTimelineNews(state: PanelState, news: TimelineNews | undefined): PanelState {
  if (!state.run || !news) return state;
  return { ...state, run: { ...state.run, timeline: withNews(state.run.timeline ?? emptyTimeline, news) } };
}

/** Largest image that may go with a message, as a data URL; some 7.5 MB of image. */
export const maxImageUrlLength = 10_000_000;

/** What the host lets a person choose. Long texts are pasted. */
export const chosenKinds = ['image', 'file', 'code'] as const;
export type ChosenKind = (typeof chosenKinds)[number];

/** More files at once are a folder by mistake. */
export const maxDroppedFiles = 50;

/** Longest text that the panel may hand over at once; more is refused rather than cut. */
export const maxPanelTextLength = 4_000_000;

/** Reads a message from the panel. Anything else (the panel shows hostile text) gives undefined. */
export function parsePanelMessage(value: unknown): PanelMessage | undefined {
  if (!isObject(value)) return undefined;
  const text = (key: string): string | undefined => {
    const found = stringOf(value, key);
    return found !== undefined && found.length <= maxPanelTextLength ? found : undefined;
  };
  const type = stringOf(value, 'type');
  switch (type) {
    case 'ready':
    case 'stop':
    case 'loadOlder':
    case 'runSettings':
    case 'continueRun':
    case 'history':
      return { type };
    case 'send': {
      const nonce = text('nonce');
      const body = text('text');
      return nonce && body !== undefined ? { type, nonce, text: body } : undefined;
    }
    case 'draft': {
      const body = text('text');
      return body === undefined ? undefined : { type, text: body, atMs: numberOf(value, 'atMs') ?? 0 };
    }
    case 'copy':
    case 'openText':
    case 'insert': {
      const body = text('text');
      return body === undefined ? undefined : { type, text: body };
    }
    case 'codeAction': {
      const request = readCodeActionRequest(value, maxPanelTextLength);
      return request && { type, ...request };
    }
    case 'checkFiles': {
      const paths = readCheckedPaths(value);
      return paths && { type, paths };
    }
    case 'previewFile': {
      const request = readPreviewRequest(value);
      return request && { type, ...request };
    }
    case 'selectAgent': {
      const agentId = text('agentId');
      return agentId ? { type, agentId } : undefined;
    }
    case 'openFile': {
      const path = text('path');
      if (!path) return undefined;
      const lines = optional({
        startLine: lineNumberOf(value, 'startLine'),
        endLine: lineNumberOf(value, 'endLine'),
        cell: lineNumberOf(value, 'cell'),
      });
      return { type, path, ...lines, ...optional({ folder: text('folder') }) };
    }
    case 'readAll':
      return { type, isWanted: value['isWanted'] === true };
    case 'drawn': {
      const count = numberOf(value, 'count') ?? 0;
      return count > 0 ? { type, count } : undefined;
    }
    case 'openSource': {
      const sourceId = text('sourceId');
      return sourceId ? { type, sourceId } : undefined;
    }
    case 'openLink': {
      const url = text('url');
      return url ? { type, url } : undefined;
    }
    case 'readImage': {
      const path = text('path');
      return path ? { type, path } : undefined;
    }
    case 'messageAction': {
      const action = oneOf(messageActions, value, 'action');
      const messageId = text('messageId');
      return action && messageId ? { type, action, messageId } : undefined;
    }
    case 'runAction': {
      const action = oneOf(runActions, value, 'action');
      const runId = text('runId');
      return action && runId ? { type, action, runId, ...optional({ highlight: text('highlight') }) } : undefined;
    }
    case 'conversationAction': {
      const action = oneOf(conversationActions, value, 'action');
      return action && { type, action };
    }
    case 'expandMessage': {
      const messageId = text('messageId');
      return messageId ? { type, messageId } : undefined;
    }
    case 'attachImage': {
      const dataUrl = stringOf(value, 'dataUrl');
      if (dataUrl === undefined || dataUrl.length > maxImageUrlLength || !dataUrl.startsWith('data:image/')) {
        return undefined;
      }
      return { type, dataUrl, name: text('name') || 'image' };
    }
    case 'chooseItem': {
      const kind = oneOf(chosenKinds, value, 'kind');
      return kind && { type, kind };
    }
    case 'attachText': {
      const id = text('id');
      const body = text('text');
      return id && body ? { type, id, text: body, ...optional({ name: text('name') || undefined }) } : undefined;
    }
    case 'attachFiles': {
      const uris = arrayOf(value, 'uris').filter((uri) => typeof uri === 'string');
      return uris.length > 0 && uris.length <= maxDroppedFiles ? { type, uris } : undefined;
    }
    case 'itemAction': {
      const action = oneOf(itemActions, value, 'action');
      const id = text('id');
      return action && id ? { type, action, id } : undefined;
    }
    case 'queueAction': {
      const action = oneOf(queueActions, value, 'action');
      const nonce = text('nonce');
      return action && nonce ? { type, action, nonce } : undefined;
    }
    case 'removeItem': {
      const id = text('id');
      return id ? { type, id } : undefined;
    }
    case 'answer': {
      const answers = arrayOf(value, 'answers');
      if (answers.length === 0 || !answers.every((each) => isObject(each) && 'value' in each)) return undefined;
      if (JSON.stringify(answers).length > maxPanelTextLength) return undefined;
      return {
        type,
        answers: answers.map((each) => ({
          value: property(each, 'value'),
          ...optional({ requestId: stringOf(each, 'requestId') }),
        })),
      };
    }
    case 'answerDrafts': {
      const drafts = readAnswerDrafts(property(value, 'drafts'));
      return JSON.stringify(drafts).length <= maxPanelTextLength
        ? { type, drafts, atMs: numberOf(value, 'atMs') ?? 0 }
        : undefined;
    }
    case 'act': {
      const action = text('action');
      return action ? { type, action } : undefined;
    }
    case 'colorTheme': {
      const id = text('id');
      return id === undefined ? undefined : { type, id };
    }
    default:
      return undefined;
  }
}
