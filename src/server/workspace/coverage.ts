import { optional } from '../../model/parse.ts';
import type { FileList } from './workspaceFiles.ts';

/** How much of the workspace a tool really looked at. */
export interface Coverage {
  readonly searchedFiles: number;
  /** How many there are to look at, as far as they were listed. */
  readonly totalFiles: number;
  readonly bytes: number;
  readonly binaryFiles: number;
  readonly largeFiles: number;
  readonly unreadableFiles: number;
  /** Too slow for a regular expression, or with too many matches to take them all. */
  readonly unfinishedFiles: number;
  /** The bound that ended it early. */
  readonly stoppedBy?: 'time' | 'bytes' | 'cancelled';
  readonly elapsedMs?: number;
  /** Set if not even the list of files is complete. */
  readonly listStoppedBy?: NonNullable<FileList['stoppedBy']>;
}

/** `searched 212 files`, or with what is missing: `searched 2,000 of 3,412 files in 5 s`. */
export function describeCoverage(coverage: Coverage): string {
  const { searchedFiles, totalFiles, stoppedBy, elapsedMs } = coverage;
  const total = `${coverage.listStoppedBy ? 'more than ' : ''}${count(totalFiles)}`;
  const isWhole = stoppedBy === undefined && !coverage.listStoppedBy;
  const amount = isWhole ? plural(searchedFiles, 'file') : `${count(searchedFiles)} of ${total} files`;
  const left = [
    coverage.binaryFiles > 0 ? `${count(coverage.binaryFiles)} binary` : '',
    coverage.largeFiles > 0 ? `${count(coverage.largeFiles)} over 1 MB` : '',
    coverage.unreadableFiles > 0 ? `${count(coverage.unreadableFiles)} unreadable` : '',
    coverage.unfinishedFiles > 0 ? `${count(coverage.unfinishedFiles)} not to the end` : '',
  ].filter((part) => part !== '');
  const bound =
    stoppedBy === 'time'
      ? ` in ${Math.round((elapsedMs ?? 0) / 1000)} s, then stopped at the time limit`
      : stoppedBy === 'bytes'
        ? ', then stopped at the size limit'
        : stoppedBy === 'cancelled'
          ? ', then was stopped'
          : '';
  return `searched ${amount}${left.length > 0 ? ` (left out: ${left.join(', ')})` : ''}${bound}`;
}

/** The same as JSON for a tool's result: zeros are left out. */
export function coverageReport(coverage: Coverage): Record<string, unknown> {
  const orNothing = (value: number): number | undefined => (value > 0 ? value : undefined);
  return {
    searchedFiles: coverage.searchedFiles,
    ...(coverage.stoppedBy || coverage.listStoppedBy ? { totalFiles: coverage.totalFiles } : {}),
    ...optional({
      binaryFiles: orNothing(coverage.binaryFiles),
      filesOver1MB: orNothing(coverage.largeFiles),
      unreadableFiles: orNothing(coverage.unreadableFiles),
      unfinishedFiles: orNothing(coverage.unfinishedFiles),
      stoppedBy: coverage.stoppedBy,
      listStoppedBy: coverage.listStoppedBy,
    }),
  };
}

/** `3,412`: written the same on every machine. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

export function plural(value: number, singular: string, many = `${singular}s`): string {
  return `${count(value)} ${value === 1 ? singular : many}`;
}
