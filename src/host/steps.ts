/** What a person did in a quick input: chose a value, went back to the step before, or left (undefined). */
export type Answer<T> = { readonly value: T } | 'back' | undefined;

/** What a step made of it. `isSkipped`: there was nothing to ask, so that *Back* passes over it too. */
export type StepResult<State> = { readonly state: State; readonly isSkipped?: boolean } | 'back' | undefined;

/** What an answer means for a step: a value becomes state, leaving and going back stay what they are. */
export function stepResult<T, State>(answer: Answer<T>, stateOf: (value: T) => State): StepResult<State> {
  return typeof answer === 'object' ? { state: stateOf(answer.value) } : answer;
}

/** One question. Gets what the steps before have found out. */
export type Step<State> = (state: State, canGoBack: boolean) => Promise<StepResult<State>>;

/**
 * Asks questions one after the other; *Back* returns to the last one that was really asked.
 *
 * @returns the final state, or undefined if the person left
 */
export async function runSteps<State>(first: State, steps: readonly Step<State>[]): Promise<State | undefined> {
  const asked: { readonly index: number; readonly before: State }[] = [];
  let state = first;
  for (let index = 0; index < steps.length;) {
    const step = steps[index];
    if (!step) break;
    const result = await step(state, asked.length > 0);
    if (result === undefined) return undefined;
    if (result === 'back') {
      const previous = asked.pop();
      if (!previous) return undefined;
      ({ index, before: state } = previous);
      continue;
    }
    if (!result.isSkipped) asked.push({ index, before: state });
    state = result.state;
    index++;
  }
  return state;
}
