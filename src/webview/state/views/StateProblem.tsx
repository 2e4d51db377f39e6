import type { JSX } from 'preact';
import type { Problem, ProblemAction } from '../../../model/explain.ts';
import { ProblemBox } from '../../views/ProblemBox.tsx';
import { useStatePanel } from './stateContext.ts';

/** Actions that read again what could not be read; the others are the editor's. */
const readingActions: ReadonlySet<ProblemAction> = new Set(['retry', 'refresh', 'checkRun']);

/** A failure in words, and what can be done about it. */
export function StateProblem({ problem }: { readonly problem: Problem }): JSX.Element {
  const panel = useStatePanel();
  return (
    <ProblemBox
      problem={problem}
      onCopy={(text) => panel.post({ type: 'copy', text })}
      onAct={(action) =>
        panel.post(readingActions.has(action) ? { type: 'command', command: 'refresh' } : { type: 'act', action })
      }
    />
  );
}
