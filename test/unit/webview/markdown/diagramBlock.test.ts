import assert from 'node:assert/strict';
import type { DiagramAnswer } from '../../../../src/webview/diagram/diagramRequest.ts';
import { createCodeBlock } from '../../../../src/webview/markdown/codeBlock.ts';
import { createDiagramBlock } from '../../../../src/webview/markdown/diagramBlock.ts';
import { idleActions } from '../../../support/answerActions.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';

const flow = 'flowchart LR\n  a --> b\n';

describe('A diagram', () => {
  let dom: TestDom;
  /** What was to be drawn, with the function that answers it. */
  let asked: { readonly source: string; readonly answer: (answer: DiagramAnswer) => void }[];
  let spoken: string[];
  let opened: Record<string, boolean>;
  /** What is watched for coming into view, with the function that says that it has. */
  let watched: Map<Element, () => void>;

  before(() => {
    dom = installDom();
    class ViewObserver {
      readonly #onChange: (entries: readonly { isIntersecting: boolean }[]) => void;
      #target: Element | undefined;

      constructor(onChange: (entries: readonly { isIntersecting: boolean }[]) => void) {
        this.#onChange = onChange;
      }

      observe(target: Element): void {
        this.#target = target;
        watched.set(target, () => this.#onChange([{ isIntersecting: true }]));
      }

      disconnect(): void {
        if (this.#target) watched.delete(this.#target);
      }
    }
    Object.assign(globalThis, { IntersectionObserver: ViewObserver });
  });
  after(() => {
    Reflect.deleteProperty(globalThis, 'IntersectionObserver');
    dom.remove();
  });
  beforeEach(() => {
    asked = [];
    spoken = [];
    opened = {};
    watched = new Map();
    dom.document.body.replaceChildren();
  });

  function create() {
    const actions = {
      ...idleActions,
      announce: (text: string) => spoken.push(text),
      isOpen: (key: string) => opened[key],
      setOpen(key: string, isOpen: boolean) {
        opened[key] = isOpen;
      },
      drawDiagram: (source: string) => new Promise<DiagramAnswer>((answer) => asked.push({ source, answer })),
    };
    const block = createDiagramBlock(dom.document, createCodeBlock(dom.document, actions), actions);
    dom.document.body.append(block.element);
    return block;
  }

  type Block = ReturnType<typeof create>;

  const buttonOf = (block: Block, name: string): HTMLButtonElement | undefined =>
    [...block.element.querySelectorAll('button')].find((each) => each.textContent === name && !each.hidden);
  const pictureOf = (block: Block): HTMLImageElement | null => block.element.querySelector('img');
  const isSourceShown = (block: Block): boolean => {
    const code = block.element.querySelector<HTMLElement>('.code-block');
    return code?.hidden === false && code.querySelector('pre')?.textContent === flow;
  };
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  /** Answers what was asked last, and lets the picture load as a browser would. */
  async function answerWith(answer: DiagramAnswer): Promise<void> {
    const pictures: HTMLImageElement[] = [];
    const createElement = dom.document.createElement.bind(dom.document);
    dom.document.createElement = (name: string) => {
      const element = createElement(name);
      if (name === 'img') pictures.push(element as HTMLImageElement);
      return element;
    };
    asked.at(-1)?.answer(answer);
    await settled();
    dom.document.createElement = createElement;
    for (const picture of pictures) picture.dispatchEvent(new dom.window.Event('load'));
    await settled();
  }

  const drawing = { svg: '<svg onload="alert(1)"/>', type: 'flowchart-v2', widthPx: 300, heightPx: 100 };

  it('is code with an offer to draw it, once it is whole', () => {
    const block = create();
    block.update('flowchart LR\n', 'mermaid', false);
    assert.equal(buttonOf(block, 'Draw Diagram'), undefined);
    block.append('  a --> b\n');
    block.complete();
    assert.ok(buttonOf(block, 'Draw Diagram'));
    assert.equal(block.element.querySelector('pre')?.textContent, flow);
    assert.equal(asked.length, 0);
  });

  it('is drawn as an image when somebody asks, who can go back to the source', async () => {
    const block = create();
    block.update(flow, 'mermaid', true);
    buttonOf(block, 'Draw Diagram')?.click();
    assert.equal(asked[0]?.source, flow);
    await answerWith(drawing);
    assert.equal(pictureOf(block)?.alt, 'Diagram: flowchart');
    assert.equal(
      pictureOf(block)?.getAttribute('src'),
      `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawing.svg)}`,
    );
    assert.equal(block.element.querySelector('.diagram-drawing svg'), null);
    assert.equal(isSourceShown(block), false);
    assert.deepEqual(spoken, ['Diagram: flowchart']);
    buttonOf(block, 'Show Source')?.click();
    assert.equal(isSourceShown(block), true);
    assert.equal(pictureOf(block), null);
  });

  it('stays source with the reason where it cannot be drawn', async () => {
    const block = create();
    block.update(flow, 'mermaid', true);
    buttonOf(block, 'Draw Diagram')?.click();
    await answerWith({ reason: `Parse error ${'x'.repeat(5_000)}` });
    const words = block.element.querySelector('.diagram-words')?.textContent ?? '';
    assert.match(words, /^This diagram cannot be drawn\.Parse error x+…$/);
    assert.ok(words.length < 400);
    assert.equal(isSourceShown(block), true);
    assert.ok(buttonOf(block, 'Draw Diagram'));
    assert.deepEqual(spoken, ['This diagram cannot be drawn.']);
  });

  it('is drawn by itself near the view after another one was drawn, and says nothing then', async () => {
    const [first, second] = [create(), create()];
    first.update(flow, 'mermaid', true);
    second.update(flow, 'mermaid', true);
    assert.equal(watched.size, 0);
    buttonOf(first, 'Draw Diagram')?.click();
    await answerWith(drawing);
    const third = create();
    third.update(flow, 'mermaid', true);
    assert.deepEqual([...watched.keys()], [second.element, third.element]);
    watched.get(third.element)?.();
    await answerWith({ ...drawing, title: 'Third' });
    assert.equal(pictureOf(third)?.alt, 'Third');
    assert.deepEqual(spoken, ['Diagram: flowchart']);
    // Who looks at a source by choice keeps it.
    buttonOf(third, 'Show Source')?.click();
    assert.deepEqual([...watched.keys()], [second.element]);
  });

  it('is drawn anew when the theme changes', async () => {
    const block = create();
    block.update(flow, 'mermaid', true);
    buttonOf(block, 'Draw Diagram')?.click();
    await answerWith(drawing);
    const before = pictureOf(block);
    dom.document.body.className = 'vscode-light';
    await settled();
    assert.equal(asked.length, 2);
    assert.equal(pictureOf(block), before);
    await answerWith(drawing);
    assert.notEqual(pictureOf(block), before);
  });

  it('forgets a drawing of what it no longer is', async () => {
    const block = create();
    block.update(flow, 'mermaid', true);
    buttonOf(block, 'Draw Diagram')?.click();
    block.update(`${flow}  b --> c\n`, 'mermaid', true);
    await answerWith(drawing);
    assert.equal(pictureOf(block), null);
    assert.match(block.element.querySelector('pre')?.textContent ?? '', /b --> c/);
  });
});
