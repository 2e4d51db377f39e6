import assert from 'node:assert/strict';
import { grammarFor, languageName } from '../../../../src/webview/highlight/languageNames.ts';

describe('The language of a block of code', () => {
  it('is known by the names that models use', () => {
    const words =
      'ts tsx js jsx json jsonc html css scss less py python go golang rust rs java kotlin kt c cpp c++ csharp c# cs ' +
      'php ruby rb swift scala bash sh shell zsh console powershell ps1 sql yaml yml toml ini xml markdown md diff ' +
      'docker dockerfile makefile lua r dart elixir haskell graphql proto vue svelte astro perl clojure zig terraform ' +
      'hcl latex nginx regex log csv mermaid dotenv TypeScript JSON Dockerfile';
    for (const word of words.split(' ')) assert.ok(grammarFor(word), word);
    for (const word of ['', 'text', 'txt', 'constructor', '__proto__', 'klingon']) {
      assert.equal(grammarFor(word), undefined, word);
    }
  });

  it('has the name that people know it by', () => {
    const names = { ts: 'TypeScript', 'c++': 'C++', sh: 'Shell', cs: 'C#', yml: 'YAML', txt: 'Text', py: 'Python' };
    for (const [word, name] of Object.entries(names)) assert.equal(languageName(word), name);
    for (const word of ['klingon', 'constructor', '']) assert.equal(languageName(word), word);
  });
});
