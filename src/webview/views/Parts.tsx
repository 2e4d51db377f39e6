import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { DataPart, Message, Part, ReasoningPart, StoredPayload } from '../../model/message.ts';
import { optional } from '../../model/parse.ts';
import { partKeys } from '../../model/partKeys.ts';
import { holderOf } from '../../model/transcript.ts';
import { readable } from '../toolSummary.ts';
import { durationWords } from '../words.ts';
import { Annotations } from './Annotations.tsx';
import { Disclosure } from './Disclosure.tsx';
import { FileItem } from './FileItem.tsx';
import { GuardrailNotice } from './GuardrailNotice.tsx';
import { Icon } from './Icon.tsx';
import { createKeptNodes, type KeptNodes } from './keptNodes.ts';
import { LongText } from './LongText.tsx';
import { useLater } from '../laterParts.ts';
import { MarkdownText } from './MarkdownText.tsx';
import { usePanel } from './panelContext.ts';
import { Sources } from './Sources.tsx';
import { ToolCall } from './ToolCall.tsx';

export interface PartsProps {
  readonly parts: readonly Part[];
  /** Key of the article, under which its disclosures are remembered. */
  readonly itemKey: string;
  readonly isLive: boolean;
  /** The stored messages that the parts are from. */
  readonly messages: readonly Message[];
}

/** The parts of an answer in order, and its sources at the end. */
export function Parts({ parts, itemKey, isLive, messages }: PartsProps): JSX.Element {
  const views = useRef<KeptNodes<PartViewProps> | undefined>(undefined);
  views.current ??= createKeptNodes((key, props) => <PartView key={key} {...props} />);
  const kept = views.current;
  const sources = parts.filter((part) => part.type === 'source');
  const keyOf = partKeys();
  const last = parts.findLastIndex((part) => part.type !== 'source' && part.type !== 'data');
  const nodes = parts.map((part, index) => {
    if (part.type === 'source') return null;
    const key = keyOf(part);
    const isOpen = isLive && (part.type === 'text' || part.type === 'reasoning') && (part.isOpen ?? index === last);
    return kept.get(key, { part, id: `${itemKey}/${key}`, isLive, isOpen, ...holdersOf(part, messages) });
  });
  kept.endRound();
  return (
    <>
      {nodes}
      {sources.length > 0 && <Sources key="sources" sources={sources} id={`${itemKey}/sources`} />}
    </>
  );
}

function holdersOf(part: Part, messages: readonly Message[]): Pick<PartViewProps, 'inputHolder' | 'outputHolder'> {
  const holder = (stored: StoredPayload | undefined): string | undefined => stored && holderOf({ messages }, stored);
  if (part.type === 'tool') {
    return optional({ inputHolder: holder(part.inputStored), outputHolder: holder(part.outputStored) });
  }
  return part.type === 'data' ? optional({ outputHolder: holder(part.stored) }) : {};
}

interface PartViewProps {
  readonly part: Part;
  readonly id: string;
  readonly isLive: boolean;
  readonly isOpen: boolean;
  /** Ids of the messages that keep the whole of a large value: of a call's arguments, of a result or data. */
  readonly inputHolder?: string;
  readonly outputHolder?: string;
}

function PartView(props: PartViewProps): JSX.Element | null {
  const { part, id, isLive, isOpen, inputHolder, outputHolder } = props;
  switch (part.type) {
    case 'text':
      return <MarkdownText part={part} id={id} isOpen={isOpen} />;
    case 'reasoning':
      return <Reasoning part={part} id={id} isOpen={isOpen} />;
    case 'tool':
      return <ToolCall part={part} id={id} isLive={isLive} {...optional({ inputHolder, outputHolder })} />;
    case 'file':
      return <FileItem part={part} />;
    case 'data':
      return <Data part={part} id={id} messageId={outputHolder} />;
    case 'guardrail':
      return <GuardrailNotice part={part} id={id} />;
    case 'annotations':
      return <Annotations part={part} id={id} />;
    case 'error':
      return (
        <div class="error-box" role="group" aria-label="Error from the agent">
          <Icon name="error" />
          <span dir="auto" data-find={id}>
            {part.errorText}
          </span>
        </div>
      );
    case 'unknown':
      return (
        <Disclosure id={id} name="Unknown event" className="quiet">
          {() => <LongText title="As it was received" text={readable(part.raw)} />}
        </Disclosure>
      );
    case 'source':
      return null;
  }
}

/** Open while it is written, then closed, unless the person wants it otherwise or is just reading it. */
function Reasoning(props: {
  readonly part: ReasoningPart;
  readonly id: string;
  readonly isOpen: boolean;
}): JSX.Element {
  const { part, id, isOpen } = props;
  const panel = usePanel();
  const wasWritten = useRef(false);
  const stays = useRef(false);
  if (wasWritten.current && !isOpen) stays.current = panel.isInUse(id);
  wasWritten.current = isOpen;
  const durationMs = useDuration(isOpen, part.text.length < seenFromStartLength);
  // Nothing is worth a word that took less than a second.
  const detail = durationMs === undefined || durationMs < 1000 ? {} : { detail: durationWords(durationMs) };
  return (
    <Disclosure id={id} name="Reasoning" className="reasoning" isOpenAtFirst={isOpen || stays.current} {...detail}>
      {() => <MarkdownText part={part} id={id} isOpen={isOpen} />}
    </Disclosure>
  );
}

/** A part that is longer when it is first seen began before the panel looked. */
const seenFromStartLength = 400;

/** How long something was going on that this view saw begin and end. */
function useDuration(isGoingOn: boolean, isSeenFromStart: boolean): number | undefined {
  const panel = usePanel();
  const startMs = useRef(isGoingOn && isSeenFromStart ? panel.nowMs() : undefined);
  const durationMs = useRef<number | undefined>(undefined);
  if (!isGoingOn && startMs.current !== undefined) durationMs.current ??= panel.nowMs() - startMs.current;
  return durationMs.current;
}

function Data(props: {
  readonly part: DataPart;
  readonly id: string;
  readonly messageId: string | undefined;
}): JSX.Element {
  const { part, id, messageId } = props;
  const later = useLater(true);
  return (
    <Disclosure id={id} name={`Data: ${part.name}`} className="quiet">
      {() =>
        later && <later.StoredValue title={part.name} value={part.data} stored={part.stored} messageId={messageId} />
      }
    </Disclosure>
  );
}
