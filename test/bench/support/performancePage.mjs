// @ts-check
// docs/performance.md: what was measured as a table, with what it should be, and a plot of how cost grows.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { format, resolveConfig } from 'prettier';
import { root } from '../../harness/paths.mjs';
import { shapeNames } from './answers.mjs';

/** @typedef {import('../run.mjs').Row} Row */

const page = path.join(root, 'docs', 'performance.md');
const results = path.join(root, 'docs', 'performance.jsonl');
const plot = path.join(root, 'docs', 'images', 'performance.svg');
const tableStart = '<!-- What follows is written by npm run bench -- --write-docs -->';
const tableEnd = '<!-- Until here -->';
const sizes = [
  ['10KB', '10 KB'],
  ['100KB', '100 KB'],
  ['1MB', '1 MB'],
];

/**
 * Puts new rows into the page. Rows that were not measured now are kept, and so are those that were judged where the new
 * ones could not be.
 * @param {readonly Row[]} measured
 */
export async function writePerformancePage(measured) {
  const known = new Map((existsSync(results) ? readRows() : []).map((row) => [row.name, row]));
  for (const row of measured) {
    const old = known.get(row.name);
    if (!row.isUnsure || old === undefined || old.isUnsure) known.set(row.name, row);
  }
  const rows = [...known.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  writeFileSync(results, `${rows.map((row) => JSON.stringify(row)).join('\n')}\n`);
  writeFileSync(plot, growthPlot(rows));
  const [before = '', rest = ''] = readFileSync(page, 'utf8').split(tableStart);
  const after = rest.split(tableEnd)[1] ?? '';
  const text = `${before}${tableStart}\n\n${conditions()}\n\n${tableOf(rows)}\n\n${tableEnd}${after}`;
  writeFileSync(page, await format(text, { ...(await resolveConfig(page)), parser: 'markdown' }));
}

/** @returns {readonly Row[]} */
function readRows() {
  return readFileSync(results, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function conditions() {
  const [cpu] = os.cpus();
  const load = os.loadavg()[0] ?? 0;
  const busy =
    load > os.cpus().length * 1.5
      ? ' **The machine was busy with other work: ratios count, milliseconds do not.**'
      : '';
  return (
    `Last written on ${new Date().toISOString().slice(0, 10)}: ${os.cpus().length} × ${cpu?.model.trim() ?? 'CPU'}, ` +
    `Node ${process.versions.node}, headless Chromium with software rendering, load ${load.toFixed(1)}.${busy}`
  );
}

/** @param {readonly Row[]} rows */
function tableOf(rows) {
  const head = '| Measurement | Value | Peer | Ratio | Gate | Aim | |\n|---|--:|--:|--:|--:|--:|---|\n';
  return head + rows.map((row) => `| ${cellsOf(row).join(' | ')} |`).join('\n');
}

/** @param {Row} row */
function cellsOf(row) {
  const { name, value, unit, peer, ratio, gate, aim, isMore, isUnsure, ok } = row;
  const sign = isMore ? '≥' : '≤';
  const kept = aim === undefined || reaches(row) ? 'kept' : 'kept, aim missed';
  const judged = ok === undefined ? '' : ok ? kept : '**missed**';
  const verdict = isUnsure ? 'not judged, the machine was busy' : judged;
  return [
    `\`${name}\``,
    `${number(value)} ${unit}`,
    peer === undefined ? '' : typeof peer === 'number' ? `${number(peer)} ${unit}` : peer,
    ratio === undefined ? '' : `${number(ratio)}×`,
    gate === undefined ? '' : `${sign} ${number(gate)}`,
    aim === undefined ? '' : `${sign} ${number(aim)}`,
    verdict,
  ];
}

/** @param {Row} row */
function reaches({ value, peer, ratio, aim = Number.NaN, isMore, isValue }) {
  const reached = peer === undefined || isValue || ratio === undefined ? value : ratio;
  return isMore ? reached >= aim : reached <= aim;
}

/** @param {number} value */
function number(value) {
  const precision =
    Math.abs(value) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 };
  return value.toLocaleString('en', precision);
}

const width = 640;
const height = 360;
const edge = { left: 70, right: 130, top: 20, bottom: 50 };
const colours = ['#3b82f6', '#10b981', '#f59e0b', '#ef4444', '#8b5cf6', '#ec4899', '#14b8a6'];

/**
 * Main-thread time by the length of the answer, both logarithmic, with a line that is linear.
 * @param {readonly Row[]} rows
 */
function growthPlot(rows) {
  const valueOf = (/** @type {string} */ name) => rows.find((row) => row.name === name)?.value;
  const series = shapeNames.map((shape) => ({
    shape,
    values: sizes.map(([size]) => valueOf(`rendering.${shape}.${size}`) ?? Number.NaN),
  }));
  const known = series.flatMap(({ values }) => values).filter((value) => value > 0);
  const [low, high] = [Math.floor(Math.log10(Math.min(...known, 10))), Math.ceil(Math.log10(Math.max(...known, 1000)))];
  const x = (/** @type {number} */ index) =>
    edge.left + (index / (sizes.length - 1)) * (width - edge.left - edge.right);
  const y = (/** @type {number} */ ms) =>
    height - edge.bottom - ((Math.log10(ms) - low) / (high - low)) * (height - edge.top - edge.bottom);
  const line = (/** @type {readonly number[]} */ values) =>
    values.map((ms, index) => (ms > 0 ? `${x(index).toFixed(1)},${y(ms).toFixed(1)}` : '')).join(' ');
  const middle = Math.min(...series.map(({ values }) => values[0] ?? Number.NaN).filter((value) => value > 0), 1000);
  const decades = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  // Names at the right, apart from each other.
  const labels = series
    .map(({ shape, values }, index) => ({ shape, index, at: y(values[2] || 10 ** low) }))
    .toSorted((a, b) => a.at - b.at);
  labels.forEach((label, index) => {
    label.at = Math.max(label.at, (labels[index - 1]?.at ?? 0) + 15);
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12" role="img" aria-label="Main-thread time by length of the answer, for every shape">
<rect width="${width}" height="${height}" fill="#ffffff"/>
${decades.map((ms) => `<line x1="${edge.left}" x2="${width - edge.right}" y1="${y(ms)}" y2="${y(ms)}" stroke="#dddddd"/><text x="${edge.left - 8}" y="${y(ms) + 4}" text-anchor="end" fill="#555555">${ms >= 1000 ? `${ms / 1000} s` : `${ms} ms`}</text>`).join('\n')}
${sizes.map(([, label], index) => `<text x="${x(index)}" y="${height - edge.bottom + 20}" text-anchor="middle" fill="#555555">${label}</text>`).join('\n')}
<text x="${edge.left}" y="${height - 10}" fill="#555555">Main-thread time of a whole answer, shown once per frame at 1,000 deltas a second</text>
<polyline points="${line([middle, middle * 10, middle * 100])}" fill="none" stroke="#999999" stroke-dasharray="4 4"/>
${series.map(({ values }, index) => `<polyline points="${line(values)}" fill="none" stroke="${colours[index]}" stroke-width="2"/>`).join('\n')}
${labels.map(({ shape, index, at }) => `<text x="${width - edge.right + 10}" y="${at + 4}" fill="${colours[index]}">${shape}</text>`).join('\n')}
<text x="${x(1)}" y="${y(middle * 10) + 22}" fill="#999999">linear</text>
</svg>
`;
}
