import { createJavaScriptRegexEngine, defaultJavaScriptRegexConstructor } from 'shiki/engine/javascript';
import type { RegexEngine } from 'shiki/core';

/** Thrown out of a grammar that needs more expressions than could be compiled in time. Whoever meets it tries again. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Runs of an expression after which the browser has compiled it for good, in both of its ways. */
const warmRuns = 2;

/** Something to run expressions on: Latin letters, as nearly all code. */
const probe = 'a = 1;';

export interface WarmEngine {
  readonly engine: RegexEngine;
  /**
   * Begins an attempt: until when expressions may be compiled, by the engine's clock. One step at least is taken in
   * every second attempt, so that work goes on.
   */
  begin(deadlineMs: number): void;
}

interface Warming {
  readonly expression: RegExp;
  runs: number;
}

/**
 * Grammars are a few hundred large regular expressions that are compiled when they are first needed: half a second of
 * one task. This engine compiles them in steps, first from the grammar's notation and then by running them, and throws
 * {@link OutOfTime} when the time is up. What was compiled stays, so the same line tried again gets further.
 */
export function createWarmEngine(nowMs: () => number): WarmEngine {
  const cache = new Map<string, RegExp | Error>();
  const warming = new Map<string, Warming>();
  let deadlineMs = Infinity;
  let mustStep = false;
  let steps = 0;
  let stepsBefore = 0;

  const engine = createJavaScriptRegexEngine({ forgiving: true, cache });

  function startStep(): void {
    if (!mustStep && nowMs() >= deadlineMs) throw new OutOfTime();
    mustStep = false;
    steps++;
  }

  function warm(pattern: string): void {
    if (cache.has(pattern)) return;
    let own = warming.get(pattern);
    if (!own) {
      startStep();
      try {
        own = { expression: defaultJavaScriptRegexConstructor(pattern), runs: 0 };
      } catch (error) {
        // What this engine cannot do is left out: some tokens then keep the colour of what is around them.
        cache.set(pattern, error instanceof Error ? error : new Error(String(error)));
        return;
      }
      warming.set(pattern, own);
    }
    for (; own.runs < warmRuns; own.runs++) {
      startStep();
      own.expression.lastIndex = 0;
      own.expression.exec(probe);
    }
    warming.delete(pattern);
    cache.set(pattern, own.expression);
  }

  return {
    engine: {
      createScanner(patterns) {
        for (const pattern of patterns) if (typeof pattern === 'string') warm(pattern);
        return engine.createScanner(patterns);
      },
      createString: (text) => engine.createString(text),
    },
    begin(next) {
      deadlineMs = next;
      mustStep = steps === stepsBefore;
      stepsBefore = steps;
    },
  };
}
