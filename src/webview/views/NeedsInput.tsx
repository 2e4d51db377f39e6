import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import {
  type AnswerForm,
  type InputAnswer,
  type InputRequest,
  questionOf,
  verdictsOf,
} from '../../model/inputRequest.ts';
import { optional } from '../../model/parse.ts';
import { readAnswer, requestKey } from '../answerDraft.ts';
import { readable } from '../toolSummary.ts';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';
import { usePanel } from './panelContext.ts';

/** Everything that the agent asks, each with the ways to answer it. */
export function NeedsInput({ requests }: { readonly requests: readonly InputRequest[] }): JSX.Element {
  return (
    <div class="needs-input" role="group" aria-label="Needs input">
      <div class="needs-input-title">
        <Icon name="question" />
        <span>{requests.length === 1 ? 'The agent needs input' : `The agent asks ${requests.length} things`}</span>
      </div>
      {requests.map((request, place) => {
        const key = requestKey(request, place);
        return <Request key={key} name={key} request={request} number={requests.length > 1 ? place + 1 : undefined} />;
      })}
    </div>
  );
}

interface RequestProps {
  readonly name: string;
  readonly request: InputRequest;
  /** Absent where only one thing is asked. */
  readonly number: number | undefined;
}

function Request({ name, request, number }: RequestProps): JSX.Element {
  const panel = usePanel();
  const draft = panel.answerDraft(name);
  const [problem, setProblem] = useState<string>();
  const [isSending, setSending] = useState(false);
  // A new picture of the thread in which this is still asked: whatever was sent did not get through.
  useEffect(() => setSending(false), [request]);

  const question = questionOf(request);
  const isBare = typeof request.value === 'string';
  const { approve, reject, isAgreed } = verdictsOf(request);
  const suffix = number === undefined ? '' : ` ${number}`;

  function answer(value: unknown): void {
    if (isSending) return;
    setSending(true);
    setProblem(undefined);
    const said: InputAnswer = { value, ...optional({ requestId: request.id }) };
    panel.answer(said);
  }

  function send(): void {
    const read = readAnswer(draft);
    if ('problem' in read) setProblem(read.problem);
    else answer(read.value);
  }

  return (
    <form
      class="needs-input-request"
      aria-label={`Request${suffix}`}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {question !== undefined && (
        <p class="needs-input-question" dir="auto">
          {question}
        </p>
      )}
      {!isBare && <LongText title="What the agent asks for" text={readable(request.value)} />}
      <div class="needs-input-actions">
        {approve !== undefined && (
          <button
            type="button"
            class={isAgreed ? 'button' : 'button button-secondary'}
            aria-disabled={isSending}
            title={titleOf('approve', approve, isAgreed)}
            onClick={() => answer(approve)}
          >
            Approve
          </button>
        )}
        {reject !== undefined && (
          <button
            type="button"
            class="button button-secondary"
            aria-disabled={isSending}
            title={titleOf('reject', reject, isAgreed)}
            onClick={() => answer(reject)}
          >
            Reject
          </button>
        )}
      </div>
      <textarea
        class="needs-input-box"
        aria-label={`Answer${suffix}`}
        aria-invalid={problem !== undefined}
        rows={draft.form === 'json' ? 4 : 2}
        dir="auto"
        spellcheck={false}
        placeholder={draft.form === 'json' ? 'Any JSON value' : 'Or answer in words'}
        value={draft.text}
        onInput={(event) => {
          setProblem(undefined);
          panel.typeAnswer(name, { ...draft, text: event.currentTarget.value });
        }}
        onBlur={() => panel.leaveComposer()}
        {...(problem === undefined ? {} : { 'aria-describedby': `answer-problem${suffix.trim()}` })}
      />
      {problem !== undefined && (
        <p class="needs-input-problem" id={`answer-problem${suffix.trim()}`}>
          {problem}
        </p>
      )}
      <div class="needs-input-tools">
        <select
          aria-label={`Answer as${suffix}`}
          title="As what the answer is sent"
          value={draft.form}
          onChange={(event) => {
            setProblem(undefined);
            panel.typeAnswer(name, { ...draft, form: event.currentTarget.value as AnswerForm });
          }}
        >
          <option value="text">As text</option>
          <option value="json">As JSON</option>
        </select>
        <button type="submit" class={isAgreed ? 'button button-secondary' : 'button'} aria-disabled={isSending}>
          {isSending ? 'Sending…' : 'Send Answer'}
        </button>
      </div>
    </form>
  );
}

function titleOf(verdict: string, value: unknown, isAgreed: boolean): string {
  const sent = JSON.stringify(value);
  if (isAgreed) return `Sends ${sent}`;
  return `Sends ${sent}, since the agent does not say how it wants to be told that you ${verdict}`;
}
