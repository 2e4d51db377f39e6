// Runs inside the extension host, once per window. A third extension goes first and pays for what every first
// activation costs; then those that are compared take turns, from window to window, in who is next. What the extension
// loads only when it is used is loaded last.
const { appendFileSync, existsSync, readFileSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { performance } = require('node:perf_hooks');
const { setTimeout: delay } = require('node:timers/promises');
const vscode = require('vscode');

exports.run = async function run() {
  const { ACTIVATION_WARM_UP, ACTIVATION_SUBJECTS, ACTIVATION_CORE, ACTIVATION_SAMPLES, AGENT_THREADS_RESULTS } =
    process.env;
  const ids = ACTIVATION_SUBJECTS.split(' ');
  const earlier = existsSync(ACTIVATION_SAMPLES)
    ? readFileSync(ACTIVATION_SAMPLES, 'utf8').trim().split('\n').length
    : 0;
  for (let turn = earlier % ids.length; turn > 0; turn--) ids.push(ids.shift());
  await vscode.extensions.getExtension(ACTIVATION_WARM_UP).activate();
  const sample = {};
  for (const id of ids) {
    const extension = vscode.extensions.getExtension(id);
    if (extension.isActive) throw new Error(`${id} was active before it was measured`);
    await untilCalm();
    const own = measureOwnWork(extension.extensionPath);
    const startedAtMs = performance.now();
    await extension.activate();
    sample[id] = { totalMs: performance.now() - startedAtMs, ...own.stop() };
  }
  await untilCalm();
  sample.coreMs = measureLoad(ACTIVATION_CORE);
  appendFileSync(ACTIVATION_SAMPLES, `${JSON.stringify(sample)}\n`);
  writeFileSync(AGENT_THREADS_RESULTS, JSON.stringify({ passed: 1, failed: 0 }));
};

/** A window that has just opened is busy with itself: waits until timers come in time, ten times in a row, at most 10 s. */
async function untilCalm() {
  const end = performance.now() + 10_000;
  for (let inTime = 0; inTime < 10 && performance.now() < end;) {
    const startedAtMs = performance.now();
    await delay(20);
    inTime = performance.now() - startedAtMs < 25 ? inTime + 1 : 0;
  }
}

/**
 * Loading the entry and calling `activate` are what VS Code itself counts as an extension's activation. Counted in
 * processor time of this thread, where Node can tell it, because other processes would only add noise.
 */
function measureOwnWork(extensionPath) {
  const load = Module._load;
  let loadMs = 0;
  let callMs = 0;
  Module._load = function loadMeasured(request, ...rest) {
    if (!String(request).startsWith(extensionPath)) return load.call(this, request, ...rest);
    const startedAtMs = spentMs();
    const loaded = load.call(this, request, ...rest);
    loadMs += spentMs() - startedAtMs;
    const activate = (context) => {
      const calledAtMs = spentMs();
      const result = loaded.activate(context);
      callMs += spentMs() - calledAtMs;
      return result;
    };
    return { ...loaded, activate };
  };
  return {
    stop() {
      Module._load = load;
      return { ownMs: loadMs + callMs, loadMs };
    },
  };
}

/** Of a bundle that nobody has used yet: `<extension> <file>`. */
function measureLoad(bundle) {
  const [id, file] = bundle.split(' ');
  const fullPath = path.join(vscode.extensions.getExtension(id).extensionPath, file);
  if (fullPath in require.cache) throw new Error(`${file} was loaded by activation alone`);
  const startedAtMs = spentMs();
  require(fullPath);
  return spentMs() - startedAtMs;
}

function spentMs() {
  if (!process.threadCpuUsage) return performance.now();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
