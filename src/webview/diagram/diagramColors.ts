import type { DiagramColors } from './diagramRequest.ts';

/** VS Code's own colours for charts. */
const chartColors = ['blue', 'green', 'orange', 'purple', 'yellow', 'red'];

/** The colours of the current theme, computed: what mixes colours knows no variables and no transparency. */
export function readDiagramColors(document: Document): DiagramColors {
  const { body } = document;
  const view = document.defaultView;
  const probe = document.createElement('span');
  body.append(probe);
  const computed = (value: string): readonly number[] => {
    probe.style.color = '';
    probe.style.color = value;
    return channelsOf(view?.getComputedStyle(probe).color ?? '');
  };
  const isDark = body.classList.contains('vscode-dark') || isHighContrastDark(body);
  const base = computed('var(--vscode-editor-background)');
  const over = (value: string): string => hex(blend(computed(value), base));
  const colors = {
    isDark,
    background: hex(base),
    text: over('var(--vscode-editor-foreground, var(--vscode-foreground))'),
    line: over('color-mix(in srgb, var(--vscode-foreground) 75%, transparent)'),
    fill: over('color-mix(in srgb, var(--vscode-foreground) 8%, transparent)'),
    border: over('var(--vscode-contrastBorder, color-mix(in srgb, var(--vscode-foreground) 45%, transparent))'),
    accent: over('var(--vscode-focusBorder)'),
    muted: over('color-mix(in srgb, var(--vscode-foreground) 14%, transparent)'),
    series: chartColors.map((name) =>
      over(`color-mix(in srgb, var(--vscode-charts-${name}, var(--vscode-foreground)) 38%, transparent)`),
    ),
  };
  probe.remove();
  return colors;
}

/** The high contrast theme that is light has the class of the dark one, too. */
function isHighContrastDark(body: HTMLElement): boolean {
  return body.classList.contains('vscode-high-contrast') && !body.classList.contains('vscode-high-contrast-light');
}

/** Red, green, blue from 0 to 255 and the opacity of a computed colour: `rgb(…)` or, where mixed, `color(srgb …)`. */
function channelsOf(color: string): readonly number[] {
  const numbers = [...color.matchAll(/-?[\d.]+(?:e-?\d+)?/g)].map((match) => Number(match[0]));
  const scale = color.startsWith('color(') ? 255 : 1;
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return [red * scale, green * scale, blue * scale, alpha];
}

function blend(color: readonly number[], base: readonly number[]): readonly number[] {
  const alpha = color[3] ?? 1;
  return color.slice(0, 3).map((channel, index) => channel * alpha + (base[index] ?? 0) * (1 - alpha));
}

function hex(channels: readonly number[]): string {
  const digits = channels.slice(0, 3).map((channel) => {
    const byte = Math.min(255, Math.max(0, Math.round(channel)));
    return byte.toString(16).padStart(2, '0');
  });
  return `#${digits.join('')}`;
}
