import type { JSX } from 'preact';
import type { Problem } from '../../../model/explain.ts';
import { InspectorProblem } from '../../views/InspectorProblem.tsx';
import { useRun } from './runContext.ts';

/** A failure in words, and what can be done about it. */
export function RunProblem({
  problem,
  onRetry,
}: {
  readonly problem: Problem;
  readonly onRetry: () => void;
}): JSX.Element {
  const run = useRun();
  return <InspectorProblem problem={problem} onRetry={onRetry} post={(message) => run.post(message)} />;
}
