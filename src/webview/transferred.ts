import { maxDroppedFiles } from '../model/panel.ts';
import { parseJson } from '../model/parse.ts';

/** From here on a text that is pasted is a document rather than something that one wants to see in the box. */
const longTextLength = 2_000;
const longTextLines = 40;

/** As many as a message can carry. */
export const maxPastedLength = 1_000_000;

export function isLongText(text: string): boolean {
  return text.length > longTextLength || text.split('\n', longTextLines + 1).length > longTextLines;
}

/** How VS Code names what is dragged out of its explorer, its tabs and its lists, the most telling first. */
const uriTypes = ['application/vnd.code.uri-list', 'text/uri-list', 'resourceurls', 'codefiles'] as const;

/** Whether something that is dragged names files of the editor. */
export function namesFiles(transfer: DataTransfer | null): boolean {
  return uriTypes.some((type) => transfer?.types.includes(type));
}

/** Addresses of the files that something that was dropped names, each once. Web pages are no files. */
export function droppedUris(transfer: DataTransfer | null): readonly string[] {
  for (const type of uriTypes) {
    const uris = readUris(transfer?.getData(type) ?? '').filter((uri) => !/^(https?|data|blob|javascript):/i.test(uri));
    if (uris.length > 0) return [...new Set(uris)].slice(0, maxDroppedFiles);
  }
  return [];
}

/** A list with one address per line, or a JSON array of addresses or paths. */
function readUris(data: string): readonly string[] {
  const parsed = data.startsWith('[') ? parseJson(data) : undefined;
  const lines: readonly unknown[] = Array.isArray(parsed) ? parsed : data.split(/\r?\n/);
  return lines.flatMap((line) => {
    if (typeof line !== 'string' || line.trim() === '' || line.startsWith('#')) return [];
    if (/^[a-z][\w+.-]+:/i.test(line)) return [line.trim()];
    // A path of this machine, as `codefiles` has them.
    const path = line.trim().replaceAll('\\', '/');
    return [`file://${path.startsWith('/') ? '' : '/'}${encodeURI(path)}`];
  });
}
