import type { DiagramAnswer } from '../diagram/diagramRequest.ts';
import { type CodeBlock, createCodeBlock } from './codeBlock.ts';
import type { CodeActions } from './codeToolbar.ts';

export interface DiagramActions extends CodeActions {
  /** Says something to people who do not see it. */
  announce(text: string): void;
  /** Remembers what the person opened. */
  isOpen(key: string): boolean | undefined;
  setOpen(key: string, isOpen: boolean): void;
}

/** Remembered once a diagram was drawn in this panel: the next ones are drawn when they come into view. */
const wantedKey = 'diagrams';

/** How far outside of the view a diagram is drawn already. */
const nearView = '400px 0px';

const noDrawing = 'This diagram cannot be drawn.';

/** What Mermaid says may list everything that it would have understood. */
const maxReasonLength = 300;

/**
 * A block of code that is a diagram. It is code until somebody asks for the drawing; from then on, and for diagrams
 * further on, the drawing stands in its place, with a way back. What draws is loaded by the first one.
 */
export function createDiagramBlock(document: Document, actions: DiagramActions): CodeBlock {
  const block = createCodeBlock(document, actions);
  const element = document.createElement('div');
  const bar = document.createElement('div');
  const toggle = button(document, 'Draw Diagram', () => (isDrawn ? showSource() : void draw(true)));
  const enlarge = button(document, 'Open Diagram', () => openLarge(document, picture));
  const words = document.createElement('span');
  const picture = document.createElement('img');
  const drawing = document.createElement('div');
  element.className = 'diagram-block';
  bar.className = 'diagram-bar';
  words.className = 'diagram-words';
  drawing.className = 'diagram-drawing';
  drawing.append(picture);
  bar.append(toggle, enlarge, words);
  element.append(block.element);

  let source = '';
  let isComplete = false;
  /** True while the drawing stands in the place of the code. */
  let isDrawn = false;
  /** The number of the last drawing that was asked for; answers to earlier ones are late. */
  let drawingNumber = 0;
  let colorsObserver: MutationObserver | undefined;
  let viewObserver: IntersectionObserver | undefined;

  function say(text: string, reason?: string): void {
    words.textContent = text;
    if (reason === undefined) return;
    const code = document.createElement('code');
    code.textContent = reason.length > maxReasonLength ? `${reason.slice(0, maxReasonLength)}…` : reason;
    words.append(code);
  }

  function offer(): void {
    element.append(bar);
    enlarge.hidden = !isDrawn;
    toggle.textContent = isDrawn ? 'Show Source' : 'Draw Diagram';
  }

  /** @param isAsked whether a person waits for it, who is then told how it went */
  async function draw(isAsked: boolean): Promise<void> {
    const number = ++drawingNumber;
    stopWaiting();
    actions.setOpen(wantedKey, true);
    if (!isDrawn) say('Drawing…');
    const answer = await askForDrawing(document, source);
    if (number !== drawingNumber) return;
    show(answer);
    if (isAsked) actions.announce(isDrawn ? picture.alt : noDrawing);
  }

  function show(answer: DiagramAnswer): void {
    if ('reason' in answer) {
      showSource();
      say(noDrawing, answer.reason);
      return;
    }
    picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(answer.svg)}`;
    picture.width = answer.widthPx;
    picture.height = answer.heightPx;
    picture.alt = answer.title ?? `Diagram: ${kindOf(answer.type)}`;
    isDrawn = true;
    say('');
    block.element.replaceWith(drawing);
    offer();
    colorsObserver ??= observeColors(document, () => void draw(false));
  }

  function showSource(): void {
    drawingNumber++;
    stopWaiting();
    colorsObserver?.disconnect();
    colorsObserver = undefined;
    isDrawn = false;
    say('');
    drawing.replaceWith(block.element);
    offer();
  }

  function stopWaiting(): void {
    viewObserver?.disconnect();
    viewObserver = undefined;
  }

  function changed(isWhole: boolean): void {
    if (isDrawn) showSource();
    drawingNumber++;
    stopWaiting();
    isComplete = isWhole;
    if (!isComplete || source.trim() === '') {
      bar.remove();
      return;
    }
    offer();
    if (actions.isOpen(wantedKey) !== true) return;
    viewObserver = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) void draw(false);
      },
      { rootMargin: nearView },
    );
    viewObserver.observe(element);
  }

  return {
    element,
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

async function askForDrawing(document: Document, source: string): Promise<DiagramAnswer> {
  try {
    const { drawDiagram } = await import('../diagram/drawDiagram.ts');
    return await drawDiagram(document, source);
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** `flowchart-v2` → `flowchart`, `stateDiagram` → `state`, `gitGraph` → `git graph`. */
function kindOf(type: string): string {
  const words = type
    .replace(/(?:-v\d+|-elk|Diagram)+$/, '')
    .replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.trim() || 'unknown kind';
}

/** Calls back when VS Code's theme changes, which shows in the body's attributes. Ends with the returned observer. */
function observeColors(document: Document, onChange: () => void): MutationObserver {
  const observer = new MutationObserver(onChange);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
  return observer;
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
