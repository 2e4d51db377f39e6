import { type FilePlace, maxCheckedFiles, maxCheckedPathLength } from '../model/fileCheck.ts';
import type { FileMessage, PanelMessage } from '../model/panel.ts';
import { isObject } from '../model/parse.ts';
import type { FilePreviews } from './filePreviews.ts';
import { loadLater } from './laterParts.ts';
import type { FileTarget } from './markdown/linkTarget.ts';

/** Makes links of the files that answers name, as far as the workspace has them. */
export interface FileLinks {
  /**
   * `element` shows a file's name from now on, or another one than before. It is plain text until the host has said that
   * the file exists; becoming a link changes nothing but its looks.
   */
  mention(element: HTMLElement, target: FileTarget): void;
  /** A message from the host; those about files are taken. */
  receive(message: unknown): void;
}

export interface FileLinksOptions {
  readonly post: (message: PanelMessage) => void;
  readonly open: (target: FileTarget) => void;
  /** Calls `flush` a moment after it is called itself, once however often that is. */
  readonly schedule: (flush: () => void) => () => void;
}

/** How many different paths are asked about in one panel. */
const maxPaths = 4_000;

/**
 * Collects what is named, asks the host in batches and remembers its answers. Holds no elements: what an answer
 * concerns is looked up in the document.
 */
export function createFileLinks({ post, open, schedule }: FileLinksOptions): FileLinks {
  const targets = new WeakMap<Element, FileTarget>();
  const known = new Map<string, FilePlace | undefined>();
  const asked = new Set<string>();
  const documents = new Set<Document>();
  const later = schedule(ask);
  let previews: FilePreviews | undefined;

  function mention(element: HTMLElement, target: FileTarget): void {
    listen(element.ownerDocument);
    targets.set(element, target);
    element.classList.add('file-mention');
    show(element, target);
    if (!known.has(target.path) && !asked.has(target.path)) later();
  }

  function show(element: HTMLElement, target: FileTarget): void {
    const isLink = known.get(target.path) !== undefined;
    if (isLink) element.removeAttribute('title');
    if (element.classList.contains('file-link') === isLink) return;
    element.classList.toggle('file-link', isLink);
    if (isLink) {
      element.setAttribute('role', 'link');
      element.tabIndex = 0;
    } else {
      element.removeAttribute('role');
      element.removeAttribute('tabindex');
    }
  }

  function mentions(): readonly (readonly [HTMLElement, FileTarget])[] {
    return [...documents].flatMap((document) =>
      [...document.querySelectorAll<HTMLElement>('.file-mention')].flatMap((element) => {
        const target = targets.get(element);
        return target ? [[element, target] as const] : [];
      }),
    );
  }

  /** Only what still stands there: a name that was being written may have become another one. */
  function ask(): void {
    const paths = new Set<string>();
    for (const [, { path }] of mentions()) {
      if (!known.has(path) && !asked.has(path) && path.length <= maxCheckedPathLength) paths.add(path);
    }
    const batch = [...paths].slice(0, Math.min(maxCheckedFiles, Math.max(maxPaths - known.size, 0)));
    if (batch.length === 0) return;
    for (const path of batch) asked.add(path);
    post({ type: 'checkFiles', paths: batch });
    if (paths.size > batch.length) later();
  }

  function receive(message: unknown): void {
    if (!isObject(message)) return;
    const said = message as unknown as FileMessage;
    if (said.type === 'filePreview') previews?.receive(said);
    if (said.type === 'filesChanged') {
      // What is a link stays one until the host says otherwise.
      asked.clear();
      const before = new Map(known);
      known.clear();
      ask();
      for (const [path, place] of before) if (asked.has(path)) known.set(path, place);
    }
    if (said.type !== 'checkedFiles') return;
    const concerned = new Set<string>();
    for (const file of said.files) {
      known.set(file.asked, file.place);
      asked.delete(file.asked);
      concerned.add(file.asked);
    }
    for (const [element, target] of mentions()) if (concerned.has(target.path)) show(element, target);
  }

  /** The link that an event is about, with the place it leads to. */
  function linkOf(event: Event): { readonly element: HTMLElement; readonly target: FileTarget } | undefined {
    const element = (event.target as Element | null)?.closest?.<HTMLElement>('.file-link');
    const target = element ? targets.get(element) : undefined;
    const place = target && known.get(target.path);
    return element && target && place ? { element, target: { ...target, ...place } } : undefined;
  }

  function listen(document: Document): void {
    if (documents.has(document)) return;
    documents.add(document);
    const follow = (event: Event): void => {
      const link = linkOf(event);
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      previews?.hide();
      open(link.target);
    };
    const look = (event: Event): void => {
      const link = linkOf(event);
      if (link) void preview(event.type, link.element, link.target);
    };
    document.addEventListener('click', follow, true);
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') follow(event);
      },
      true,
    );
    document.addEventListener('pointerover', look);
    document.addEventListener('focusin', look);
  }

  /** The box that shows lines is loaded when somebody first looks at a link. */
  async function preview(cause: string, element: HTMLElement, target: FileTarget): Promise<void> {
    if (!previews) {
      const { createFilePreviews } = await loadLater();
      previews ??= createFilePreviews(element.ownerDocument, post);
    }
    if (cause === 'focusin' ? element.matches(':focus-visible') : element.matches(':hover')) {
      previews.offer(element, target, cause === 'focusin');
    }
  }

  return { mention, receive };
}
