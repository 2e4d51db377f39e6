import { normalizeLabel, type References, type Token } from './parser.ts';

/** A finished block that names labels which may be defined later in the document. */
export interface WaitingBlock<Payload> {
  readonly labels: ReadonlySet<string>;
  readonly payload: Payload;
}

/**
 * Remembers finished blocks whose text holds `[label]`s without a definition, so that they can be rendered again when
 * the definition comes: Markdown allows it anywhere, models put it at the end.
 */
export class WaitingReferences<Payload> {
  readonly #blocks = new Map<string, Set<WaitingBlock<Payload>>>();

  add(block: WaitingBlock<Payload>): void {
    for (const label of block.labels) {
      const known = this.#blocks.get(label);
      if (known) known.add(block);
      else this.#blocks.set(label, new Set([block]));
    }
  }

  /** The blocks that wait for any of these labels. They go on waiting: a definition that is still being written may change. */
  concernedBy(labels: Iterable<string>): ReadonlySet<WaitingBlock<Payload>> {
    const concerned = new Set<WaitingBlock<Payload>>();
    for (const label of labels) {
      for (const block of this.#blocks.get(label) ?? []) concerned.add(block);
    }
    return concerned;
  }

  /** Forgets these labels: their definitions are final. */
  settle(labels: Iterable<string>): void {
    for (const label of labels) this.#blocks.delete(label);
  }

  clear(): void {
    this.#blocks.clear();
  }
}

/** Everything in these tokens that could be a reference's label and is not defined. */
export function undefinedLabels(tokens: readonly Token[], known: References): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const token of tokens) {
    if (token.type !== 'inline' || !token.content.includes('[')) continue;
    for (const match of token.content.matchAll(/\[((?:[^[\]\\]|\\[^])+)(?=\])/g)) {
      const label = normalizeLabel(match[1] ?? '');
      if (label !== '' && known[label] === undefined) labels.add(label);
    }
  }
  return labels;
}
