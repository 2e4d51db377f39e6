import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { RunPanelMessage } from '../../../model/runPanel.ts';

/** What the views of a run can do and look up, so that it need not be handed through every one of them. */
export interface RunContext {
  post(message: RunPanelMessage): void;
  announce(text: string): void;
  /** On the panel's own clock. */
  nowMs(): number;
  /** Milliseconds since 1970. */
  epochNow(): number;
}

const context = createContext<RunContext | undefined>(undefined);

export const RunContextProvider = context.Provider;

export function useRun(): RunContext {
  const value = useContext(context);
  if (!value) throw new Error('a view outside the run panel');
  return value;
}
