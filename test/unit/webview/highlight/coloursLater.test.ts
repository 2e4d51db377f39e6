import assert from 'node:assert/strict';
import type { CodeColours, CodeView } from '../../../../src/webview/highlight/codeColours.ts';
import { createColoursLater } from '../../../../src/webview/highlight/coloursLater.ts';

describe('Colours that are loaded with the first block of code', () => {
  const view = (grammar: 'typescript' | undefined): CodeView => ({
    element: {} as HTMLElement,
    grammar: () => grammar,
    lineCount: () => 1,
    lineText: () => 'let a;',
    showTokens: () => undefined,
  });

  it('are given every block that was there before, once, and what comes later', async () => {
    const told: (readonly [CodeView, boolean])[] = [];
    let loads = 0;
    const loaded: CodeColours = {
      update: (block, isGrowing) => told.push([block, isGrowing]),
      takeBack: () => undefined,
      restart: () => undefined,
      receive: () => undefined,
    };
    const colours = createColoursLater(async () => {
      loads++;
      return loaded;
    });
    const [plain, first, second, third] = [view(undefined), view('typescript'), view('typescript'), view('typescript')];
    colours.update(plain, true);
    assert.equal(loads, 0, 'nothing is loaded for code without colours');
    colours.update(first, false);
    colours.update(second, true);
    colours.update(first, false);
    await new Promise((resolve) => setTimeout(resolve, 0));
    assert.deepEqual(told, [
      [first, false],
      [second, true],
    ]);
    colours.update(third, false);
    assert.equal(told.length, 3);
    assert.equal(loads, 1);
  });
});
