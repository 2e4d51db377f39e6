import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { LinkTarget } from '../../../../src/webview/markdown/linkTarget.ts';
import { createStreamedMarkdown } from '../../../../src/webview/markdown/streamedMarkdown.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';
import { hostileMarkdown } from '../../../support/hostileMarkdown.ts';
import { anyMarkdown } from '../../../support/markdownDocuments.ts';

/** All that an answer's elements may be and carry. No address, no handler, no style, nothing that loads. */
const tags = new Set(
  'a blockquote br button code div em h3 h4 h5 h6 hr li ol p path pre s span strong svg table tbody td th thead tr ul'.split(
    ' ',
  ),
);
const attributes = new Set('aria-hidden aria-label class d dir role start tabindex title type viewBox'.split(' '));

describe('A hostile answer', () => {
  let dom: TestDom;
  before(() => {
    dom = installDom();
  });
  after(() => dom.remove());

  function draw(text: string, isLetterByLetter: boolean): { root: HTMLElement; opened: LinkTarget[] } {
    const root = dom.document.createElement('div');
    const opened: LinkTarget[] = [];
    const actions = {
      copy: () => undefined,
      insert: () => undefined,
      open: (target: LinkTarget) => opened.push(target),
    };
    const markdown = createStreamedMarkdown(root, actions);
    for (const piece of isLetterByLetter ? text : [text]) {
      markdown.append(piece);
      markdown.render(true);
      assertHarmless(root, text);
    }
    markdown.render(false);
    assertHarmless(root, text);
    return { root, opened };
  }

  function assertHarmless(root: HTMLElement, text: string): void {
    for (const element of root.querySelectorAll('*')) {
      const name = element.tagName.toLowerCase();
      assert.ok(tags.has(name), `<${name}> from ${JSON.stringify(text)}`);
      for (const attribute of element.attributes) {
        assert.ok(attributes.has(attribute.name), `${name}[${attribute.name}] from ${JSON.stringify(text)}`);
      }
    }
  }

  it('makes no element that could load, run, submit or restyle anything', () => {
    for (const text of hostileMarkdown) {
      draw(text, false);
      draw(text, true);
    }
  });

  it('opens web and mail addresses and relative paths at most, when everything in it is clicked', () => {
    for (const text of hostileMarkdown) {
      const { root, opened } = draw(text, false);
      for (const link of root.querySelectorAll<HTMLElement>('[role=link]')) {
        assert.equal(link.hasAttribute('href'), false);
        link.click();
      }
      for (const target of opened) {
        if (target.kind === 'web') assert.match(target.url, /^(?:https?:\/\/|mailto:)/);
        else assert.doesNotMatch(target.path, /^[/\\]|:|(?:^|\/)\.\.(?:\/|$)/);
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

  it('has its pictures shown as links with their description, never loaded', () => {
    const { root, opened } = draw('![a chart](https://tracker.example/p.png?id=1)', false);
    const link = root.querySelector<HTMLElement>('[role=link]');
    assert.equal(link?.textContent, 'Image: a chart');
    assert.equal(link.title, 'https://tracker.example/p.png?id=1');
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
