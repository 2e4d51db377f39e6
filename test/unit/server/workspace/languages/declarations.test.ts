import assert from 'node:assert/strict';
import { findDeclarations } from '../../../../../src/server/workspace/languages/declarations.ts';
import { languageById, languageOfPath } from '../../../../../src/server/workspace/languages/languages.ts';
import { scanText } from '../../../../../src/server/workspace/languages/scanText.ts';

function declared(id: string, text: string): readonly string[] {
  const language = languageById(id);
  assert.ok(language, id);
  return findDeclarations(scanText(text, language), language).map(
    ({ name, kind, line, endLine, isExported, enclosing }) =>
      `${line}-${endLine} ${isExported ? 'exported ' : ''}${kind} ${[...enclosing, name].join('.')}`,
  );
}

function docs(id: string, text: string): readonly string[] {
  const language = languageById(id);
  return findDeclarations(scanText(text, language), language).map(({ name, doc }) => `${name}: ${doc}`);
}

describe('the declarations of a file', () => {
  it('are found in TypeScript and JavaScript', () => {
    const text = `export interface Point {
  readonly x: number;
  move?(by: number): void;
}
export type Id = string;
export const origin: Point = { x: 0 };
export const twice = (value: number): number => value * 2;
let counter = 0;
export default async function main<T>(args: T) {
  const inner = 1;
  function helper() {
    return inner;
  }
  if (counter) {
    run(() => {});
  }
}
export abstract class Shape extends Base {
  readonly #name: string;
  static count = 0;
  constructor(name: string) {
    super();
  }
  get area(): number {
    return 1;
  }
  async draw(
    canvas: Canvas,
  ): Promise<void> {
    while (true) {
      this.area();
    }
  }
}
const enum Kind { A }
module.exports.start = function () {};
describe('not a declaration', () => {
});
`;
    assert.deepEqual(declared('typescript', text), [
      '1-4 exported interface Point',
      '2-2 field Point.x',
      '3-3 method Point.move',
      '5-5 exported type Id',
      '6-6 exported constant origin',
      '7-7 exported function twice',
      '8-8 variable counter',
      '9-17 exported function main',
      '11-13 function main.helper',
      '18-34 exported class Shape',
      '19-19 field Shape.#name',
      '20-20 field Shape.count',
      '21-23 constructor Shape.constructor',
      '24-26 method Shape.area',
      '27-33 method Shape.draw',
      '35-35 enum Kind',
      '36-36 exported function start',
    ]);
  });

  it('are found in Python', () => {
    const text = `LIMIT = 3
class Queue(Base):
    """Holds things."""
    size: int = 0

    async def push(self, item):
        def inner():
            pass
        return inner

def _private(a,
             b):
    pass
`;
    assert.deepEqual(declared('python', text), [
      '1-1 exported constant LIMIT',
      '2-9 exported class Queue',
      '4-4 exported field Queue.size',
      '6-9 exported method Queue.push',
      '7-8 exported function Queue.push.inner',
      '11-13 function _private',
    ]);
  });

  it('are found in Go', () => {
    const text = `package a

type Server struct {
	Addr string
}
func (s *Server) Listen(ctx context.Context) error {
	return nil
}
func helper[T any](x T) T { return x }
const limit = 3
var Default = Server{}
`;
    assert.deepEqual(declared('go', text), [
      '3-5 exported struct Server',
      '4-4 exported field Server.Addr',
      '6-8 exported method Listen',
      '9-9 function helper',
      '10-10 constant limit',
      '11-11 exported variable Default',
    ]);
  });

  it('are found in Rust', () => {
    const text = `pub struct Point {
    pub x: f64,
}
impl<T> Shape for Point {
    pub(crate) async fn area(&self) -> f64 {
        1.0
    }
}
pub trait Shape {}
pub enum Kind { A }
macro_rules! twice { () => {} }
const MAX: u8 = 3;
mod inner;
`;
    assert.deepEqual(declared('rust', text), [
      '1-3 exported struct Point',
      '2-2 exported field Point.x',
      '4-8 class Point',
      '5-7 exported function Point.area',
      '9-9 exported trait Shape',
      '10-10 exported enum Kind',
      '11-11 macro twice',
      '12-12 constant MAX',
      '13-13 module inner',
    ]);
  });

  it('are found in Java, C# and Kotlin', () => {
    assert.deepEqual(
      declared(
        'java',
        `public final class Account extends Base {
    private final Map<String, List<Long>> entries = new HashMap<>();
    public Account(String name) {
        this.name = name;
    }
    @Override
    public <T> List<T> find(String key) throws IOException {
        if (key == null) {
            return other(key);
        }
        return null;
    }
    interface Listener {
        void changed(Account account);
    }
}
`,
      ),
      [
        '1-16 exported class Account',
        '2-2 field Account.entries',
        '3-5 exported constructor Account.Account',
        '7-12 exported method Account.find',
        '13-15 interface Account.Listener',
        '14-14 method Account.Listener.changed',
      ],
    );
    assert.deepEqual(
      declared(
        'csharp',
        `namespace Bank.Core;
public record Money(decimal Amount);
public class Ledger
{
    public decimal Balance { get; private set; }
    public async Task<int> AddAsync(Money money)
    {
        return 1;
    }
}
`,
      ),
      [
        '1-1 namespace Bank.Core',
        '2-2 exported class Money',
        '3-10 exported class Ledger',
        '5-5 exported field Ledger.Balance',
        '6-9 exported method Ledger.AddAsync',
      ],
    );
    assert.deepEqual(
      declared(
        'kotlin',
        'data class User(val name: String) {\n    fun greet(): String = name\n}\nprivate val limit = 3\nfun String.twice() = this + this\n',
      ),
      [
        '1-3 exported class User',
        '2-2 exported method User.greet',
        '4-4 constant limit',
        '5-5 exported function twice',
      ],
    );
  });

  it('are found in C and C++', () => {
    const text = `#define LIMIT 3
typedef struct point {
    int x;
} point_t;
static int add(int a, int b)
{
    if (a) return add(b, a);
    return a + b;
}
namespace geo {
class Shape : public Base {
public:
    virtual double area() const = 0;
};
}
double geo::Shape::scale(double by) {
    return by;
}
`;
    assert.deepEqual(declared('cpp', text), [
      '1-1 exported macro LIMIT',
      '2-4 exported struct point',
      '4-4 exported type point_t',
      '5-9 function add',
      '10-15 exported namespace geo',
      '11-14 exported class Shape',
      '13-13 exported method Shape.area',
      '16-18 exported function scale',
    ]);
  });

  it('are found in Ruby, PHP, shell and SQL', () => {
    assert.deepEqual(
      declared('ruby', 'module Bank\n  class Account\n    LIMIT = 3\n    def self.open?(name)\n    end\n  end\nend\n'),
      ['1-7 module Bank', '2-6 class Bank.Account', '3-3 constant Bank.Account.LIMIT', '4-5 method Bank.Account.open?'],
    );
    assert.deepEqual(
      declared('php', '<?php\nfinal class A {\n    private function b(): int {\n    }\n}\nfunction c() {}\n'),
      ['2-5 exported class A', '3-4 method A.b', '6-6 exported function c'],
    );
    assert.deepEqual(declared('bash', 'LIMIT=3\nstart() {\n  local a=1\n}\nfunction stop {\n  :\n}\n'), [
      '1-1 variable LIMIT',
      '2-4 function start',
      '5-7 function stop',
    ]);
    assert.deepEqual(declared('sql', 'create table if not exists users (\n  id int\n);\n'), ['1-3 object users']);
  });

  it('are found in languages of which only the most common is known', () => {
    assert.deepEqual(declared('elixir', 'defmodule Bank.Account do\n  def open(name) do\n    # def no\n  end\nend\n'), [
      '1-5 module Bank.Account',
      '2-4 function Bank.Account.open',
    ]);
    assert.deepEqual(
      declared('scala', 'sealed trait Shape\ncase class Point(x: Int) {\n  def twice: Int = 2\n}\nval origin = 1\n'),
      ['1-1 trait Shape', '2-4 class Point', '3-3 function Point.twice', '5-5 constant origin'],
    );
    assert.deepEqual(declared('haskell', 'module Main where\ntwice :: Int -> Int\ntwice x = x -- f :: no\n'), [
      '1-1 module Main',
      '2-2 function twice',
    ]);
  });

  it('are the headings of a text, with their sections, and the keys of data', () => {
    assert.deepEqual(declared('markdown', '# One\ntext\n## Two\n```sh\n# no heading\n```\n# Three\n'), [
      '1-6 heading One',
      '3-6 heading Two',
      '7-7 heading Three',
    ]);
    assert.deepEqual(declared('json', '{\n  "name": "x",\n  "scripts": {\n    "test": "y"\n  }\n}\n'), [
      '2-2 key name',
      '3-5 key scripts',
      '4-4 key scripts.test',
    ]);
    assert.deepEqual(declared('yaml', 'on: push\njobs:\n  build:\n    steps: []\n'), [
      '1-1 key on',
      '2-4 key jobs',
      '3-4 key jobs.build',
    ]);
  });

  it('do not stand in comments, strings or lines that only machines write', () => {
    assert.deepEqual(
      declared(
        'typescript',
        `// function a() {}\n/*\nclass B {}\n*/\nconst c = \`\nfunction d() {}\n\`;\n${'x;'.repeat(600)} function e() {}\n`,
      ),
      ['5-7 constant c'],
    );
  });

  it('are found in a time that grows with the file only', () => {
    for (const [id, piece] of Object.entries({
      markdown: '# a\n',
      typescript: 'const a: =<(',
      c: 'int a(\n',
      python: 'def a(\n',
    })) {
      const count = Math.floor(200_000 / piece.length);
      assert.ok(declared(id, piece.repeat(count)).length <= count, id);
    }
  });

  it('bring along what is said about them', () => {
    const text = `/**
 * Adds numbers. Or more.
 *
 * @param a one
 */
@decorated
export function add() {}

// Eslint says so
// eslint-disable-next-line
const none = 1;

/** @param only */
const silent = 1;
// Two lines
// of words.
const spoken = 1;
`;
    assert.deepEqual(docs('typescript', text), [
      'add: Adds numbers. Or more.',
      'none: Eslint says so',
      'silent: ',
      'spoken: Two lines of words.',
    ]);
    assert.deepEqual(docs('python', 'def f(a,\n      b):\n    """Does it.\n\n    Args: x\n    """\n'), ['f: Does it.']);
    assert.deepEqual(docs('rust', '/// Holds it.\n#[derive(Debug)]\npub struct A;\n'), ['A: Holds it.']);
    assert.deepEqual(docs('csharp', '/// <summary>\n/// Counts.\n/// </summary>\npublic class A {}\n'), ['A: Counts.']);
  });
});

describe('the language of a file', () => {
  it('is told by its name', () => {
    const names = [
      'a/b.TS',
      'Makefile',
      'x.test.tsx',
      'tsconfig.json',
      'a.d.ts',
      'README',
      'noending',
      'a.unknown',
      'h.hpp',
    ];
    assert.deepEqual(
      names.map((name) => languageOfPath(name)?.id),
      ['typescript', 'makefile', 'typescriptreact', 'jsonc', 'typescript', 'plaintext', undefined, undefined, 'cpp'],
    );
  });
});
