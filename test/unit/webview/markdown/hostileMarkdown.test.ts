import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LinkTarget } from '../../../../src/webview/markdown/linkTarget.ts';
import { createStreamedMarkdown } from '../../../../src/webview/markdown/streamedMarkdown.ts';
import { answerActions, idleActions } from '../../../support/answerActions.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { hostileMarkdown } from '../../../support/hostileMarkdown.ts';
import { anyMarkdown } from '../../../support/markdownDocuments.ts';

/** All that an answer's elements may be and carry. No handler, no style, no address but of pictures that load nothing. */
const tags = new Set(
  'a blockquote br button code div em h3 h4 h5 h6 hr img li ol p path pre s span strong svg table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const attributes = new Set(
  'alt aria-expanded aria-haspopup aria-hidden aria-label class d dir role src start tabindex title type viewBox'.split(
    ' ',
  ),
);

describe('A hostile answer', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  interface Drawn {
    readonly root: HTMLElement;
    readonly opened: readonly LinkTarget[];
    /** Paths of the pictures that the host was asked for. */
    readonly read: readonly string[];
  }

  function draw(text: string, isLetterByLetter: boolean): Drawn {
    const root = dom.document.createElement('div');
    const opened: LinkTarget[] = [];
    const read: string[] = [];
    const actions = answerActions({
      open: (target) => opened.push(target),
      // The host is asked about files before they become links; here it has them all.
      mention: (_, target) => opened.push(target),
      readImage(path) {
        read.push(path);
        return idleActions.readImage(path);
      },
    });
    const markdown = createStreamedMarkdown(root, actions);
    for (const piece of isLetterByLetter ? text : [text]) {
      markdown.append(piece);
      markdown.render(true);
      assertHarmless(root, text);
    }
    markdown.render(false);
    assertHarmless(root, text);
    return { root, opened, read };
  }

  function assertHarmless(root: HTMLElement, text: string): void {
    for (const element of root.querySelectorAll('*')) {
      const name = element.tagName.toLowerCase();
      assert.ok(tags.has(name), `<${name}> from ${JSON.stringify(text)}`);
      for (const attribute of element.attributes) {
        assert.ok(attributes.has(attribute.name), `${name}[${attribute.name}] from ${JSON.stringify(text)}`);
        if (attribute.name === 'src') {
          assert.equal(name, 'img');
          assert.match(attribute.value, /^data:image\/(?:png|jpeg|gif|webp|svg\+xml)[;,]/);
        }
      }
    }
  }

  it('makes no element that could load, run, submit or restyle anything', () => {
    for (const text of hostileMarkdown) {
      draw(text, false);
      draw(text, true);
    }
  });

  it('opens web and mail addresses at most, and files that the host was asked about, when everything is clicked', () => {
    for (const text of hostileMarkdown) {
      const { root, opened } = draw(text, false);
      for (const link of root.querySelectorAll<HTMLElement>('[role=link]')) {
        assert.equal(link.hasAttribute('href'), false);
        link.click();
      }
      for (const target of opened) {
        if (target.kind === 'web') assert.match(target.url, /^(?:https?:\/\/|mailto:)/);
        else assert.doesNotMatch(target.path, /^[/\\]{2}|:(?![/\\])|(?:^|\/)\.\.(?:\/|$)/);
      }
    }
  });

  it('is shown with the targets that are refused, so that a person sees what was meant', () => {
    for (const target of ['command:workbench.action.terminal.new', 'vscode://file/etc/passwd', 'javascript:alert(1)']) {
      const { root } = draw(`[click me](${target})`, false);
      assert.equal(root.textContent, `click me (${target})`);
      assert.equal(root.querySelector('[role=link]'), null);
    }
  });

  it('asks the host for pictures by relative paths inside the workspace only', () => {
    const asked = (src: string): readonly string[] => draw(`![x](${src})`, false).read;
    assert.deepEqual(asked('docs/a%20b.png'), ['docs/a b.png']);
    for (const src of [
      '../a.png',
      'docs/../../a.png',
      '/etc/a.png',
      '//host.example/a.png',
      '\\\\host.example\\a.png',
      'C:\\a.png',
      'file:///etc/a.png',
      'vscode-resource:/a.png',
      '%2e%2e/a.png',
      'https://host.example/a.png',
      '.env',
      'docs/a.png%00.txt',
    ]) {
      assert.deepEqual(asked(src), [], src);
    }
  });

  it('shows data as a picture only where it is one', () => {
    const shown = (src: string): number => draw(`![x](${src})`, false).root.querySelectorAll('.answer-image').length;
    assert.equal(shown('data:image/png;base64,iVBORw0KGgo='), 1);
    assert.equal(shown('data:image/svg+xml;base64,PHN2Zy8+'), 1);
    for (const src of [
      'data:text/html;base64,PHNjcmlwdD4=',
      'data:image/svg;x,<svg>',
      'data:application/xhtml+xml,x',
      'data:image/png2,x',
      'data:,x',
      `data:image/png;base64,${'A'.repeat(8_000_000)}`,
    ]) {
      assert.equal(shown(src), 0, src.slice(0, 40));
    }
  });

  it('has its pictures from the network shown as links that say so, never loaded', () => {
    const { root, opened } = draw('![a chart](https://tracker.example/p.png?id=1)', false);
    const link = root.querySelector<HTMLElement>('[role=link]');
    assert.equal(link?.textContent, 'Remote image, not loaded: a chart (tracker.example)');
    assert.match(link.title, /^https:\/\/tracker\.example\/p\.png\?id=1\n/);
    link.click();
    assert.deepEqual(opened, [{ kind: 'web', url: 'https://tracker.example/p.png?id=1' }]);
  });

  it('of any making stays harmless', () => {
    const piece = fc.oneof(fc.constantFrom(...hostileMarkdown), anyMarkdown, fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }),
        fc.constantFrom('', '\n', '\n\n', ' '),
        (pieces, glue) => {
          draw(pieces.join(glue), false);
        },
      ),
      { numRuns: 150 },
    );
  });
});
