import { arrayOf, stringOf } from '../model/parse.ts';
import { fileNameOf } from './disk.ts';
import type { SharedJson } from './sharedJson.ts';

/** Prompts that are kept, of all workspaces together. */
const keptPrompts = 100;
/** Longer texts are documents rather than something one wants to say again. */
const longestPrompt = 20_000;

interface KeptPrompt {
  readonly text: string;
  /** Of which conversation, see `composerKey`. */
  readonly key: string;
  readonly workspace: string;
}

/** What was asked before, on this machine only. */
export interface PromptHistory {
  /** Resolves when it is on disk; a failure is only logged. */
  add(text: string, key: string): Promise<void>;
  /** Each text once: those of this conversation, then those of this workspace, newest first. */
  read(key: string): Promise<readonly string[]>;
  /** The conversation has another key now. */
  moved(from: string, to: string): Promise<void>;
  /** The conversation is gone, and what was asked in it. */
  forget(key: string): Promise<void>;
}

/**
 * Prompts in `json`.
 *
 * @param folders of this window, by which its workspace is known
 */
export function createPromptHistory(
  json: SharedJson,
  folders: () => readonly string[],
  log: (line: string) => void,
): PromptHistory {
  const here = (): string => fileNameOf(...folders());

  async function change(changed: (prompts: readonly KeptPrompt[]) => readonly KeptPrompt[]): Promise<void> {
    try {
      await json.update((current) => {
        const before = promptsIn(current);
        const after = changed(before);
        return after === before ? current : { prompts: after };
      });
    } catch (error) {
      log(`the earlier prompts were not kept: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  return {
    async add(text, key) {
      if (text.trim() === '' || text.length > longestPrompt) return;
      const added = { text, key, workspace: here() };
      await change((prompts) => {
        const others = prompts.filter((each) => each.text !== text || each.key !== key);
        return [...others, added].slice(-keptPrompts);
      });
    },
    async read(key) {
      await json.refresh();
      const newest = promptsIn(json.current()).toReversed();
      const workspace = here();
      const wanted = [
        ...newest.filter((each) => each.key === key),
        ...newest.filter((each) => each.workspace === workspace),
      ];
      return [...new Set(wanted.map(({ text }) => text))];
    },
    moved: (from, to) =>
      change((prompts) =>
        prompts.some((each) => each.key === from)
          ? prompts.map((each) => (each.key === from ? { ...each, key: to } : each))
          : prompts,
      ),
    forget: (key) =>
      change((prompts) =>
        prompts.some((each) => each.key === key) ? prompts.filter((each) => each.key !== key) : prompts,
      ),
  };
}

function promptsIn(stored: unknown): readonly KeptPrompt[] {
  return arrayOf(stored, 'prompts').flatMap((each) => {
    const text = stringOf(each, 'text');
    const key = stringOf(each, 'key');
    return text && key ? [{ text, key, workspace: stringOf(each, 'workspace') ?? '' }] : [];
  });
}
