import { readDiagramColors } from './diagramColors.ts';
import { diagramFrameScript } from './diagramFrameScript.ts';
import type { DiagramAnswer, DiagramRequest } from './diagramRequest.ts';

/** Longest time that one diagram may take before the frame is closed. */
const timeoutMs = 15_000;

/** The frame is kept for so long after a diagram, in case another one is drawn: to start it costs more than to keep it. */
const idleMs = 30_000;

/** Largest picture that is shown. */
const maxSvgLength = 3_000_000;

interface Frame {
  readonly element: HTMLIFrameElement;
  readonly port: MessagePort;
}

let frame: Frame | undefined;
/** Diagrams are drawn one after the other. */
let last: Promise<unknown> = Promise.resolve();
let idleTimer: ReturnType<typeof setTimeout> | undefined;

/**
 * Draws a diagram in the colours of the current theme. The source is hostile: it is read in a sandboxed frame without an
 * origin, and what comes back is shown as an image only, in which nothing runs or loads. Never fails.
 */
export function drawDiagram(document: Document, source: string): Promise<DiagramAnswer> {
  const answer = last.then(() => drawNow(document, source));
  last = answer;
  return answer;
}

async function drawNow(document: Document, source: string): Promise<DiagramAnswer> {
  clearTimeout(idleTimer);
  const style = document.defaultView?.getComputedStyle(document.body);
  const request: DiagramRequest = {
    source,
    colors: readDiagramColors(document),
    fontFamily: style?.fontFamily || 'sans-serif',
    fontSizePx: Number.parseFloat(style?.fontSize ?? '') || 13,
  };
  try {
    frame ??= openFrame(document);
    const answer = await ask(frame.port, request);
    idleTimer = setTimeout(closeFrame, idleMs);
    return 'svg' in answer && answer.svg.length > maxSvgLength ? { reason: 'The picture is too large.' } : answer;
  } catch (error) {
    closeFrame();
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The answer of the frame, whose text is hostile, to a request; fails if it takes too long. */
function ask(port: MessagePort, request: DiagramRequest): Promise<DiagramAnswer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Drawing it took too long.')), timeoutMs);
    const onAnswer = (event: MessageEvent<unknown>): void => {
      clearTimeout(timer);
      resolve(readAnswer(event.data));
    };
    port.addEventListener('message', onAnswer, { once: true });
    port.start();
    port.postMessage(request);
  });
}

function readAnswer(value: unknown): DiagramAnswer {
  const answer = value as Partial<Record<string, unknown>> | null;
  const text = (key: string): string | undefined => (typeof answer?.[key] === 'string' ? answer[key] : undefined);
  const pixels = (key: string): number => {
    const found = answer?.[key];
    return typeof found === 'number' && found > 0 && found < 100_000 ? found : 300;
  };
  const svg = text('svg');
  const title = text('title');
  if (svg === undefined) return { reason: text('reason') ?? 'Nothing was drawn.' };
  return {
    svg,
    type: text('type') ?? '',
    widthPx: pixels('widthPx'),
    heightPx: pixels('heightPx'),
    ...(title === undefined ? {} : { title }),
  };
}

/**
 * A frame without an origin that runs the drawing script. It inherits the panel's policy, so its scripts carry the
 * panel's nonce; the large one is handed over as a message, since a frame without an origin can load nothing.
 */
function openFrame(document: Document): Frame {
  const element = document.createElement('iframe');
  const nonce = document.querySelector<HTMLScriptElement>('script[nonce]')?.nonce ?? '';
  element.className = 'diagram-frame';
  element.title = 'Draws diagrams';
  element.tabIndex = -1;
  element.setAttribute('aria-hidden', 'true');
  element.setAttribute('sandbox', 'allow-scripts');
  element.srcdoc = `<!DOCTYPE html><html><body><script nonce="${nonce}">(${start.toString()})()</script></body></html>`;
  const { port1: port, port2 } = new MessageChannel();
  element.addEventListener('load', () => {
    element.contentWindow?.postMessage({ script: diagramFrameScript, nonce }, '*', [port2]);
  });
  document.body.append(element);
  return { element, port };
}

/** Runs in the frame, from its text: uses nothing from outside of itself. */
function start(): void {
  addEventListener('message', ({ data, ports }: MessageEvent<{ script: string; nonce: string }>) => {
    Object.assign(globalThis, { diagramPort: ports[0] });
    const script = document.createElement('script');
    script.nonce = data.nonce;
    script.textContent = data.script;
    document.body.append(script);
  });
}

function closeFrame(): void {
  frame?.port.close();
  frame?.element.remove();
  frame = undefined;
}
