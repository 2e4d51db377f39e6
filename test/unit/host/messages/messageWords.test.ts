import assert from 'node:assert/strict';
import { messageLine, runAgainWords } from '../../../../src/host/messages/messageWords.ts';
import type { Message } from '../../../../src/model/message.ts';

function message(text: string, role = 'user'): Message {
  return { id: text, threadId: 't', role, parts: [{ type: 'text', text }], state: 'stored', attachments: [] };
}

describe('a message in one line', () => {
  it('is the question as it was typed, and an answer without its marks', () => {
    assert.equal(messageLine(message('Why **this**?')), 'Why **this**?');
    assert.equal(messageLine(message('# Because of **that**\nand more', 'assistant')), 'Because of that');
    assert.equal(messageLine(message('  ')), 'No text');
  });
});

describe('the question before messages are deleted and a run starts', () => {
  it('says how many go, from where, and lists the first of them', () => {
    const later = [message('Because.', 'assistant'), message('And why that?')];
    const { question, detail } = runAgainWords(message('Why?'), later, 'Team Server', 'again');
    assert.equal(question, 'Run again from “Why?”?');
    assert.match(detail, /^The 2 messages after it are deleted from Team Server/);
    assert.match(detail, /Assistant: Because\.\nUser: And why that\?$/);
  });

  it('counts those that it does not list', () => {
    const later = Array.from({ length: 8 }, (_, index) => message(`Question ${index + 1}`));
    const { detail } = runAgainWords(message('Why?'), later, 'Local', 'again');
    assert.match(detail, /The 8 messages/);
    assert.match(detail, /Question 5\nand 3 more$/);
  });

  it('speaks of one message as of one, and shortens what is long', () => {
    const { detail } = runAgainWords(undefined, [message('word '.repeat(100))], 'Local', 'again');
    assert.match(detail, /^The message after it is deleted/);
    assert.ok(detail.split('\n').every((line) => line.length < 120));
  });

  it('says that a change is saved already', () => {
    assert.match(runAgainWords(message('Why?'), [message('x')], 'Local', 'changed').question, /^Saved\./);
  });
});
