// @ts-check
// Mocha inside the extension host of a desktop VS Code.
import { Writable } from 'node:stream';
import { cleanEnvironment, freshLog, mustRun } from './children.mjs';

/**
 * @param {string} executable
 * @param {import('./launchers.mjs').ExtensionRun} run
 * @returns {Promise<string>} how it ended
 */
export async function runInDesktop(executable, run) {
  const { runTests } = await import('@vscode/test-electron');
  const folders = [`--user-data-dir=${run.profile.userDataDir}`, `--extensions-dir=${run.profile.extensionsDir}`];
  for (const file of run.extensions) await installInDesktop(executable, folders, file, freshLog('desktop-install'));
  const output = () =>
    new Writable({
      write(chunk, _encoding, done) {
        run.print(String(chunk).trimEnd());
        done();
      },
    });
  try {
    for (let window = 0; window < run.windows; window += 1) {
      await runTests({
        vscodeExecutablePath: executable,
        extensionDevelopmentPath: [...run.development],
        extensionTestsPath: run.entry,
        extensionTestsEnv: run.env,
        stdout: output(),
        stderr: output(),
        launchArgs: [run.workspace, ...folders, '--disable-workspace-trust'],
      });
    }
    return 'exit code 0';
  } catch (error) {
    return String(error);
  }
}

/**
 * @param {string} executable
 * @param {readonly string[]} folders the switches that name the profile's folders
 * @param {string} file VSIX
 * @param {string} log
 * @returns {Promise<void>}
 */
export async function installInDesktop(executable, folders, file, log) {
  const { resolveCliArgsFromVSCodeExecutablePath } = await import('@vscode/test-electron');
  const [cli = executable, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(executable, {
    reuseMachineInstall: true,
  });
  const args = [...cliArgs, ...folders, '--force', '--install-extension', file];
  await mustRun(`Installing ${file}`, cli, args, { log, env: cleanEnvironment() });
}
