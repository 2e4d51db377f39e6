import type { DiagramAnswer, Drawing } from '../diagram/diagramRequest.ts';
import type { CodeBlock } from './codeBlock.ts';

export interface DiagramActions {
  /** Draws a diagram in the colours of the current theme. */
  drawDiagram(source: string): Promise<DiagramAnswer>;
  /** Says something to people who do not see it. */
  announce(text: string): void;
  /** Remembers what the person opened, and that they look there now. */
  isOpen(key: string): boolean | undefined;
  setOpen(key: string, isOpen: boolean): void;
}

/** Remembered once a diagram was drawn in this panel: the next ones are drawn when they come into view. */
const wantedKey = 'diagrams';

/** Tells the blocks of this document that one was drawn for the first time. */
const wantedEvent = 'diagramswanted';

/** Tells them that the theme has changed. */
const colorsEvent = 'diagramcolors';

/** The documents whose theme is watched. Blocks come and go, and none of them should be held by it. */
const watched = new WeakSet<Document>();

/** How far outside of the view a diagram is drawn already. */
const nearView = '400px 0px';

const noDrawing = 'This diagram cannot be drawn.';

/** What Mermaid says may list everything that it would have understood. */
const maxReasonLength = 300;

/**
 * A block of code that is a diagram. It is code until somebody asks for the drawing; from then on, and for diagrams
 * further on, the drawing stands in its place, with a way back. What draws is loaded by the first one.
 *
 * @param block shows the code; owned by the diagram from now on
 */
export function createDiagramBlock(document: Document, block: CodeBlock, actions: DiagramActions): CodeBlock {
  const element = document.createElement('div');
  const bar = document.createElement('div');
  const toggle = button(document, 'Draw Diagram', () => (isDrawn ? goBack() : void draw(true)));
  const enlarge = button(document, 'Open Diagram', () => openLarge(document, picture));
  const words = document.createElement('span');
  const drawing = document.createElement('div');
  element.className = 'diagram-block';
  bar.className = 'diagram-bar';
  words.className = 'diagram-words';
  drawing.className = 'diagram-drawing';
  bar.append(toggle, enlarge, words);
  element.append(block.element);
  element.addEventListener(wantedEvent, () => drawWhenNear());
  element.addEventListener(colorsEvent, () => isDrawn && void draw(false));

  let picture = document.createElement('img');
  let source = '';
  let isComplete = false;
  /** True while the drawing stands in the place of the code. */
  let isDrawn = false;
  let isDrawing = false;
  /** The number of the last drawing that was asked for; answers to earlier ones are late. */
  let drawingNumber = 0;
  let viewObserver: IntersectionObserver | undefined;

  function say(text: string, reason?: string): void {
    words.textContent = text;
    if (reason === undefined) return;
    const code = document.createElement('code');
    code.textContent = reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength)}…` : reason;
    words.append(code);
  }

  function offer(): void {
    // To move it would take the focus from its buttons.
    if (bar.parentNode !== element) element.append(bar);
    enlarge.hidden = !isDrawn;
    toggle.textContent = isDrawn ? 'Show Source' : 'Draw Diagram';
  }

  /** @param isAsked whether a person waits for it, who is then told how it went */
  async function draw(isAsked: boolean): Promise<void> {
    const number = ++drawingNumber;
    stopWaiting();
    isDrawing = true;
    if (!isDrawn) say('Drawing…');
    if (isAsked) wantOthers();
    const answer = await askForDrawing(actions, source);
    const drawn = 'svg' in answer ? await loadPicture(document, answer) : undefined;
    if (number !== drawingNumber) return;
    isDrawing = false;
    if (drawn) {
      show(drawn);
    } else {
      showSource();
      say(noDrawing, 'reason' in answer ? answer.reason : undefined);
    }
    if (isAsked) {
      actions.setOpen(wantedKey, true);
      actions.announce(drawn?.alt ?? noDrawing);
    }
  }

  /** The first drawing that somebody asks for is a wish for the others, too. */
  function wantOthers(): void {
    if (actions.isOpen(wantedKey) === true) return;
    actions.setOpen(wantedKey, true);
    tellBlocks(document, wantedEvent);
  }

  function drawWhenNear(): void {
    if (!isComplete || isDrawn || isDrawing || viewObserver) return;
    viewObserver = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void draw(false);
      },
      { rootMargin: nearView },
    );
    viewObserver.observe(element);
  }

  function show(drawn: HTMLImageElement): void {
    picture = drawn;
    drawing.replaceChildren(picture);
    isDrawn = true;
    say('');
    // The source stays in the document, where words are looked for.
    block.element.hidden = true;
    block.element.after(drawing);
    offer();
    watchColors(document);
  }

  function goBack(): void {
    showSource();
    actions.setOpen(wantedKey, true);
  }

  function showSource(): void {
    drawingNumber++;
    isDrawing = false;
    stopWaiting();
    isDrawn = false;
    say('');
    drawing.remove();
    block.element.hidden = false;
    offer();
  }

  function stopWaiting(): void {
    viewObserver?.disconnect();
    viewObserver = undefined;
  }

  function changed(isWhole: boolean): void {
    showSource();
    isComplete = isWhole;
    if (!isComplete || source.trim() === '') {
      bar.remove();
      return;
    }
    offer();
    if (actions.isOpen(wantedKey) === true) drawWhenNear();
  }

  return {
    element,
    setInfo: (info) => block.setInfo(info),
    update(code, language, nowComplete) {
      block.update(code, language, nowComplete);
      if (code === source && nowComplete === isComplete) return;
      source = code;
      changed(nowComplete);
    },
    append(more) {
      block.append(more);
      source += more;
      if (isComplete) changed(false);
    },
    dropEnd(length) {
      block.dropEnd(length);
      source = source.slice(0, source.length - length);
    },
    complete() {
      block.complete();
      if (!isComplete) changed(true);
    },
  };
}

async function askForDrawing(actions: DiagramActions, source: string): Promise<DiagramAnswer> {
  try {
    return await actions.drawDiagram(source);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The drawing as a picture that is ready to be shown; undefined if it is none. */
function loadPicture(document: Document, answer: Drawing): Promise<HTMLImageElement | undefined> {
  const picture = document.createElement('img');
  picture.width = answer.widthPx;
  picture.height = answer.heightPx;
  picture.alt = answer.title ?? `Diagram: ${kindOf(answer.type)}`;
  return new Promise((resolve) => {
    picture.addEventListener('load', () => resolve(picture));
    picture.addEventListener('error', () => resolve(undefined));
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(answer.svg)}`;
  });
}

/** `flowchart-v2` → `flowchart`, `stateDiagram` → `state`, `gitGraph` → `git graph`. */
function kindOf(type: string): string {
  const words = type
    .replace(/(?:-v\d+|-elk|Diagram)+$/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.trim() || 'unknown kind';
}

/** VS Code says in the attributes of the page that its theme has changed. */
function watchColors(document: Document): void {
  if (watched.has(document)) return;
  watched.add(document);
  const observer = new MutationObserver(() => tellBlocks(document, colorsEvent));
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}

function tellBlocks(document: Document, type: string): void {
  for (const block of document.querySelectorAll('.diagram-block')) block.dispatchEvent(new CustomEvent(type));
}

/** The drawing in a dialog as large as the panel, in its own size; Escape closes it. */
function openLarge(document: Document, picture: HTMLImageElement): void {
  const dialog = document.createElement('dialog');
  const box = document.createElement('div');
  const copy = picture.cloneNode() as HTMLImageElement;
  dialog.className = 'diagram-dialog';
  dialog.setAttribute('aria-label', picture.alt);
  box.className = 'diagram-scroll';
  box.tabIndex = 0;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', 'Diagram');
  box.append(copy);
  dialog.append(
    button(document, 'Close', () => dialog.close()),
    box,
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function button(document: Document, name: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'button button-secondary button-small';
  element.textContent = name;
  element.addEventListener('click', act);
  return element;
}
