import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { ReasoningPart, TextPart } from '../../model/message.ts';
import { createStreamedMarkdown, type StreamedMarkdown } from '../markdown/streamedMarkdown.ts';
import { usePanel } from './panelContext.ts';

/** Characters that are drawn at once. */
const pieceLength = 20_000;

/**
 * The text of a part as Markdown. The element's content belongs to the streaming renderer, which is told what was added;
 * Preact only keeps the element.
 */
export function MarkdownText(props: {
  readonly part: TextPart | ReasoningPart;
  /** Of the part, by which it is found. */
  readonly id: string;
  readonly isOpen: boolean;
}): JSX.Element {
  const { part, id, isOpen } = props;
  const panel = usePanel();
  const element = useRef<HTMLDivElement>(null);
  const renderer = useRef<StreamedMarkdown | undefined>(undefined);
  const shown = useRef<TextPart | ReasoningPart | undefined>(undefined);
  /** What the renderer was not told yet. */
  const waiting = useRef('');
  const stopWaiting = useRef<(() => void) | undefined>(undefined);
  const mayGrow = useRef(isOpen);
  mayGrow.current = isOpen;

  useLayoutEffect(() => {
    if (!element.current) return;
    renderer.current ??= createStreamedMarkdown(element.current, panel);
    takePart(renderer.current, shown.current);
    shown.current = part;
    tell(renderer.current);
  }, [part, isOpen]);
  useEffect(() => () => stopWaiting.current?.(), []);

  function takePart(markdown: StreamedMarkdown, before: TextPart | ReasoningPart | undefined): void {
    const appended = panel.appendedTo(part);
    if (before && appended?.since === before) {
      waiting.current += appended.text;
    } else if (before && part.text.startsWith(before.text)) {
      waiting.current += part.text.slice(before.text.length);
    } else if (!before || part.text.trimEnd() !== before.text.trimEnd()) {
      markdown.clear();
      waiting.current = part.text;
    }
  }

  /** A text that is there at once may be long: it is drawn piece by piece, so that nothing stands still meanwhile. */
  function tell(markdown: StreamedMarkdown): void {
    stopWaiting.current?.();
    stopWaiting.current = undefined;
    markdown.append(waiting.current.slice(0, pieceLength));
    waiting.current = waiting.current.slice(pieceLength);
    markdown.render(mayGrow.current || waiting.current !== '');
    if (waiting.current !== '') {
      const timer = setTimeout(() => tell(markdown), 0);
      stopWaiting.current = () => clearTimeout(timer);
    }
  }

  return <div class="markdown" data-find={id} ref={element} />;
}
