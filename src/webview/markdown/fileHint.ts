import { pathFrom, pathInComment } from '../../model/pathComment.ts';

/**
 * The file that a block of code is for, as far as the block says it: `ts title=src/a.ts`, `ts src/a.ts`, `ts:src/a.ts`,
 * `src/a.ts` in place of the language, or a first line that is a comment and nothing but a path. Undefined where it says
 * nothing, or no path that stays within a folder.
 *
 * @param info all that stands behind the fence's opening run
 * @param firstLine of the code; empty while it is not whole
 */
export function fileHint(info: string, firstLine: string): string | undefined {
  return hintInInfo(info) ?? pathInComment(firstLine);
}

function hintInInfo(info: string): string | undefined {
  if (info.length > 400) return undefined;
  const named = /(?:^|[\s{,])(?:title|file|filename|path)\s*[=:]\s*(?:"([^"]*)"|'([^']*)'|([^\s,}]+))/i.exec(info);
  const path = pathFrom(named?.[1] ?? named?.[2] ?? named?.[3] ?? '');
  if (path !== undefined) return path;
  const [first = '', ...more] = info.split(/\s+/);
  const behindColon = /^[\w+#.-]*:(.+)$/.exec(first)?.[1] ?? '';
  return (
    withoutLines(behindColon) ??
    more.filter((word) => !/[={}]/.test(word)).flatMap((word) => withoutLines(word) ?? [])[0] ??
    (first.includes('/') ? withoutLines(first) : undefined)
  );
}

/** `src/a.ts:12` and `src/a.ts#L3-L9` name the file all the same. */
function withoutLines(text: string): string | undefined {
  return pathFrom(text.replace(/(?::\d+(?:[-–:]\d+)?|#L\d+(?:-L?\d+)?)$/, ''));
}
