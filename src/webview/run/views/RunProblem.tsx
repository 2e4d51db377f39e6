import type { JSX } from 'preact';
import type { Problem, ProblemAction } from '../../../model/explain.ts';
import { ProblemBox } from '../../views/ProblemBox.tsx';
import { useRun } from './runContext.ts';

/** Actions that read again what could not be read; the others are the editor's. */
const readingActions: ReadonlySet<ProblemAction> = new Set(['retry', 'refresh', 'checkRun']);

/** A failure in words, and what can be done about it. */
export function RunProblem({
  problem,
  onRetry,
}: {
  readonly problem: Problem;
  readonly onRetry: () => void;
}): JSX.Element {
  const run = useRun();
  return (
    <ProblemBox
      problem={problem}
      onCopy={(text) => run.post({ type: 'copy', text })}
      onAct={(action) => (readingActions.has(action) ? onRetry() : run.post({ type: 'act', action }))}
    />
  );
}
