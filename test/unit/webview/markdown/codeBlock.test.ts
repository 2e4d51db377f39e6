import assert from 'node:assert/strict';
import { type CodeBlock, createCodeBlock } from '../../../../src/webview/markdown/codeBlock.ts';
import { answerActions } from '../../../support/answerActions.ts';
import { createTestColours, looksOf, type TestColours, testRules, testTheme } from '../../../support/codeColours.ts';
import { installDom, type TestDom } from '../../../support/dom.ts';

describe('A block of code', () => {
  let dom: TestDom;
  let copied: string[];
  let inserted: string[];
  let world: TestColours;
  beforeEach(() => {
    dom = installDom();
    copied = [];
    inserted = [];
    world = createTestColours(dom.document);
  });
  afterEach(() => dom.remove());

  function create(): CodeBlock {
    const block = createCodeBlock(
      dom.document,
      answerActions({ copy: (code) => copied.push(code), insert: (code) => inserted.push(code) }),
      world.colours,
    );
    dom.document.body.append(block.element);
    return block;
  }

  /** Colours are there and the grammar is known, as in a panel that showed TypeScript before. */
  async function warmUp(): Promise<void> {
    const block = create();
    block.update('1', 'ts', true);
    await world.settle();
    world.sayTheme(testRules);
    await world.settle();
    block.element.remove();
  }

  function button(block: CodeBlock, name: string): HTMLButtonElement {
    const found = block.element.querySelector<HTMLButtonElement>(`button[aria-label="${name}"]`);
    assert.ok(found, name);
    return found;
  }

  const codeOf = (block: CodeBlock): string => block.element.querySelector('code')?.textContent ?? '';

  it('can be copied and inserted without its last line break', () => {
    const block = create();
    block.update('let a = 1;\nlet b = 2;\n', 'ts', true);
    button(block, 'Copy').click();
    button(block, 'Insert at Cursor').click();
    assert.deepEqual(copied, ['let a = 1;\nlet b = 2;']);
    assert.deepEqual(inserted, ['let a = 1;\nlet b = 2;']);
  });

  it('names its language to eyes and ears, before anything is loaded', () => {
    const block = create();
    block.update('x', 'py', false);
    assert.equal(block.element.querySelector('.code-language')?.textContent, 'Python');
    assert.equal(block.element.getAttribute('aria-label'), 'Code, Python');
    block.update('x', 'made-up', true);
    assert.equal(block.element.getAttribute('aria-label'), 'Code, made-up');
    block.update('x', '', true);
    assert.equal(block.element.getAttribute('aria-label'), 'Code');
    assert.equal(block.element.querySelector('.code-language')?.textContent, 'Code');
  });

  it('has its colours line by line while it arrives, exact inside of what began lines before', async () => {
    await warmUp();
    const block = create();
    block.update('/* one\nconst two\n', 'ts', false);
    await world.settle();
    assert.deepEqual(looksOf(block.element), ['comment: /* one', 'comment: const two']);
    block.append('*/ const three');
    assert.deepEqual(looksOf(block.element).length, 2);
    block.append(' = 3;\n');
    block.complete();
    await world.settle();
    assert.deepEqual(
      looksOf(block.element).filter((look) => !look.startsWith('rgb')),
      ['comment: /* one', 'comment: const two', 'comment: */', 'keyword: const', 'number: 3'],
    );
    assert.equal(codeOf(block), '/* one\nconst two\n*/ const three = 3;\n');
  });

  it('is plain until the grammar is there, and then has the same text in colours', async () => {
    const block = create();
    const source = 'const a = "b";\n\nlet c = 1';
    block.update(source, 'ts', true);
    assert.equal(codeOf(block), source);
    assert.deepEqual(looksOf(block.element), []);
    await world.settle();
    assert.deepEqual(looksOf(block.element), []);
    world.sayTheme(testRules);
    await world.settle();
    assert.equal(codeOf(block), source);
    assert.deepEqual(
      looksOf(block.element).filter((look) => !look.startsWith('rgb')),
      ['keyword: const', 'string: "b"', 'keyword: let', 'number: 1'],
    );
  });

  it('goes on where it seemed to have ended in the middle of a line', async () => {
    await warmUp();
    const block = create();
    block.update('let a = "x\nlet b', 'ts', true);
    block.append('c = `1\n2` + 3;\n');
    block.complete();
    await world.settle();
    assert.equal(codeOf(block), 'let a = "x\nlet bc = `1\n2` + 3;\n');
    assert.deepEqual(
      looksOf(block.element).filter((look) => !look.startsWith('rgb')),
      ['keyword: let', 'string: "x', 'keyword: let', 'string: `1', 'string: 2`', 'number: 3'],
    );
    block.dropEnd(0);
    block.append('let d');
    block.complete();
    block.dropEnd(2);
    assert.ok(codeOf(block).endsWith('\nlet'));
  });

  it('follows a change of the theme and of what the person changed about it', async () => {
    await warmUp();
    const block = create();
    block.update('let a = 1; // b\n', 'ts', true);
    const custom = [{ scope: ['comment'], foreground: testTheme.string, fontStyle: 'italic bold underline' }];
    world.sayTheme(testRules, custom);
    await world.settle();
    assert.deepEqual(
      looksOf(block.element).filter((look) => !look.startsWith('rgb')),
      ['keyword: let', 'number: 1', 'comment italic bold underline: //', 'string italic bold underline:  b'],
    );
    dom.document.body.dataset['vscodeThemeId'] = 'Other';
    await world.settle();
    assert.equal(world.asked.at(-1), 'Other');
    world.sayTheme([{ scope: ['storage'], foreground: testTheme.number }]);
    await world.settle();
    assert.deepEqual(looksOf(block.element), ['number: let']);
    assert.equal(codeOf(block), 'let a = 1; // b\n');
    dom.document.body.dataset['vscodeThemeId'] = '';
    await world.settle();
    assert.equal(world.asked.length, 2, 'a theme that is known is not asked for again');
    assert.ok(looksOf(block.element).includes('keyword: let'));
  });

  it('has colours of its own for each kind of theme where the theme cannot be read', async () => {
    const block = create();
    block.update('let a = 1;\n', 'ts', true);
    await world.settle();
    const seen = new Set<string>();
    for (const kind of ['vscode-dark', 'vscode-light', 'vscode-high-contrast', 'vscode-high-contrast-light']) {
      dom.document.body.className = kind;
      await world.settle();
      world.sayTheme(undefined);
      await world.settle();
      seen.add(looksOf(block.element).join('|'));
    }
    assert.equal(seen.size, 4);
    assert.ok([...seen].every((looks) => /rgb\(.*\): let.*rgb\(.*\): 1/.test(looks)));
  });

  it('keeps what is selected when it gets its colours', async () => {
    const block = create();
    block.update('const a = "b";\nlet c = 1;\n', 'ts', true);
    const lines = block.element.querySelector('.code-chunk')?.childNodes;
    assert.ok(lines?.[0] && lines[1]);
    const selection = dom.document.getSelection();
    selection?.setBaseAndExtent(lines[0], 6, lines[1], 5);
    await world.settle();
    world.sayTheme(testRules);
    await world.settle();
    assert.ok(looksOf(block.element).length > 0);
    assert.equal(selection?.toString(), 'a = "b";\nlet c');
    world.sayTheme(testRules, [{ scope: ['source'], foreground: '#666666' }]);
    await world.settle();
    assert.equal(selection?.toString(), 'a = "b";\nlet c');
  });

  it('keeps the nodes of its lines when more lines come', async () => {
    await warmUp();
    const block = create();
    block.update('let a = 1;\n', 'ts', false);
    const first = block.element.querySelector('.code-chunk')?.firstChild;
    block.append('let b = 2;\nlet c');
    block.append(' = 3;\n');
    block.complete();
    assert.equal(block.element.querySelector('.code-chunk')?.firstChild, first);
  });

  it('puts its lines into containers of their own, so that a new line lays out few of them again', () => {
    const block = create();
    block.update('line\n'.repeat(100), '', true);
    const chunks = [...block.element.querySelectorAll('.code-chunk')];
    assert.ok(chunks.length >= 4);
    assert.ok(chunks.every((chunk) => (chunk.textContent ?? '').split('\n').length <= 33));
    assert.equal(codeOf(block), 'line\n'.repeat(100));
  });

  it('costs nothing in a language that nobody knows', async () => {
    for (const language of ['klingon', '', 'text', 'constructor', '__proto__']) {
      create().update('const a = 1;\n', language, true);
    }
    await world.settle();
    assert.deepEqual(world.loaded, []);
    assert.deepEqual(world.asked, []);
    assert.equal(world.taskCount(), 0);
  });

  it('loads a grammar once, whatever shows its language', async () => {
    await warmUp();
    for (const language of ['ts', 'typescript', 'TS', 'css']) create().update('a {}\n', language, true);
    await world.settle();
    assert.deepEqual(world.loaded, ['highlighter', 'typescript', 'css']);
  });

  it('stays as it is where the grammar cannot be loaded', async () => {
    await warmUp();
    const block = create();
    block.update('print(1)\n', 'py', true);
    await world.settle();
    assert.deepEqual(looksOf(block.element), []);
    assert.equal(codeOf(block), 'print(1)\n');
  });

  it('shows a line plain that is too long to look at, and the next one in colours', async () => {
    await warmUp();
    const block = create();
    block.update(`const a = "${'x'.repeat(5000)}";\nlet b\n`, 'ts', true);
    await world.settle();
    assert.deepEqual(looksOf(block.element), ['keyword: let']);
  });

  it('gets its colours in many small tasks where a machine is slow, and gets all of them', async () => {
    let nowMs = 0;
    world = createTestColours(dom.document, () => (nowMs += 3));
    const block = create();
    block.update('const a = "b";\nlet c = `1\n2`;\n', 'ts', true);
    await world.settle();
    world.sayTheme(testRules);
    await world.settle();
    assert.ok(world.taskCount() > 10);
    assert.deepEqual(
      looksOf(block.element).filter((look) => !look.startsWith('rgb')),
      ['keyword: const', 'string: "b"', 'keyword: let', 'string: `1', 'string: 2`'],
    );
  });
});
