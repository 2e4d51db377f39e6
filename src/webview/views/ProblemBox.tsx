import type { JSX } from 'preact';
import { actionLabels, type Problem, type ProblemAction } from '../../model/explain.ts';
import { Icon } from './Icon.tsx';

interface ProblemBoxProps {
  readonly problem: Problem;
  readonly onCopy: (text: string) => void;
  readonly onAct: (action: ProblemAction) => void;
}

/** A failure in words, and what can be done about it, in whichever panel. */
export function ProblemBox({ problem, onCopy, onAct }: ProblemBoxProps): JSX.Element {
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
          <button type="button" class="text-button" onClick={() => onCopy(requestId)}>
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
            onClick={() => onAct(action)}
          >
            {actionLabels[action]}
          </button>
        ))}
      </div>
    </div>
  );
}
