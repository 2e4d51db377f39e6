import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ToolPart } from '../../model/message.ts';
import { toolInputOf } from '../../model/runState.ts';
import { toolSummary } from '../../model/toolSummary.ts';
import { useLater } from '../laterParts.ts';
import { progressSummary } from '../toolSummary.ts';
import { toolStateWords } from '../words.ts';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** One call of a tool: a line that says what is done, and on demand arguments and result in full. */
export function ToolCall(props: {
  readonly part: ToolPart;
  readonly id: string;
  /** False where the run is over, so that nothing is still running. */
  readonly isLive: boolean;
  /** The stored messages to read again for the whole of large arguments and a large result. */
  readonly inputHolder?: string;
  readonly outputHolder?: string;
}): JSX.Element {
  const { part, id, isLive, inputHolder, outputHolder } = props;
  const panel = usePanel();
  const [isOpen, setOpen] = useState(() => panel.isOpen(id) ?? false);
  const later = useLater(isOpen);
  const contentId = useId();
  const name = part.toolName || part.toolCallId || 'without name';
  const input = toolInputOf(part);
  const isPending = part.state === 'running' || part.state === 'input-streaming';
  const state = isPending && !isLive ? 'Without result' : toolStateWords[part.state];
  const toggle = (): void => {
    setOpen(!isOpen);
    panel.setOpen(id, !isOpen);
  };
  return (
    <div
      class={`tool tool-${isPending && !isLive ? 'stale' : part.state}`}
      role="group"
      aria-label={`Tool ${name}`}
      data-part={id}
    >
      <button
        type="button"
        class="tool-line"
        aria-expanded={isOpen}
        data-unfolds={id}
        {...(isOpen ? { 'aria-controls': contentId } : {})}
        onClick={toggle}
      >
        <ToolIcon part={part} isLive={isLive} />
        <span class="tool-name" title={part.title ?? name} data-find={`${id}/name`}>
          {part.title ?? name}
        </span>
        <span class="tool-summary">{toolSummary(input)}</span>
        <span class="tool-state">{state}</span>
        <Icon name="chevron" className="chevron" />
      </button>
      {isPending && isLive && part.isPreliminary && part.output !== undefined && (
        <div class="tool-progress">{progressSummary(part.output)}</div>
      )}
      {part.errorText !== undefined && (
        <div class="tool-error" data-find={`${id}/error`}>
          {part.errorText}
        </div>
      )}
      {isOpen && later && (
        <div class="tool-content" id={contentId}>
          <later.StoredValue
            title="Arguments"
            id={`${id}/input`}
            value={input}
            stored={part.inputStored}
            messageId={inputHolder}
          />
          {(part.output !== undefined || part.outputStored !== undefined) && (
            <later.StoredValue
              title={part.isPreliminary ? 'Progress' : 'Result'}
              id={`${id}/output`}
              value={part.output}
              stored={part.outputStored}
              messageId={outputHolder}
            />
          )}
        </div>
      )}
    </div>
  );
}

function ToolIcon({ part, isLive }: { readonly part: ToolPart; readonly isLive: boolean }): JSX.Element {
  if (part.state === 'failed' || part.state === 'input-error') return <Icon name="error" className="failed" />;
  if (part.state === 'done') return <Icon name="check" className="done" />;
  return isLive ? <span class="spinner" aria-hidden="true" /> : <Icon name="question" />;
}
