import type { JSX } from 'preact';
import { type IconName, iconPaths } from '../icons.ts';

/** Decorative: the name belongs to what it stands in. */
export function Icon({ name, className }: { readonly name: IconName; readonly className?: string }): JSX.Element {
  return (
    <svg class={className === undefined ? 'icon' : `icon ${className}`} viewBox="0 0 16 16" aria-hidden="true">
      <path d={iconPaths[name]} />
    </svg>
  );
}
