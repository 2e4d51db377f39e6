/** Outlines on a 16 × 16 grid, drawn with the current text colour. */
export const iconPaths = {
  agent:
    'M8 1.75v2M4.5 3.75h7a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2ZM5.75 7.25v1.5M10.25 7.25v1.5M1 7.25v2M15 7.25v2',
  arrowDown: 'M8 2.5v11M3.5 9 8 13.5 12.5 9',
  arrowUp: 'M8 13.5v-11M3.5 7 8 2.5 12.5 7',
  attach: 'M8 3v10M3 8h10',
  check: 'M2.75 8.5 6.25 12l7-7.75',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  edit: 'M10.75 2.5 13.5 5.25 5.5 13.25l-3.25.5.5-3.25 8-8ZM9 4.25 11.75 7',
  error: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM8 4.75v4M8 10.75v.5',
  file: 'M9 1.75H3.75v12.5h8.5V5L9 1.75ZM8.75 2v3.25H12',
  image: 'M2 3h12v10H2zM2.25 11.5 6 7.75l2.75 2.75 1.75-1.75 3.25 3.25M10.5 5.75v.5',
  insert: 'M2.5 3h11M2.5 13h11M5 8h8.5M7.5 5.5 5 8l2.5 2.5',
  more: 'M3 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0M7.5 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0M12 8a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0',
  question:
    'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM6.25 6.5a1.75 1.75 0 1 1 2.6 1.5c-.6.35-.85.75-.85 1.25M8 11.25v.5',
  quote: 'M3 4v8M6 4.5h7.5M6 8h7.5M6 11.5h5',
  send: 'M2.5 2.5 14 8 2.5 13.5 4.25 8 2.5 2.5ZM4.25 8h5',
  settings: 'M2 5h6M11 5h3M2 11h3M8 11h6M9.5 3.25v3.5M6.5 9.25v3.5',
  shield: 'M8 1.75 13 3.5v4c0 3.25-2 5.5-5 6.75-3-1.25-5-3.5-5-6.75v-4L8 1.75ZM8 5v3.25M8 10.5v.5',
  stop: 'M4 4h8v8H4z',
  stopped: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM6 6h4v4H6z',
  success: 'M8 1.75a6.25 6.25 0 1 0 0 12.5 6.25 6.25 0 0 0 0-12.5ZM5 8.25 7.25 10.5 11 5.75',
  warning: 'M8 2 14.5 13.75h-13L8 2ZM8 6.25v3.5M8 11.5v.5',
} as const;

export type IconName = keyof typeof iconPaths;

const svgNamespace = 'http://www.w3.org/2000/svg';

/** The icon as a DOM node, for places that views do not render. Decorative: names belong to the button around it. */
export function icon(document: Document, name: IconName): SVGElement {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(svgNamespace, 'path');
  path.setAttribute('d', iconPaths[name]);
  svg.append(path);
  return svg;
}
