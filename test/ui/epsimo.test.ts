import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { type FakeEpsimo, startFakeEpsimo } from '../support/fakeEpsimo.ts';
import { answerTo, pickKind, removeConnection } from './support/hostedConnection.ts';
import { sharedWorkbench } from './support/session.ts';
import { type Workbench, everyTheme } from './support/workbench.ts';

describe('A connection that one signs in to', () => {
  let workbench: Workbench;
  let fake: FakeEpsimo;

  const panel = () => workbench.panel();
  const box = (): Locator => panel().getByRole('textbox', { name: 'Message' });
  const button = (name: string): Locator => panel().getByRole('button', { name, exact: true });
  const articles = (role: string): Locator => panel().getByRole('article', { name: new RegExp(`^${role}`) });
  const row = (name: RegExp): Locator => workbench.treeRow(name).first();
  const states = (): Locator => panel().getByRole('list', { name: 'States, newest first' }).getByRole('listitem');
  const notification = (text: string | RegExp): Locator =>
    workbench.page.locator('.notification-toast').filter({ hasText: text });

  /** Answers the questions of the sign-in with a password. */
  async function signInWith(password: string): Promise<void> {
    await workbench.page.getByPlaceholder('How do you sign in?').waitFor();
    await workbench.pick('E-mail and password');
    await answerTo(workbench, /e-mail address/, 'ada@example.com');
    await answerTo(workbench, /The password of ada@example\.com/, password);
  }

  before(async () => {
    workbench = await sharedWorkbench();
    await workbench.closeEditors();
    fake = await startFakeEpsimo();
    fake.projects.push({ project_id: 'p2', name: 'Side project' });
    fake.addThread({ name: 'From the web page', project: 'p2' });
  });
  after(() => fake.close());

  it('is added by signing in and choosing a project; a wrong password can be typed again', async () => {
    await workbench.command('Agent Threads: Add Connection…');
    await pickKind(workbench, 'Epsimo');
    await answerTo(workbench, /Address of/, fake.url);
    await signInWith('wrong');
    const refused = notification(/Not signed in, nothing was saved.*Invalid email or password/);
    await refused.getByRole('button', { name: 'Edit…' }).click();
    await answerTo(workbench, /The password of ada@example\.com/, fake.password);
    await workbench.page.getByPlaceholder(/Which project\?/).waitFor();
    await workbench.pick('Side project');
    await answerTo(workbench, /A name for it/, 'Epsimo');
    await workbench.showThreads();
    await row(/^Epsimo, 12 of 50 threads used/).waitFor();
    await row(/^From the web page/).waitFor();
    await workbench.clearNotifications();
  });

  it('answers, shows what its tools did, and says what Stop is there', async () => {
    await workbench.command('Agent Threads: New Thread');
    await workbench.pick('Epsimo');
    await workbench.pick('Helper');
    fake.run = ({ body, event, store, end }) => {
      const [asked] = body.input as [object];
      const calls = [{ id: 'c1', name: 'look_up', args: { q: 'x' } }];
      const said = [
        { type: 'ai', id: 'a1', content: '', tool_calls: calls },
        { type: 'tool', id: 't1', tool_call_id: 'c1', content: 'found', status: 'success' },
        { type: 'ai', id: 'a2', content: 'It is **x**.' },
      ];
      event('metadata', { run_id: 'r1' });
      event('data', [asked]);
      for (const message of said) event('data', [message]);
      store(asked, ...said);
      event('end');
      end();
    };
    await box().fill('What is it?');
    await box().press('Enter');
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
    await panel().getByRole('group', { name: 'Tool look_up' }).waitFor();
    await articles('Assistant').last().locator('strong', { hasText: 'x' }).waitFor();
    await row(/^What is it\?/).waitFor();
    assert.deepEqual(fake.threads.map(({ name, assistant_id: agent, project }) => [name, agent, project]).at(-1), [
      'What is it?',
      'a1',
      'p2',
    ]);
    for (const theme of everyTheme) {
      await workbench.setTheme(theme);
      await workbench.screenshot(`epsimo-${theme.replaceAll(' ', '')}`);
    }
  });

  it('stops listening, says that this is all it can do, and goes on where the thread stopped', async () => {
    let listened: Promise<void> | undefined;
    fake.run = ({ body, event, store, closed, thread }) => {
      listened = closed;
      store(...(body.input as unknown[]));
      thread.next = ['agent'];
      event('data', body.input);
      event('data', [{ type: 'ai', id: 'a3', content: 'Half an ans' }]);
    };
    await box().fill('A slow one');
    await box().press('Enter');
    await articles('Assistant').last().getByText('Half an ans').waitFor();
    await button('Stop').click();
    await listened;
    await panel()
      .getByText(/Stops listening|Stopped/)
      .first()
      .waitFor();
    await panel().getByRole('group', { name: 'Unfinished' }).waitFor();
    await articles('Assistant').last().getByText('Half an ans').waitFor();
    fake.run = ({ body, event, store, end, thread }) => {
      assert.equal(body.input, null);
      const whole = { type: 'ai', id: 'a4', content: 'Half an answer is not enough.' };
      event('data', thread.values);
      event('data', [whole]);
      store(whole);
      thread.next = [];
      event('end');
      end();
    };
    await button('Continue').click();
    await articles('Assistant').last().getByText('Half an answer is not enough.').waitFor();
    await panel()
      .getByText(/^Completed/)
      .first()
      .waitFor();
  });

  it('shows a refusal in the server’s own words, with what is left', async () => {
    fake.on('POST', '/runs/stream', { status: 403, json: { detail: 'Your thread limit is reached' } });
    await box().fill('One more');
    await box().press('Enter');
    await panel()
      .getByText(/It said: Your thread limit is reached\. 12 of 50 threads are used\./)
      .first()
      .waitFor();
    fake.on('POST', '/runs/stream', undefined);
    await panel().getByText('One more').first().waitFor();
  });

  it('shows the state of its thread, which is a list, and every state before it', async () => {
    await workbench.command('Agent Threads: Show State…');
    const inside = panel().getByRole('tabpanel');
    await inside.getByRole('button', { name: /ai: calls look_up/ }).click();
    await inside.getByRole('button', { name: /^tool_calls/ }).waitFor();
    await inside.getByText(/ai: Half an answer is not enough/).waitFor();
    assert.equal(await button('Fork from Here').count(), 0);
    await panel().getByRole('tab', { name: 'History' }).click();
    await states().nth(3).waitFor();
    // What the service does not offer is not offered, and nothing is asked that depends on it.
    assert.equal(
      await states()
        .getByRole('button', { name: /Fork|Run Again/ })
        .count(),
      0,
    );
    assert.match(await states().first().innerText(), /State now/);
    await states()
      .last()
      .getByRole('button', { name: /^Show: / })
      .click();
    await inside.getByText('There is nothing in it yet.').waitFor();
    await button('Show State Now').click();
    await inside.getByText(/ai: Half an answer is not enough/).waitFor();
  });

  it('compares any two of its states, also where they have no names', async () => {
    fake.areStatesNamed = false;
    await panel().getByRole('tab', { name: 'History' }).click();
    // Both tabs have a button of this name.
    await states().first().waitFor();
    const spoken = panel().locator('[role="status"]');
    const before = await spoken.textContent();
    await button('Refresh').click();
    // What is chosen before the states without names are there is of no use then.
    await spoken.evaluate(
      (element, said) =>
        new Promise<void>((resolve) => {
          const look = (): void => {
            const text = element.textContent;
            if (text !== said && text.includes('states read')) resolve();
            else requestAnimationFrame(look);
          };
          look();
        }),
      before,
    );
    const boxes = panel().getByRole('checkbox');
    await boxes.first().check();
    await boxes.last().check();
    await button('Compare').click();
    await workbench.page.getByRole('tab', { name: /^3 states earlier ↔ State now/ }).waitFor();
    await workbench.page
      .locator('.monaco-diff-editor')
      .getByText('"It is **x**."')
      .filter({ visible: true })
      .first()
      .waitFor();
    await workbench.screenshot('epsimo-states-compared');
    fake.areStatesNamed = true;
  });

  it('adds to a state that is a list, after a preview', async () => {
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    await panel().getByRole('tab', { name: 'State' }).click();
    await button('Add to State…').click();
    await workbench.page.getByRole('tab', { name: /^Add to / }).waitFor();
    await workbench.focusEditor();
    await workbench.page.keyboard.press('Control+a');
    await workbench.page.keyboard.insertText('[{"type": "human", "content": "Put in by hand"}]');
    await workbench.page.keyboard.press('Control+s');
    await workbench
      .dialog()
      .getByText(/1 item: \d in the list already/)
      .waitFor();
    await workbench.dialog().getByRole('button', { name: 'Preview' }).click();
    await workbench.notification(/This is what will be added/).waitFor();
    const writes = (): number => fake.log().filter((each) => /^POST \/threads\/.*\/state$/.test(each)).length;
    assert.equal(writes(), 0);
    await workbench.page.getByRole('button', { name: 'Add', exact: true }).click();
    await workbench.page.getByRole('tab', { name: /^State · / }).click();
    await panel()
      .getByText(/Put in by hand/)
      .first()
      .waitFor();
    assert.equal(writes(), 1);
    await workbench.closeEditors();
  });

  it('renames at the service', async () => {
    await row(/^From the web page/).click();
    await workbench.page.getByRole('tab', { name: /^From the web page/, selected: true }).waitFor();
    await box().waitFor();
    await row(/^From the web page/).click();
    await workbench.page.keyboard.press('F2');
    await workbench.answer('Named here');
    await row(/^Named here/).waitFor();
    assert.equal(fake.threads[0]?.name, 'Named here');
  });

  it('has one way to sign in again, once the sign-in does not do any more', async () => {
    fake.on('GET', '/projects/p2', { status: 401, json: { detail: 'Signature has expired' } });
    fake.on('GET', '/threads/', { status: 401, json: { detail: 'Signature has expired' } });
    await workbench.command('Agent Threads: Refresh');
    await row(/^Could not load the threads\. Epsimo did not accept the sign-in/).waitFor();
    fake.on('GET', '/projects/p2', undefined);
    fake.on('GET', '/threads/', undefined);
    await workbench.command('Agent Threads: Sign In…');
    await signInWith(fake.password);
    await row(/^Named here/).waitFor();
    await row(/^Could not load the threads/).waitFor({ state: 'detached' });
  });

  it('says that a sign-in is about to end, before it does, and leads to the next one', async () => {
    await workbench.command('Agent Threads: Sign In…');
    await workbench.page.getByPlaceholder('How do you sign in?').waitFor();
    await workbench.pick('Paste a token');
    await answerTo(workbench, /The token\. It is kept/, `Bearer ${fake.token({ livesMs: 4.5 * 60_000 })}`);
    const warning = notification(/The sign-in of “Epsimo” ends in [34] minutes\./);
    await warning.getByRole('button', { name: 'Sign In Again…' }).click();
    await signInWith(fake.password);
    await row(/^Named here/).waitFor();
    await workbench.clearNotifications();
  });

  it('sends the password once for each sign-in, and goes away when it is removed', async () => {
    assert.equal(fake.requests.filter(({ path }) => path === '/auth/login').length, 4);
    await removeConnection(workbench, 'Epsimo');
  });
});
