import assert from 'node:assert/strict';
import { isPlainCommand, shellCommands } from '../../../../src/host/panel/codeActions/consoleText.ts';

describe('The commands of a shell block', () => {
  const commands = (code: string, language = 'bash'): readonly string[] => shellCommands(code, language).lines;

  it('are its lines without comments and empty ones', () => {
    assert.deepEqual(commands('# First\nnpm ci\n\nnpm test\n'), ['npm ci', 'npm test']);
  });

  it('are what stands behind the prompts of a transcript, without what was printed', () => {
    assert.deepEqual(commands('$ npm ci\nadded 3 packages\n\n$ npm test\n429 passing'), ['npm ci', 'npm test']);
    assert.deepEqual(commands('me@host:~/x$ ls -l\ntotal 0', 'console'), ['ls -l']);
    assert.deepEqual(commands('PS C:\\x> Get-Item .\n\n    Directory: C:\\', 'powershell'), ['Get-Item .']);
    assert.deepEqual(commands('C:\\x>dir\r\n Volume in drive C', 'cmd'), ['dir']);
    assert.deepEqual(commands('C:\\x> dir\r\n Volume in drive C', 'cmd'), ['dir']);
    assert.deepEqual(commands('> npm start\n> npm stop'), ['npm start', 'npm stop']);
  });

  it('are one where a line goes on in the next', () => {
    assert.deepEqual(commands('docker run \\\n  --rm \\\n  image'), ['docker run --rm image']);
    assert.deepEqual(commands('$ docker run \\\n>   --rm image\nhello'), ['docker run --rm image']);
    assert.deepEqual(commands('Get-Item `\n  -Path .', 'powershell'), ['Get-Item -Path .']);
    assert.deepEqual(commands('copy a ^\n  b', 'bat'), ['copy a b']);
  });

  it('belong together in loops, functions, here-documents and long quotes', () => {
    for (const code of [
      'for f in *; do\n  echo $f\ndone',
      'if true\nthen\n  ls\nfi',
      'greet() {\n  echo hi\n}',
      'cat <<EOF\nhello\nEOF',
      'echo "one\ntwo"',
      'ls |\n  wc -l',
      'a &&\nb',
    ]) {
      assert.ok(shellCommands(code, 'bash').isScript, code);
    }
    for (const code of ['npm ci\nnpm test', 'echo "a" \'b\'\nls', "echo it\\'s\nls", 'for f in *; do echo $f; done']) {
      assert.equal(shellCommands(code, 'bash').isScript, false, code);
    }
  });

  it('are put at a prompt only if they are what they look like', () => {
    for (const line of ['ls -l | wc', 'echo "é 漢 🎉"']) assert.ok(isPlainCommand(line), line);
    for (const line of ['ls\rrm -rf x', 'ls\u0003', 'ls \u001b[2K', 'ls \u202e', 'l\u200bs', 'a\tb', 'a\u2028b']) {
      assert.equal(isPlainCommand(line), false, JSON.stringify(line));
    }
  });
});
