import type { JSX } from 'preact';
import { type CodeReference, describeReference } from '../../model/codeReference.ts';
import { textOf } from '../../model/message.ts';
import { optional } from '../../model/parse.ts';
import { askedOf } from '../../model/prompt.ts';
import type { TranscriptItem } from '../../model/transcript.ts';
import { questionUnit } from '../find/textUnits.ts';
import { Disclosure } from './Disclosure.tsx';
import { FoldedText } from './FoldedText.tsx';
import { Icon } from './Icon.tsx';
import { LongText } from './LongText.tsx';
import { Parts } from './Parts.tsx';
import { usePanel } from './panelContext.ts';

/** Longer questions are folded; the text that follows is what one came for. */
const foldedLines = 12;
const foldedLength = 1_500;

/** What a person asked: the words as typed, and the code that went along as chips that lead back to it. */
export function Question({ item }: { readonly item: TranscriptItem }): JSX.Element {
  const message = item.messages[0];
  const sent = textOf(item);
  const { question, attachments } = askedOf(message, sent);
  const isMore = sent !== '' && sent !== question;
  const others = item.parts.filter((part) => part.type !== 'text');
  return (
    <div class="item-body">
      {question !== '' && (
        <FoldedText
          text={question}
          maxLines={foldedLines}
          maxLength={foldedLength}
          className="question-text"
          id={questionUnit(item.key)}
        />
      )}
      {(attachments.length > 0 || isMore) && (
        <div class="attached">
          {attachments.length > 0 && <Chips attachments={attachments} />}
          {isMore && (
            <Disclosure id={`${item.key}/sent`} name="Sent text" className="quiet">
              {() => <LongText title="Exactly what was sent" text={sent} />}
            </Disclosure>
          )}
        </div>
      )}
      {others.length > 0 && <Parts parts={others} itemKey={item.key} isLive={false} messages={item.messages} />}
    </div>
  );
}

function Chips({ attachments }: { readonly attachments: readonly CodeReference[] }): JSX.Element {
  const panel = usePanel();
  return (
    <ul class="chips" aria-label="Attached code">
      {attachments.map((reference, index) => {
        const name = describeReference(reference);
        // There is no file to open; what was sent can be read below.
        if (reference.isLoose) {
          return (
            <li key={`${index}:${name}`} class="chip">
              <Icon name="file" />
              <span>{name}</span>
            </li>
          );
        }
        const { path, folder, startLine, endLine, cell } = reference;
        const target = { kind: 'file', path, ...optional({ folder, startLine, endLine, cell }) } as const;
        return (
          <li key={`${index}:${name}`}>
            <button type="button" class="chip" title={`Open ${name}`} onClick={() => panel.open(target)}>
              <Icon name="file" />
              <span>{name}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
