import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** Says that the thread stopped before its end, and offers to go on. */
export function Unfinished({ steps }: { readonly steps: readonly string[] }): JSX.Element {
  const panel = usePanel();
  const [isAsked, setAsked] = useState(false);
  // A new picture of the thread in which it has not gone on.
  useEffect(() => setAsked(false), [steps]);
  return (
    <div class="unfinished" role="group" aria-label="Unfinished">
      <div class="needs-input-title">
        <Icon name="stopped" />
        <span>This thread stopped before its end</span>
      </div>
      <p class="unfinished-detail" dir="auto">
        Next would be {steps.map((step, index) => [index > 0 ? ', ' : '', <code key={step}>{step}</code>])}. It can go
        on from there without a new message, which the service may refuse; or write on, and the agent starts from what
        is stored.
      </p>
      <div class="problem-actions">
        <button
          type="button"
          class="button button-secondary"
          aria-disabled={isAsked}
          onClick={() => {
            if (isAsked) return;
            setAsked(true);
            panel.continueRun();
          }}
        >
          Continue
        </button>
      </div>
    </div>
  );
}
