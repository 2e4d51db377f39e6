import { useState } from 'preact/hooks';
import { hasFiles } from '../fileTransfer.ts';
import { droppedUris, namesFiles } from '../transferred.ts';

export interface DropTaker {
  files(files: readonly File[]): void;
  uris(uris: readonly string[]): void;
}

/**
 * - `ready`      what is held over the panel would be taken
 * - `needsShift` VS Code keeps it for itself until Shift is held
 */
export type DropState = 'none' | 'ready' | 'needsShift';

/** Takes files that are dropped anywhere on the panel; without it the page would be left for them. */
export function useDrop(taker: DropTaker) {
  const [state, setState] = useState<DropState>('none');
  const isMeant = (transfer: DataTransfer | null): boolean => hasFiles(transfer) || namesFiles(transfer);
  const listeners = {
    onDragOver(event: DragEvent) {
      if (!isMeant(event.dataTransfer)) return;
      event.preventDefault();
      setState(event.shiftKey ? 'ready' : 'needsShift');
    },
    onDragLeave(event: DragEvent & { readonly currentTarget: HTMLElement }) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setState('none');
    },
    onDrop(event: DragEvent) {
      setState('none');
      if (!isMeant(event.dataTransfer)) return;
      event.preventDefault();
      // What is dragged inside VS Code has an address and may have a file, too; the address leads back to it.
      const uris = droppedUris(event.dataTransfer);
      if (uris.length > 0) taker.uris(uris);
      else taker.files([...(event.dataTransfer?.files ?? [])]);
    },
  };
  return { state, listeners };
}
