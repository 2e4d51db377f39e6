import assert from 'node:assert/strict';
import { languageFile, suggestedName } from '../../../../src/host/panel/codeActions/languageFiles.ts';

describe('A new file', () => {
  it('is named after its first class or function, the way its language writes names', () => {
    for (const [code, language, name] of [
      ['export class Ledger {}', 'ts', 'Ledger.ts'],
      ['const a = 1;\nexport async function readAll() {}', 'js', 'readAll.js'],
      ['class AccountBook:\n  pass', 'python', 'account_book.py'],
      ['def f():\n  pass', 'py', 'f.py'],
      ['pub fn main() {}', 'rust', 'main.rs'],
      ['func Total() int {', 'go', 'total.go'],
      ['public final class Main {', 'java', 'Main.java'],
      ['export const App = () => {', 'tsx', 'App.tsx'],
      ['CREATE TABLE users (id int)', 'sql', 'users.sql'],
      ['{"a": 1}', 'json', 'code.json'],
      ['whatever', 'klingon', 'code.txt'],
    ] as const) {
      assert.equal(suggestedName(code, language), name);
    }
  });

  it('has the language that models call by many names', () => {
    assert.equal(languageFile('TypeScript')?.id, 'typescript');
    assert.equal(languageFile('c++')?.id, 'cpp');
    assert.equal(languageFile('console')?.id, 'shellscript');
    assert.equal(languageFile('constructor'), undefined);
  });
});
