// The entry VS Code calls inside the extension host. Bundled to out/vscode/runner.cjs; the tests are the bundles beside it.
import process from 'node:process';
import { filesBelow } from './files.mjs';
import { runMocha, testLineMark } from './runMocha.mjs';

/**
 * Runs every test bundle. Prints through the console, which VS Code passes on to whoever started it.
 *
 * @throws when a test fails, which is how VS Code is told to end with a failure
 */
export async function run(): Promise<void> {
  const grep = process.env['AGENT_THREADS_GREP'];
  const results = await runMocha({
    files: filesBelow(__dirname, (file) => file.endsWith('.test.cjs')),
    timeoutMs: 60_000,
    // VS Code prints much itself; the mark tells the launcher what is ours.
    print: (line) => console.log(`${testLineMark}${line.replaceAll('\n', `\n${testLineMark}`)}`),
    ...(grep ? { grep } : {}),
  });
  if (results.failed > 0) throw new Error(`${results.failed} tests failed.`);
}
