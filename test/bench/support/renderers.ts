// Runs in a page: ours and the renderers it is compared with, behind one interface, and the loops that drive them.
import DOMPurify from 'dompurify';
import MarkdownIt from 'markdown-it';
import { marked } from 'marked';
import { createElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { Streamdown } from 'streamdown';
import * as smd from 'streaming-markdown';
import { createStreamedMarkdown } from '../../../src/webview/markdown/streamedMarkdown.ts';
import { idleActions } from '../../support/answerActions.ts';

interface Renderer {
  /** Takes more text and shows it. */
  write(more: string): void;
  end(): void;
  remove(): void;
}

export type RendererName = 'ours' | 'marked' | 'markdownIt' | 'streamdown' | 'streamingMarkdown' | 'nothing';

const renderers: Readonly<Record<RendererName, (root: HTMLElement) => Renderer>> = {
  ours(root) {
    const markdown = createStreamedMarkdown(root, idleActions);
    return {
      write(more) {
        markdown.append(more);
        markdown.render(true);
      },
      end: () => markdown.render(false),
      remove: () => markdown.clear(),
    };
  },
  marked: (root) => whole((text) => (root.innerHTML = DOMPurify.sanitize(marked.parse(text, { async: false })))),
  markdownIt(root) {
    const markdown = new MarkdownIt({ html: false, linkify: true });
    return whole((text) => (root.innerHTML = markdown.render(text)));
  },
  streamdown(root) {
    const react = createRoot(root);
    const show = (children: string): void => flushSync(() => react.render(createElement(Streamdown, { children })));
    return { ...whole(show), remove: () => react.unmount() };
  },
  streamingMarkdown(root) {
    const parser = smd.parser(smd.default_renderer(root));
    return {
      write: (more) => smd.parser_write(parser, more),
      end: () => smd.parser_end(parser),
      remove: () => undefined,
    };
  },
  nothing: () => ({ write: () => undefined, end: () => undefined, remove: () => undefined }),
};

/** Renderers that take the whole text every time. */
function whole(show: (text: string) => void): Renderer {
  let text = '';
  return {
    write(more) {
      text += more;
      show(text);
    },
    end: () => show(text),
    remove: () => show(''),
  };
}

interface Stage {
  readonly scroller: HTMLElement;
  readonly renderer: Renderer;
  leave(): void;
}

/** An empty answer in a box that scrolls, as in the panel. */
function enter(name: RendererName): Stage {
  const scroller = document.createElement('div');
  const root = document.createElement('div');
  scroller.className = 'stage';
  root.className = 'markdown';
  scroller.append(root);
  document.body.replaceChildren(scroller);
  const renderer = renderers[name](root);
  return {
    scroller,
    renderer,
    leave() {
      renderer.remove();
      document.body.replaceChildren();
    },
  };
}

/** Resolves in a task of its own, so that no loop becomes one long task. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.addEventListener('message', () => {
      channel.port1.close();
      resolve();
    });
    channel.port1.start();
    channel.port2.postMessage(undefined);
  });
}

let stage: Stage | undefined;

/** Puts an answer on the stage that has come this far. */
export async function begin(name: RendererName, soFar: string): Promise<void> {
  stage?.leave();
  stage = enter(name);
  if (soFar !== '') stage.renderer.write(soFar);
  stage.scroller.scrollTop = stage.scroller.scrollHeight;
  await nextTask();
}

/** Shows `text` in pieces of `pieceLength`, each with layout, each in a task of its own. */
export async function write(text: string, pieceLength: number): Promise<void> {
  if (!stage) throw new Error('Nothing was begun.');
  for (let start = 0; start < text.length; start += pieceLength) {
    stage.renderer.write(text.slice(start, start + pieceLength));
    stage.scroller.scrollTop = stage.scroller.scrollHeight;
    await nextTask();
  }
}

export interface RealTime {
  readonly longestFlushMs: number;
  /** Of the browser's own count of tasks over 50 ms. */
  readonly longTasksMs: readonly number[];
}

/** Shows `text` as it would arrive at `perSecond` characters a second: what is there, once per animation frame. */
export async function writeInRealTime(text: string, perSecond: number): Promise<RealTime> {
  if (!stage) throw new Error('Nothing was begun.');
  const { renderer, scroller } = stage;
  const longTasksMs: number[] = [];
  const observer = new PerformanceObserver((list) =>
    longTasksMs.push(...list.getEntries().map((each) => each.duration)),
  );
  observer.observe({ type: 'longtask' });
  let longestFlushMs = 0;
  const startedAtMs = performance.now();
  for (let shown = 0; shown < text.length;) {
    await new Promise(requestAnimationFrame);
    const arrived = Math.floor(((performance.now() - startedAtMs) / 1000) * perSecond);
    const flushedAtMs = performance.now();
    renderer.write(text.slice(shown, arrived));
    scroller.scrollTop = scroller.scrollHeight;
    longestFlushMs = Math.max(longestFlushMs, performance.now() - flushedAtMs);
    shown = Math.min(arrived, text.length);
  }
  await nextTask();
  for (const each of observer.takeRecords()) longTasksMs.push(each.duration);
  observer.disconnect();
  return { longestFlushMs, longTasksMs };
}

/** Runs the loop of {@link write} so many times with nothing to write: what other work on the machine does to it. */
export async function idle(count: number): Promise<{ readonly elapsedMs: number; readonly longestMs: number }> {
  const startedAtMs = performance.now();
  let longestMs = 0;
  for (let step = 0; step < count; step++) {
    const stepAtMs = performance.now();
    await nextTask();
    longestMs = Math.max(longestMs, performance.now() - stepAtMs);
  }
  return { elapsedMs: performance.now() - startedAtMs, longestMs };
}
