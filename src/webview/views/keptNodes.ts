import type { VNode } from 'preact';

/** Nodes by key that stay the same objects as long as what they are made from does: Preact skips those entirely. */
export interface KeptNodes<Props extends object> {
  /** To be called once for each node and round, in order. */
  get(key: string, props: Props): VNode;
  /** Ends a round: nodes that were not asked for are forgotten. */
  endRound(): void;
}

export function createKeptNodes<Props extends object>(make: (key: string, props: Props) => VNode): KeptNodes<Props> {
  let known = new Map<string, { readonly props: Props; readonly node: VNode }>();
  let next: typeof known = new Map();
  return {
    get(key, props) {
      const old = known.get(key);
      const kept = old && isSame(old.props, props) ? old : { props, node: make(key, props) };
      next.set(key, kept);
      return kept.node;
    },
    endRound() {
      known = next;
      next = new Map();
    },
  };
}

function isSame<Props extends object>(one: Props, other: Props): boolean {
  return (Object.keys({ ...one, ...other }) as (keyof Props)[]).every((key) => one[key] === other[key]);
}
