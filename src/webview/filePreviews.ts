import type { FilePreview } from '../model/fileCheck.ts';
import type { PanelMessage } from '../model/panel.ts';
import { optional } from '../model/parse.ts';
import { describeTarget, type FileTarget } from './markdown/linkTarget.ts';

/** How long the pointer rests on a link before its lines are shown, and how long it may be away from both. */
const restMs = 350;
const awayMs = 200;

/** Shows the lines that a link leads to in a box beside it, for as long as somebody looks at the link. */
export interface FilePreviews {
  /** Somebody looks at a link: at once if the focus is there, else once the pointer rests. */
  offer(link: HTMLElement, target: FileTarget, isFocused: boolean): void;
  /** The lines that the host read. */
  receive(preview: FilePreview): void;
  hide(): void;
}

/** One box for all links, in the document's top layer. */
export function createFilePreviews(document: Document, post: (message: PanelMessage) => void): FilePreviews {
  const box = document.createElement('div');
  box.className = 'file-preview';
  box.id = 'file-preview';
  box.setAttribute('popover', 'manual');
  box.setAttribute('role', 'tooltip');
  // Within a landmark, as all that can be read.
  (document.querySelector('main') ?? document.body).append(box);
  let looked: { readonly link: HTMLElement; readonly target: FileTarget; readonly id: number } | undefined;
  let requests = 0;
  let isShown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function offer(link: HTMLElement, target: FileTarget, isFocused: boolean): void {
    clearTimeout(timer);
    if (looked?.link === link) return;
    hide();
    looked = { link, target, id: ++requests };
    const { id } = looked;
    const ask = (): void => {
      const { path, folder, startLine, endLine } = target;
      post({ type: 'previewFile', id, path, ...optional({ folder, startLine, endLine }) });
    };
    if (isFocused) ask();
    else timer = setTimeout(ask, restMs);
    link.addEventListener('pointerleave', leave);
    link.addEventListener('blur', hide);
  }

  function leave(): void {
    clearTimeout(timer);
    // A link that has the focus keeps its box: the pointer was only passing.
    if (looked?.link === document.activeElement) return;
    timer = setTimeout(hide, awayMs);
  }

  function hide(): void {
    clearTimeout(timer);
    looked?.link.removeEventListener('pointerleave', leave);
    looked?.link.removeEventListener('blur', hide);
    looked?.link.removeAttribute('aria-describedby');
    looked = undefined;
    if (isShown && 'hidePopover' in box) box.hidePopover();
    isShown = false;
  }

  function receive(preview: FilePreview): void {
    if (!looked || preview.id !== looked.id || !looked.link.isConnected) return;
    box.replaceChildren(heading(preview, looked.target), ...(preview.lines.length === 0 ? [] : [code(preview)]));
    looked.link.setAttribute('aria-describedby', box.id);
    if (!isShown && 'showPopover' in box) box.showPopover({ source: looked.link });
    isShown = true;
  }

  function heading({ lines, lineCount }: FilePreview, target: FileTarget): HTMLElement {
    const head = document.createElement('div');
    head.className = 'file-preview-head';
    head.dir = 'ltr';
    const { startLine = 1 } = target;
    const isBeyond = lines.length > 0 && startLine > lineCount;
    const note = lines.length === 0 ? ' — no text to show' : isBeyond ? ` — the file has ${lineCount} lines now` : '';
    const place = target.folder === undefined ? target : { ...target, path: `${target.folder}/${target.path}` };
    head.textContent = describeTarget(place) + note;
    return head;
  }

  function code({ startLine, lines }: FilePreview): HTMLElement {
    const pre = document.createElement('pre');
    pre.dir = 'ltr';
    const first = looked?.target.startLine ?? 0;
    const last = looked?.target.endLine ?? first;
    lines.forEach((text, index) => {
      const number = startLine + index;
      const row = document.createElement('span');
      row.className = number >= first && number <= last ? 'file-preview-line is-meant' : 'file-preview-line';
      row.dataset['line'] = String(number);
      row.textContent = text;
      pre.append(row);
    });
    return pre;
  }

  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Escape' || !isShown) return;
      event.preventDefault();
      event.stopPropagation();
      hide();
    },
    true,
  );
  box.addEventListener('pointerenter', () => clearTimeout(timer));
  box.addEventListener('pointerleave', leave);
  return { offer, receive, hide };
}
