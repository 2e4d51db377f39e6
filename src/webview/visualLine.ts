/**
 * Whether the cursor of a text box is on its first and on its last line as they are shown, wrapped lines counted. A
 * selection is on neither.
 */
export function visualLine(box: HTMLTextAreaElement): { readonly isFirst: boolean; readonly isLast: boolean } {
  const { value, selectionStart, selectionEnd } = box;
  if (selectionStart !== selectionEnd) return { isFirst: false, isLast: false };
  // A word is wrapped as a whole.
  const rest = /^\S*/.exec(value.slice(selectionStart))?.[0].length ?? 0;
  const [none, before, all] = heightsOf(box, ['', value.slice(0, selectionStart + rest), value]);
  return { isFirst: before === none, isLast: before === all };
}

/** How high the box would have to be for each text. */
function heightsOf(box: HTMLTextAreaElement, texts: readonly string[]): readonly number[] {
  const probe = box.ownerDocument.createElement('textarea');
  probe.className = box.className;
  probe.rows = 1;
  probe.tabIndex = -1;
  probe.ariaHidden = 'true';
  Object.assign(probe.style, {
    position: 'absolute',
    visibility: 'hidden',
    width: `${box.clientWidth}px`,
    height: '0',
    minHeight: '0',
  });
  // Without it the height would follow the text, and nothing would overflow.
  probe.style.setProperty('field-sizing', 'fixed');
  box.after(probe);
  const heights = texts.map((text) => {
    probe.value = text;
    return probe.scrollHeight;
  });
  probe.remove();
  return heights;
}
