/** Colours as a diagram wants them: opaque and computed, `#rrggbb`. */
export interface DiagramColors {
  readonly isDark: boolean;
  readonly background: string;
  readonly text: string;
  readonly line: string;
  readonly fill: string;
  readonly border: string;
  readonly accent: string;
  readonly muted: string;
  /** To tell things of a kind apart: slices, branches, topics. Texts on them have the colour of text. */
  readonly series: readonly string[];
}

/** What the panel says to the frame in which diagrams are drawn. */
export interface DiagramRequest {
  readonly source: string;
  readonly colors: DiagramColors;
  readonly fontFamily: string;
  readonly fontSizePx: number;
}

/** What the frame answers: a drawing, or what is wrong with the source. */
export type DiagramAnswer = Drawing | { readonly reason: string };

export interface Drawing {
  /** A whole document. */
  readonly svg: string;
  /** What kind of diagram it is, in mermaid's words: `flowchart-v2`. */
  readonly type: string;
  /** What its author says that it shows. */
  readonly title?: string;
  readonly widthPx: number;
  readonly heightPx: number;
}
