import type { JSX } from 'preact';
import type { Problem, ProblemAction } from '../../model/explain.ts';
import { ProblemBox } from './ProblemBox.tsx';

/** Actions that read again what could not be read; the others are the editor's. */
const readingActions: ReadonlySet<ProblemAction> = new Set(['retry', 'refresh', 'checkRun']);

export interface InspectorProblemProps {
  readonly problem: Problem;
  readonly onRetry: () => void;
  readonly post: (
    message: { readonly type: 'copy'; readonly text: string } | { readonly type: 'act'; readonly action: string },
  ) => void;
}

/** A failure in words, and what can be done about it, in a panel that reads on demand. */
export function InspectorProblem({ problem, onRetry, post }: InspectorProblemProps): JSX.Element {
  return (
    <ProblemBox
      problem={problem}
      onCopy={(text) => post({ type: 'copy', text })}
      onAct={(action) => (readingActions.has(action) ? onRetry() : post({ type: 'act', action }))}
    />
  );
}
