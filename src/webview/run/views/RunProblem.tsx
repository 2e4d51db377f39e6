import type { JSX } from 'preact';
import { type Problem, type ProblemAction, actionLabels } from '../../../model/explain.ts';
import { Icon } from '../../views/Icon.tsx';
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
  const { requestId } = problem;
  return (
    <div class="problem" role="group" aria-label={problem.title}>
      <div class="problem-title">
        <Icon name="error" className="failed" />
        <span>{problem.title}</span>
      </div>
      <p class="problem-detail" dir="auto">
        {problem.detail}
      </p>
      {requestId !== undefined && (
        <p class="problem-request">
          Request <code>{requestId}</code>{' '}
          <button type="button" class="text-button" onClick={() => run.post({ type: 'copy', text: requestId })}>
            Copy Request ID
          </button>
        </p>
      )}
      <div class="problem-actions">
        {problem.actions.map((action, index) => (
          <button
            key={action}
            type="button"
            class={index === 0 ? 'button' : 'button button-secondary'}
            onClick={() => (readingActions.has(action) ? onRetry() : run.post({ type: 'act', action }))}
          >
            {actionLabels[action]}
          </button>
        ))}
      </div>
    </div>
  );
}
