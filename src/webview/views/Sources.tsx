import type { JSX } from 'preact';
import { describeReference } from '../../model/codeReference.ts';
import type { SourcePart } from '../../model/message.ts';
import { Disclosure } from './Disclosure.tsx';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** What the answer rests on; each opens where it is from. */
export function Sources(props: { readonly sources: readonly SourcePart[]; readonly id: string }): JSX.Element {
  const { id } = props;
  // The messages of one answer may name a source more than once.
  const sources = [...new Map(props.sources.map((source) => [source.sourceId, source])).values()];
  return (
    <Disclosure id={id} name="Sources" detail={String(sources.length)} className="sources">
      {() => (
        <ul class="source-list">
          {sources.map((source) => (
            <li key={source.sourceId}>
              <SourceCard source={source} />
            </li>
          ))}
        </ul>
      )}
    </Disclosure>
  );
}

function SourceCard({ source }: { readonly source: SourcePart }): JSX.Element {
  const panel = usePanel();
  const title = titleOf(source);
  const facts = factsOf(source, title);
  return (
    <button type="button" class="source" title={title} onClick={() => panel.openSource(source.sourceId)}>
      <Icon name="file" />
      <span class="source-title" dir="auto">
        {title}
      </span>
      {facts !== '' && (
        <span class="source-facts" dir="auto">
          {facts}
        </span>
      )}
    </button>
  );
}

function titleOf(source: SourcePart): string {
  return source.title || source.filename || source.url || source.sourceId;
}

/** Where in the source, as far as the title does not say so already: `page 3 · lines 42-67 · Limits > Paging`. */
function factsOf({ location, page, lines, section, url }: SourcePart, title: string): string {
  const facts = [
    location && describeReference(location),
    page === undefined ? undefined : `page ${page}`,
    lines ? `${/^\d+$/.test(lines) ? 'line' : 'lines'} ${lines}` : undefined,
    section,
  ].filter((fact) => fact && fact !== title);
  return facts.length === 0 && url !== title ? (url ?? '') : facts.join(' · ');
}
