import type { JSX } from 'preact';
import type { AnnotationsPart } from '../../model/message.ts';
import { readable } from '../toolSummary.ts';
import { Disclosure } from './Disclosure.tsx';

/** What the service attached to the text above, as it is: nobody has written down what it means. */
export function Annotations({ part, id }: { readonly part: AnnotationsPart; readonly id: string }): JSX.Element | null {
  const { annotations } = part;
  if (annotations.length === 0) return null;
  return (
    <Disclosure id={id} name="Remarks of the service" detail={String(annotations.length)} className="quiet">
      {() => (
        <>
          <p class="remarks-note">Attached to this text by the service; what they mean is not documented.</p>
          <ul class="remarks">
            {annotations.map((annotation, index) => (
              <li key={index} dir="auto">
                {readable(annotation)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Disclosure>
  );
}
