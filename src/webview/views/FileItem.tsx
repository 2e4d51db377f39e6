import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { FilePart } from '../../model/message.ts';
import { maxImageUrlLength } from '../../model/panel.ts';
import { linkTarget } from '../markdown/linkTarget.ts';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

/** An image that came inside the message is shown; nothing is ever fetched from anywhere else. */
export function FileItem({ part }: { readonly part: FilePart }): JSX.Element {
  const panel = usePanel();
  const [isBroken, setBroken] = useState(false);
  const { url } = part;
  const isImage = part.mediaType?.startsWith('image/') === true || url?.startsWith('data:image/') === true;
  const name = [part.name, part.name ? undefined : isImage ? 'Image' : 'File', part.mediaType, part.fileId]
    .filter(Boolean)
    .join(', ');
  if (url !== undefined && isShown(url) && !isBroken) {
    const alt = part.name ? `Image ${part.name}` : 'Image without a description';
    return <img class="message-image" src={url} alt={alt} decoding="async" onError={() => setBroken(true)} />;
  }
  const target = url === undefined || url.startsWith('data:') ? undefined : linkTarget(url);
  if (url !== undefined && target) {
    const isRemoteImage = isImage && target.kind === 'web';
    return (
      <div class="file">
        <button type="button" class="chip" title={url} onClick={() => panel.open(target)}>
          <Icon name={isImage ? 'image' : 'file'} />
          <span>{isRemoteImage ? `${name}, at ${hostOf(target.url)} (not loaded)` : name}</span>
        </button>
      </div>
    );
  }
  return (
    <div class="file">
      <span class="chip">
        <Icon name={isImage ? 'image' : 'file'} />
        <span>{isImage && url?.startsWith('data:') ? `${name}, cannot be shown` : name}</span>
      </span>
    </div>
  );
}

function isShown(url: string): boolean {
  return url.length <= maxImageUrlLength && /^data:image\/(?:png|jpeg|gif|webp);base64,/.test(url);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
