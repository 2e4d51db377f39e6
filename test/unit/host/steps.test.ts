import assert from 'node:assert/strict';
import { type StepResult, runSteps } from '../../../src/host/steps.ts';

/** Steps that answer from a list and write down what they were asked with. */
function script(answers: Record<string, (StepResult<string> | ((state: string) => StepResult<string>))[]>) {
  const asked: string[] = [];
  const step = (name: string) => (state: string, canGoBack: boolean) => {
    asked.push(`${name}(${state})${canGoBack ? '<' : ''}`);
    const answer = answers[name]?.shift();
    return Promise.resolve(typeof answer === 'function' ? answer(state) : answer);
  };
  return { asked, steps: Object.keys(answers).map(step) };
}

const add =
  (text: string, isSkipped = false) =>
  (state: string) => ({ state: state + text, isSkipped });

describe('questions one after the other', () => {
  it('build on the answers before', async () => {
    const { asked, steps } = script({ one: [add('1')], two: [add('2')] });
    assert.equal(await runSteps('', steps), '12');
    assert.deepEqual(asked, ['one()', 'two(1)<']);
  });

  it('go back to the last one that was asked, past those that had nothing to ask', async () => {
    const { asked, steps } = script({
      one: [add('1'), add('I')],
      skipped: [add('s', true), add('s', true)],
      two: ['back', add('2')],
    });
    assert.equal(await runSteps('', steps), 'Is2');
    assert.deepEqual(asked, ['one()', 'skipped(1)<', 'two(1s)<', 'one()', 'skipped(I)<', 'two(Is)<']);
  });

  it('offer no way back before the first question', async () => {
    const { asked, steps } = script({ skipped: [add('s', true)], one: ['back'] });
    assert.equal(await runSteps('', steps), undefined);
    assert.deepEqual(asked, ['skipped()', 'one(s)']);
  });

  it('end when the person leaves', async () => {
    const { asked, steps } = script({ one: [undefined], two: [add('2')] });
    assert.equal(await runSteps('', steps), undefined);
    assert.deepEqual(asked, ['one()']);
  });
});
