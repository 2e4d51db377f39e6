import assert from 'node:assert/strict';
import { createSpanClock, createSpanRecorder } from '../../../../src/server/runs/spanRecorder.ts';
import { look, say } from '../../../support/localHostAgents.ts';

describe('the clock of a trace', () => {
  it('follows the steady clock, makes up for a sleep, and never goes back', () => {
    let [wall, steady] = [1_000_000, 5];
    const now = createSpanClock(
      () => wall,
      () => steady,
    );
    assert.equal(now(), 1_000_000);
    steady += 0.25;
    assert.equal(now(), 1_000_000.25);
    // The machine slept for an hour.
    wall += 3_600_000;
    assert.equal(now(), 4_600_000);
    // Someone set the wall clock back.
    wall -= 7_200_000;
    steady += 10;
    assert.equal(now(), 4_600_010);
  });
});

describe('the recorder of a trace', () => {
  it('says how long each piece of work took, what changed since it was asked, and heeds nothing after the end', () => {
    let time = 0;
    const recorder = createSpanRecorder('a', () => time);
    recorder.wait();
    time = 10;
    recorder.begin();
    for (const event of look('c', {}, 1)) {
      time++;
      recorder.add(event);
    }
    const times = () => recorder.unwritten().map(({ name, startedAt, endedAt }) => [name, startedAt, endedAt]);
    assert.deepEqual(times(), [
      ['run a', 0, undefined],
      ['waiting for other runs', 0, 10],
      ['tool look', 11, 15],
    ]);
    recorder.setWritten();
    assert.deepEqual(times(), []);
    recorder.add({ type: 'text-start', id: 't' });
    time = 20;
    recorder.interrupt({ type: 'run-end', ending: 'cancelled' });
    // What tidies up after a cancelled run is no part of what it did.
    recorder.add({ type: 'text-end', id: 't' });
    recorder.add({ type: 'tool-output-error', toolCallId: 'c', errorText: 'Cancelled before it gave a result.' });
    recorder.add({ type: 'run-end', ending: 'cancelled' });
    assert.deepEqual(times(), [
      ['answer', 15, 20],
      ['run a', 0, 20],
    ]);
    assert.ok(recorder.unwritten().every((span) => span.exception === undefined));
  });

  it('tells apart what an agent does twice under one id', () => {
    const recorder = createSpanRecorder('a', () => 0);
    for (const event of [...say('t', 'One'), ...say('t', 'Two.'), ...look('c', {}, 1), ...look('c', {}, 2)]) {
      recorder.add(event);
    }
    assert.deepEqual(
      recorder.unwritten().map((span) => [span.name, span.attributes['characters']]),
      [
        ['run a', undefined],
        ['answer', 3],
        ['answer', 4],
        ['tool look', undefined],
        ['tool look', undefined],
      ],
    );
  });
});
