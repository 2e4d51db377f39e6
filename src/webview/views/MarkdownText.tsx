import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { ReasoningPart, TextPart } from '../../model/message.ts';
import { createStreamedMarkdown, type StreamedMarkdown } from '../markdown/streamedMarkdown.ts';
import { usePanel } from './panelContext.ts';

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

  useLayoutEffect(() => {
    if (!element.current) return;
    renderer.current ??= createStreamedMarkdown(element.current, panel);
    showPart(renderer.current, shown.current);
    shown.current = part;
    renderer.current.render(isOpen);
  }, [part, isOpen]);

  function showPart(markdown: StreamedMarkdown, before: TextPart | ReasoningPart | undefined): void {
    const appended = panel.appendedTo(part);
    if (before && appended?.since === before) {
      markdown.append(appended.text);
    } else if (before && part.text.startsWith(before.text)) {
      markdown.append(part.text.slice(before.text.length));
    } else if (!before || part.text.trimEnd() !== before.text.trimEnd()) {
      markdown.clear();
      markdown.append(part.text);
    }
  }

  return <div class="markdown" data-find={id} ref={element} />;
}
