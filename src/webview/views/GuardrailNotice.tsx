import type { JSX } from 'preact';
import type { GuardrailPart } from '../../model/message.ts';
import { readable } from '../toolSummary.ts';
import { Disclosure } from './Disclosure.tsx';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';

/** Says that the text above is not what the agent wanted to say. What the details mean is the service's business. */
export function GuardrailNotice({ part, id }: { readonly part: GuardrailPart; readonly id: string }): JSX.Element {
  return (
    <div class="guardrail" role="note" aria-label="Guardrail">
      <div class="guardrail-words">
        <Icon name="shield" />
        <span>A guardrail of the service blocked or changed this answer.</span>
      </div>
      {part.details.length > 0 && (
        <Disclosure id={id} name="Details" className="quiet">
          {() => <LongText title="What the guardrail reported" text={readable(part.details)} />}
        </Disclosure>
      )}
    </div>
  );
}
