// Runs inside the extension host. A third extension goes first and pays for what every first activation costs; then the
// two take turns, from window to window, in who is next.
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const { performance } = require('node:perf_hooks');
const vscode = require('vscode');

exports.run = async function run() {
  const { ACTIVATION_SUBJECTS: subjects, ACTIVATION_SAMPLES: file, AGENT_THREADS_RESULTS: results } = process.env;
  await vscode.extensions.getExtension(process.env.ACTIVATION_WARM_UP).activate();
  const ids = subjects.split(' ');
  const earlier = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  if (earlier % 2 === 1) ids.reverse();
  const sample = {};
  for (const id of ids) {
    const extension = vscode.extensions.getExtension(id);
    if (extension.isActive) throw new Error(`${id} was active before it was measured`);
    const startedAtMs = performance.now();
    await extension.activate();
    sample[id] = performance.now() - startedAtMs;
  }
  console.log(sample);
  appendFileSync(file, `${JSON.stringify(sample)}\n`);
  writeFileSync(results, JSON.stringify({ passed: 1, failed: 0 }));
};
