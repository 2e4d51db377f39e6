import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { arrayOf, numberOf, parseJson, stringOf } from '../../model/parse.ts';
import type { ConversationKey } from '../../session/conversation.ts';
import { readPanelIdentity } from './panelIdentity.ts';

/** An open panel as the record keeps it. */
export interface RecordedPanel {
  readonly key: ConversationKey;
  readonly title: string;
}

/**
 * Which panels a window has open, on disk at once. VS Code in the browser writes its own layout every five seconds at
 * best, so that a panel that was opened just before a reload does not come back by itself; a crash has the same effect.
 */
export interface PanelRecord {
  /** Writes down what is open now. Never rejects. */
  keep(panels: readonly RecordedPanel[]): Promise<void>;
  /** What windows with this workspace that ended a moment ago had open; told once. Never rejects. */
  takeLeftBehind(): Promise<LeftBehind>;
  /** This window is on its way out: what it has open is for the one that comes after. Never rejects. */
  leave(): Promise<void>;
}

export interface LeftBehind {
  readonly panels: readonly RecordedPanel[];
  /** Another window with this workspace has panels and has not ended; it may be on its way out. */
  readonly mayFollow: boolean;
}

export interface PanelRecordOptions {
  readonly folder: string;
  /** Tells workspaces apart. */
  readonly workspace: string;
  /** New for every start of the extension host. */
  readonly windowId: string;
  readonly processId: number;
  readonly isAlive: (processId: number) => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly log: (line: string) => void;
}

/** Older records are of windows that were closed, not reloaded; VS Code's own layout has theirs. */
const maxAgeMs = 120_000;

const nothing: LeftBehind = { panels: [], mayFollow: false };

export function createPanelRecord(options: PanelRecordOptions): PanelRecord {
  const { folder, workspace, windowId, processId, isAlive, now, log } = options;
  const ownFile = path.join(folder, `${windowId}.json`);
  let writing: Promise<void> = Promise.resolve();
  let isLeaving = false;
  let last: { readonly panels: readonly RecordedPanel[]; readonly at: number } = { panels: [], at: 0 };

  async function write({ panels, at }: typeof last): Promise<void> {
    try {
      if (panels.length === 0) {
        await rm(ownFile, { force: true });
        return;
      }
      await mkdir(folder, { recursive: true });
      await writeFile(
        `${ownFile}.draft`,
        JSON.stringify({ workspace, at, panels, ...(isLeaving ? {} : { processId }) }),
        {
          mode: 0o600,
        },
      );
      await rename(`${ownFile}.draft`, ownFile);
    } catch (error) {
      log(`open panels were not written down: ${String(error)}`);
    }
  }

  async function takeFrom(file: string): Promise<LeftBehind> {
    const record = parseJson(await readFile(file, 'utf8'));
    const owner = numberOf(record, 'processId');
    const isOfThisWorkspace = stringOf(record, 'workspace') === workspace;
    if (owner !== undefined && isAlive(owner)) return { panels: [], mayFollow: isOfThisWorkspace };
    const isFresh = now() - (numberOf(record, 'at') ?? 0) <= maxAgeMs;
    if (isFresh && !isOfThisWorkspace) return nothing;
    await rm(file, { force: true });
    return isFresh ? { panels: arrayOf(record, 'panels').flatMap(readRecordedPanel), mayFollow: false } : nothing;
  }

  return {
    keep(panels) {
      // What VS Code closes while the window goes away was not closed by a person.
      if (isLeaving) return writing;
      last = { panels, at: now() };
      writing = writing.then(() => write(last));
      return writing;
    },
    leave() {
      isLeaving = true;
      writing = writing.then(() => write(last));
      return writing;
    },
    async takeLeftBehind() {
      try {
        const names = await readdir(folder).catch(() => []);
        const files = names.filter((name) => name.endsWith('.json')).map((name) => path.join(folder, name));
        const taken = await Promise.all(files.filter((file) => file !== ownFile).map(takeFrom));
        return {
          panels: taken.flatMap((each) => each.panels),
          mayFollow: taken.some((each) => each.mayFollow),
        };
      } catch (error) {
        log(`open panels of the last window were not read: ${String(error)}`);
        return nothing;
      }
    },
  };
}

function readRecordedPanel(value: unknown): readonly RecordedPanel[] {
  const key = readPanelIdentity((value as { key?: unknown } | undefined)?.key);
  return key ? [{ key, title: stringOf(value, 'title') ?? '' }] : [];
}

/**
 * The panels that did not come back by themselves: as many as are missing, those whose title no tab has.
 *
 * @param titles of the panels' tabs that VS Code restored
 */
export function missingPanels(recorded: readonly RecordedPanel[], titles: readonly string[]): readonly RecordedPanel[] {
  const count = recorded.length - titles.length;
  return count <= 0 ? [] : recorded.filter((panel) => !titles.includes(panel.title)).slice(0, count);
}
