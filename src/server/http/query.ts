import { type WireComplaint, defaultPageSize, sortOrders } from '../../wire/seekrflow.ts';
import { oneOf, outside } from './checks.ts';

/** What a query says, or what is wrong with it. Parameters that are not asked for are ignored, as upstream does. */
export interface QueryReader {
  integer(
    name: string,
    bounds: { readonly minimum: number; readonly maximum?: number; readonly default: number },
  ): number;
  boolean(name: string): boolean;
  choice<T extends string>(name: string, values: readonly T[], byDefault: T): T;
  /** Every value of a parameter that may be repeated. */
  choices<T extends string>(name: string, values: readonly T[]): readonly T[];
  readonly complaints: readonly WireComplaint[];
}

/** The words that pydantic takes for booleans. */
const yes = new Set(['true', '1', 'on', 't', 'y', 'yes']);
const no = new Set(['false', '0', 'off', 'f', 'n', 'no']);

export function readQuery(query: string): QueryReader {
  const parameters = new URLSearchParams(query);
  const complaints: WireComplaint[] = [];
  /** Of a repeated parameter the last counts. */
  const last = (name: string): string | undefined => parameters.getAll(name).at(-1);

  return {
    complaints,
    integer(name, { default: byDefault, ...bounds }) {
      const written = last(name);
      if (written === undefined) return byDefault;
      const loc = ['query', name];
      if (!/^[+-]?\d+(?:\.0+)?$/.test(written.trim())) {
        const msg = 'Input should be a valid integer, unable to parse string as an integer';
        complaints.push({ type: 'int_parsing', loc, msg, input: written });
        return byDefault;
      }
      const value = Number(written);
      complaints.push(...outside(value, bounds, loc, written));
      // Where no maximum is declared, a huge number is valid and means everything.
      return Math.min(value, Number.MAX_SAFE_INTEGER);
    },
    boolean(name) {
      const written = last(name);
      if (written === undefined) return false;
      const word = written.toLowerCase();
      if (!yes.has(word) && !no.has(word)) {
        const msg = 'Input should be a valid boolean, unable to interpret input';
        complaints.push({ type: 'bool_parsing', loc: ['query', name], msg, input: written });
      }
      return yes.has(word);
    },
    choice(name, values, byDefault) {
      const written = last(name);
      if (written === undefined) return byDefault;
      const found = oneOf(values)(written, ['query', name]);
      complaints.push(...found);
      return values.find((value) => value === written) ?? byDefault;
    },
    choices(name, values) {
      return parameters.getAll(name).flatMap((written, index) => {
        complaints.push(...oneOf(values)(written, ['query', name, index]));
        return values.find((value) => value === written) ?? [];
      });
    },
  };
}

/** The page of a list: `limit` 20, `order` desc, `offset` 0 unless said otherwise. */
export interface ListPage {
  readonly limit: number;
  readonly order: (typeof sortOrders)[number];
  readonly offset: number;
}

export function readListPage(query: QueryReader): ListPage {
  return {
    limit: query.integer('limit', { minimum: 0, default: defaultPageSize }),
    order: query.choice('order', sortOrders, 'desc'),
    offset: query.integer('offset', { minimum: 0, default: 0 }),
  };
}
