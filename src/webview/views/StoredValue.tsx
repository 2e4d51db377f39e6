import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { StoredPayload } from '../../model/message.ts';
import { optional } from '../../model/parse.ts';
import { sizeWords } from '../sizeWords.ts';
import { readable } from '../toolSummary.ts';
import { LongText } from './LongText.tsx';
import { usePanel } from './panelContext.ts';

/** How long a request may seem to be on its way; a host that could not help says so elsewhere. */
const busyAtMostMs = 30_000;

export interface StoredValueProps {
  readonly title: string;
  /** By which it is found. */
  readonly id?: string;
  /** The value, or as much of it as travelled with the message. */
  readonly value: unknown;
  readonly stored: StoredPayload | undefined;
  /** The message to read again; undefined while none is stored. */
  readonly messageId: string | undefined;
}

/** A value in full, or the beginning of a large one with what is known of it and a way to the rest. */
export function StoredValue({ title, id, value, stored, messageId }: StoredValueProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const isAwaited = useRef(false);

  // The button goes with the wait for it; whoever pressed it wants to read on here.
  useLayoutEffect(() => {
    if (stored || !isAwaited.current) return;
    isAwaited.current = false;
    if (document.activeElement === document.body) box.current?.querySelector('pre')?.focus({ preventScroll: true });
  }, [stored]);

  if (!stored) {
    return (
      <div ref={box}>
        <LongText title={title} text={value === undefined ? 'None' : readable(value)} {...optional({ id })} />
      </div>
    );
  }
  const preview = stored.preview ?? (value === undefined ? '' : readable(value));
  return (
    <div ref={box} class="stored">
      {preview === '' ? (
        <div class="long-text-title">{title}</div>
      ) : (
        <LongText title={`${title}, beginning`} text={preview} {...optional({ id })} />
      )}
      <More
        stored={stored}
        messageId={messageId}
        onAsked={() => {
          isAwaited.current = true;
        }}
      />
    </div>
  );
}

function More(props: {
  readonly stored: StoredPayload;
  readonly messageId: string | undefined;
  readonly onAsked: () => void;
}): JSX.Element {
  const { stored, messageId, onAsked } = props;
  const panel = usePanel();
  const factsId = useId();
  const [asked, setAsked] = useState<StoredPayload>();
  // Whatever the host answers brings the part anew, and with it another object.
  const isBusy = asked === stored;

  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(() => setAsked(undefined), busyAtMostMs);
    return () => clearTimeout(timer);
  }, [isBusy]);

  return (
    <div class="stored-more">
      <span id={factsId}>{factsOf(stored, messageId !== undefined)}</span>
      {messageId !== undefined && (
        <button
          type="button"
          class="button button-secondary"
          aria-describedby={factsId}
          aria-disabled={isBusy}
          onClick={() => {
            if (isBusy) return;
            setAsked(stored);
            onAsked();
            panel.expandMessage(messageId);
          }}
        >
          {isBusy && <span class="spinner" aria-hidden="true" />}
          {isBusy ? 'Loading…' : 'Load All'}
        </button>
      )}
    </div>
  );
}

function factsOf(stored: StoredPayload, isLoadable: boolean): string {
  const size = stored.sizeBytes === undefined ? 'Kept apart by the service' : sizeWords(stored.sizeBytes);
  const facts = [
    [size, ...(stored.mediaType ? [stored.mediaType] : [])].join(', '),
    ...(stored.isTruncated ? ['The service itself keeps only a part of it'] : []),
    ...(isLoadable ? [] : ['All of it can be loaded once the answer is stored']),
  ];
  return `${facts.join('. ')}.`;
}
