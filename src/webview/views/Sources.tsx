import type { JSX } from 'preact';
import { describeReference } from '../../model/codeReference.ts';
import type { SourcePart } from '../../model/message.ts';
import { Disclosure } from './Disclosure.tsx';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** What the answer rests on; each opens where it is from. */
export function Sources({
  sources,
  id,
}: {
  readonly sources: readonly SourcePart[];
  readonly id: string;
}): JSX.Element {
  const panel = usePanel();
  return (
    <Disclosure id={id} name="Sources" detail={String(sources.length)} className="sources">
      {() => (
        <ul class="source-list">
          {sources.map((source) => (
            <li key={source.sourceId}>
              <button type="button" class="source" onClick={() => panel.openSource(source.sourceId)}>
                <Icon name="file" />
                <span class="source-title" dir="auto">
                  {titleOf(source)}
                </span>
                <span class="source-place">{placeOf(source)}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

function titleOf(source: SourcePart): string {
  return source.title || source.filename || source.url || source.sourceId;
}

/** Where in the source, as far as the title does not say so already. */
function placeOf(source: SourcePart): string {
  const place = source.location
    ? describeReference(source.location)
    : [source.section, source.page === undefined ? undefined : `page ${source.page}`, source.url].find(Boolean);
  return place === undefined || place === titleOf(source) ? '' : place;
}
