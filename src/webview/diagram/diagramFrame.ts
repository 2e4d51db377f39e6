// Runs in a sandboxed frame of its own (see drawDiagram.ts), which has no origin, no network and no way to the panel
// but the port that it is given.
import mermaid from 'mermaid';
import type { DiagramAnswer, DiagramColors, DiagramRequest } from './diagramRequest.ts';

/** Put there by the frame's first script. */
const { diagramPort: port } = globalThis as { readonly diagramPort?: MessagePort };

/** Longest source that is drawn. */
const maxSourceLength = 50_000;

/** A source may change how its diagram looks in its own directives, but not these. */
const fixedSettings = [
  'secure',
  'layout',
  'securityLevel',
  'startOnLoad',
  'maxTextSize',
  'maxEdges',
  'suppressErrorRendering',
  'htmlLabels',
  'theme',
  'themeVariables',
  'themeCSS',
  'darkMode',
  'fontFamily',
];

let count = 0;

if (port) {
  applyStyles();
  port.addEventListener('message', (event: MessageEvent<DiagramRequest>) => {
    void draw(event.data).then((answer) => port.postMessage(answer));
  });
  port.start();
}

async function draw(request: DiagramRequest): Promise<DiagramAnswer> {
  const { fontFamily, fontSizePx, colors } = request;
  try {
    document.body.style.fontFamily = fontFamily;
    document.body.style.fontSize = `${fontSizePx}px`;
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      // Labels of HTML could not be shown in an image.
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      class: { htmlLabels: false },
      sequence: { actorFontSize: fontSizePx, noteFontSize: fontSizePx, messageFontSize: fontSizePx },
      gantt: { useWidth: 760, fontSize: fontSizePx - 2, sectionFontSize: fontSizePx - 1 },
      // The other one would weigh as much as all the rest together (see esbuild.mjs).
      layout: 'dagre',
      look: 'classic',
      suppressErrorRendering: true,
      maxTextSize: maxSourceLength,
      maxEdges: 500,
      secure: fixedSettings,
      theme: 'base',
      darkMode: colors.isDark,
      fontFamily,
      themeVariables: themeOf(colors, fontFamily, fontSizePx),
    });
    if (request.source.length > maxSourceLength) return { reason: 'It is too long.' };
    const { svg, diagramType } = await mermaid.render(`diagram${count++}`, request.source);
    return documentOf(svg, diagramType);
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

/** Mermaid's answer is HTML; an image needs XML, with a size. */
function documentOf(markup: string, type: string): DiagramAnswer {
  const holder = document.createElement('div');
  // In this frame only, where it can do no harm.
  holder.innerHTML = markup;
  const svg = holder.querySelector('svg');
  if (!svg) return { reason: 'Nothing was drawn.' };
  const { width, height } = svg.viewBox.baseVal;
  const widthPx = Math.ceil(width) || 300;
  const heightPx = Math.ceil(height) || 150;
  svg.setAttribute('width', String(widthPx));
  svg.setAttribute('height', String(heightPx));
  const title = [':scope > title', ':scope > desc'].flatMap(
    (each) => svg.querySelector(each)?.textContent.trim() || [],
  );
  return {
    svg: new XMLSerializer().serializeToString(svg),
    type,
    widthPx,
    heightPx,
    ...(title.length > 0 ? { title: title.join(': ') } : {}),
  };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim() || 'It is no diagram that Mermaid knows.';
}

function themeOf(colors: DiagramColors, fontFamily: string, fontSizePx: number): Record<string, string | boolean> {
  const { background, text, line, fill, border, accent, muted, series } = colors;
  const ofSeries = Array.from({ length: 13 }, (_, index) => {
    const color = series[index % series.length] ?? fill;
    return {
      [`pie${index}`]: color,
      [`cScale${index}`]: color,
      [`cScaleLabel${index}`]: text,
      [`cScalePeer${index}`]: border,
      [`git${index}`]: color,
      [`gitInv${index}`]: text,
      [`gitBranchLabel${index}`]: text,
    };
  });
  return {
    ...Object.assign({}, ...ofSeries),
    pieStrokeColor: background,
    pieOuterStrokeColor: border,
    pieOpacity: '1',
    pieTitleTextColor: text,
    pieSectionTextColor: text,
    pieLegendTextColor: text,
    pieTitleTextSize: `${fontSizePx + 4}px`,
    pieSectionTextSize: `${fontSizePx + 1}px`,
    pieLegendTextSize: `${fontSizePx + 1}px`,
    commitLabelColor: text,
    commitLabelBackground: background,
    darkMode: colors.isDark,
    background,
    fontFamily,
    fontSize: `${fontSizePx}px`,
    primaryColor: fill,
    primaryTextColor: text,
    primaryBorderColor: border,
    secondaryColor: muted,
    secondaryTextColor: text,
    secondaryBorderColor: border,
    tertiaryColor: background,
    tertiaryTextColor: text,
    tertiaryBorderColor: border,
    lineColor: line,
    arrowheadColor: line,
    textColor: text,
    titleColor: text,
    nodeTextColor: text,
    edgeLabelBackground: background,
    clusterBkg: background,
    clusterBorder: border,
    noteBkgColor: muted,
    noteTextColor: text,
    noteBorderColor: border,
    actorBkg: fill,
    actorBorder: border,
    actorTextColor: text,
    actorLineColor: line,
    signalColor: line,
    signalTextColor: text,
    labelBoxBkgColor: fill,
    labelBoxBorderColor: border,
    labelTextColor: text,
    loopTextColor: text,
    activationBkgColor: muted,
    activationBorderColor: accent,
    errorBkgColor: background,
    errorTextColor: text,
  };
}

/**
 * The panel's policy, which holds here, too, lets no style element count. Mermaid measures its texts in the page, so
 * the diagram's styles are applied in the way that the policy allows.
 */
function applyStyles(): void {
  // oxlint-disable-next-line typescript/unbound-method -- called with the element that it is called on
  const insertBefore = Element.prototype.insertBefore;
  Element.prototype.insertBefore = function insert<Inserted extends Node>(node: Inserted, before: Node | null) {
    if (node instanceof HTMLStyleElement) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(node.textContent);
      document.adoptedStyleSheets = [sheet];
    }
    return insertBefore.call(this, node, before) as Inserted;
  };
}
