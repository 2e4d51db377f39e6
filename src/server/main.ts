import { codeLookup } from './codeLookup/codeLookup.ts';
import { runHostProcess } from './process/runHostProcess.ts';

runHostProcess(process.argv.slice(2), [codeLookup])
  .then((exitCode) => process.exit(exitCode))
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exit(1);
  });
