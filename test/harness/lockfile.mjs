import { readFileSync, writeFileSync } from 'node:fs';
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  delete entry.resolved;
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    const key = `node_modules/${name}`;
    if (lock.packages[key] || lock.packages[`${path}/${key}`]) continue;
    const target = name
      .split('/')
      .pop()
      .replace(/^binding-/, '');
    const [os, cpu, abi] = target.split('-');
    if (
      !['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'netbsd', 'openbsd', 'aix', 'sunos'].includes(
        os,
      )
    ) {
      console.log('skip', path, name, range);
      continue;
    }
    lock.packages[key] = {
      version: range.replace(/^[~^]/, ''),
      cpu: [cpu],
      dev: true,
      license: 'MIT',
      optional: true,
      os: [os],
      ...(abi === 'musl' ? { libc: ['musl'] } : abi === 'gnu' ? { libc: ['glibc'] } : {}),
    };
    added.push(key);
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync('package-lock.json', JSON.stringify(lock, null, 2) + '\n');
console.log(added.length);
