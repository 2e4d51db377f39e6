import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TraceSpan } from '../../../../src/model/runPanel.ts';
import { isOpenAtFirst, layoutTrace, visibleRows } from '../../../../src/webview/run/traceLayout.ts';

function at(second: number): string {
  return new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();
}

function span(id: string, from: number | undefined, to: number | undefined, more: Partial<TraceSpan> = {}): TraceSpan {
  return {
    id,
    name: id,
    ...(from === undefined ? {} : { startedAt: at(from) }),
    ...(to === undefined ? {} : { endedAt: at(to) }),
    ...more,
  };
}

function outline(spans: readonly TraceSpan[]): readonly string[] {
  return layoutTrace(spans).rows.map(({ depth, span: { id } }) => '  '.repeat(depth) + id);
}

describe('A trace', () => {
  it('is a tree whose siblings come in the order of their start', () => {
    const spans = [
      span('late', 6, 8, { parentId: 'run' }),
      span('inner', 2, 3, { parentId: 'early' }),
      span('run', 0, 10),
      span('early', 1, 5, { parentId: 'run' }),
    ];
    assert.deepEqual(outline(spans), ['run', '  early', '    inner', '  late']);
    const [, early] = layoutTrace(spans).rows;
    assert.deepEqual([early?.position, early?.siblings, early?.descendants], [1, 2, 1]);
  });

  it('has all bars on one axis', () => {
    const { rows, startMs, durationMs } = layoutTrace([span('run', 0, 10), span('part', 5, 7.5, { parentId: 'run' })]);
    assert.equal(startMs, Date.parse(at(0)));
    assert.equal(durationMs, 10_000);
    assert.deepEqual(rows[0]?.bar, { offset: 0, width: 1 });
    assert.deepEqual(rows[1]?.bar, { offset: 0.5, width: 0.25 });
    assert.equal(rows[1]?.durationMs, 2_500);
  });

  it('shows a span without its parent as a root and says so', () => {
    const { rows } = layoutTrace([span('run', 0, 10), span('lost', 3, 4, { parentId: 'elsewhere' })]);
    assert.deepEqual(
      rows.map((row) => [row.span.id, row.depth, row.isOrphan]),
      [
        ['run', 0, false],
        ['lost', 0, true],
      ],
    );
  });

  it('leaves the end of a pending span open, up to now', () => {
    const spans = [span('run', 0, 8), span('pending', 4, undefined, { parentId: 'run', kind: 'pending_span' })];
    const { rows, durationMs } = layoutTrace(spans, Date.parse(at(16)));
    assert.equal(durationMs, 16_000);
    assert.deepEqual(rows[1]?.bar, { offset: 0.25, width: 0.75 });
    assert.equal(rows[1]?.isOpenEnded, true);
    assert.equal(rows[1]?.durationMs, undefined);
  });

  it('draws a log line as a moment and a span without times without a bar', () => {
    const { rows } = layoutTrace([
      span('run', 0, 10),
      span('note', 5, undefined, { kind: 'log', parentId: 'run' }),
      span('timeless', undefined, undefined, { parentId: 'run' }),
    ]);
    assert.deepEqual(rows[1]?.bar, { offset: 0.5, width: 0 });
    assert.equal(rows[1]?.isOpenEnded, false);
    assert.equal(rows[1]?.durationMs, undefined);
    assert.equal(rows[2]?.bar, undefined);
    assert.equal(rows[2]?.span.id, 'timeless');
  });

  it('says how many exceptions are below a span', () => {
    const exception = { type: 'ValueError' };
    const { rows } = layoutTrace([
      span('run', 0, 10),
      span('tool', 1, 2, { parentId: 'run', exception }),
      span('call', 1, 2, { parentId: 'tool', exception }),
    ]);
    assert.deepEqual(
      rows.map((row) => row.failuresBelow),
      [2, 1, 0],
    );
  });

  it('keeps of two spans with one id the one that has ended', () => {
    const { rows } = layoutTrace([
      span('run', 0, undefined, { kind: 'pending_span' }),
      span('run', 0, 10, { kind: 'span' }),
      span('run', 0, undefined, { kind: 'pending_span' }),
    ]);
    assert.deepEqual(
      rows.map((row) => row.span.kind),
      ['span'],
    );
  });

  it('shows every remark below its span, also where remarks have the id of their span', () => {
    const remark = (second: number, message: string): TraceSpan =>
      span('tool', second, undefined, { kind: 'span_event', name: message, parentId: 'run' });
    const spans = [
      remark(3, 'second'),
      span('run', 0, 10),
      remark(2, 'first'),
      span('tool', 1, 5, { parentId: 'run' }),
      remark(3, 'second'),
    ];
    const { rows } = layoutTrace(spans);
    assert.deepEqual(
      rows.map(({ depth, span: { name } }) => '  '.repeat(depth) + name),
      ['run', '  tool', '    first', '    second', '    second'],
    );
    assert.equal(new Set(rows.map((row) => row.key)).size, spans.length);
    assert.deepEqual(
      rows.map((row) => spans[row.index]),
      rows.map((row) => row.span),
    );
  });

  it('shows spans that are each other’s parents once each', () => {
    const spans = [
      span('a', 0, 1, { parentId: 'c' }),
      span('b', 1, 2, { parentId: 'a' }),
      span('c', 2, 3, { parentId: 'b' }),
      span('self', 3, 4, { parentId: 'self' }),
    ];
    assert.deepEqual(outline(spans), ['a', '  b', '    c', 'self']);
  });

  it('loses no span and draws no bar outside the axis, whatever the spans are', () => {
    const anySpan = fc.record(
      {
        id: fc.integer({ min: 0, max: 12 }).map(String),
        name: fc.constant('work'),
        parentId: fc.integer({ min: 0, max: 14 }).map(String),
        startedAt: fc.oneof(fc.integer({ min: 0, max: 50 }).map(at), fc.constant('no date')),
        endedAt: fc.integer({ min: 0, max: 50 }).map(at),
        kind: fc.constantFrom('span', 'pending_span', 'log', 'span_event'),
      },
      { requiredKeys: ['id', 'name'] },
    );
    fc.assert(
      fc.property(fc.array(anySpan), (spans) => {
        const { rows } = layoutTrace(spans);
        const isRemark = ({ kind }: TraceSpan): boolean => kind === 'log' || kind === 'span_event';
        const work = new Set(spans.filter((each) => !isRemark(each)).map((each) => each.id));
        assert.equal(rows.length, work.size + spans.filter(isRemark).length);
        assert.equal(new Set(rows.map((row) => row.key)).size, rows.length);
        for (const { bar, depth } of rows) {
          assert.ok(depth >= 0);
          if (bar) assert.ok(bar.offset >= 0 && bar.width >= 0 && bar.offset + bar.width <= 1 + 1e-9);
        }
      }),
    );
  });

  it('is laid out also when thousands of spans hang in one chain', () => {
    const spans = Array.from({ length: 20_000 }, (_, index) =>
      span(`s${index}`, index, index + 1, index === 0 ? {} : { parentId: `s${index - 1}` }),
    );
    const { rows } = layoutTrace(spans);
    assert.equal(rows.length, 20_000);
    assert.equal(rows[0]?.descendants, 19_999);
    assert.equal(rows.at(-1)?.depth, 19_999);
  });
});

describe('The rows of a trace', () => {
  const rows = layoutTrace([
    span('run', 0, 10),
    span('a', 1, 2, { parentId: 'run' }),
    span('b', 1, 2, { parentId: 'a' }),
    span('c', 3, 4, { parentId: 'run' }),
  ]).rows;

  it('inside a closed one are not there', () => {
    const ids = visibleRows(rows, (row) => row.span.id !== 'a').map((row) => row.span.id);
    assert.deepEqual(ids, ['run', 'a', 'c']);
  });

  it('are all open in a small trace, and the upper levels only in a large one', () => {
    assert.deepEqual(
      rows.map((row) => isOpenAtFirst(row, 4)),
      [true, true, true, true],
    );
    assert.deepEqual(
      rows.map((row) => isOpenAtFirst(row, 4_000)),
      [true, false, false, false],
    );
  });
});
