import type { JSX } from 'preact';
import type { Problem } from '../../../model/explain.ts';
import { InspectorProblem } from '../../views/InspectorProblem.tsx';
import { useStatePanel } from './stateContext.ts';

/** A failure in words, and what can be done about it. */
export function StateProblem({ problem }: { readonly problem: Problem }): JSX.Element {
  const panel = useStatePanel();
  return (
    <InspectorProblem
      problem={problem}
      onRetry={() => panel.post({ type: 'command', command: 'refresh' })}
      post={(message) => panel.post(message)}
    />
  );
}
