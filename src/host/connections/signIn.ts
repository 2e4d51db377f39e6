import * as vscode from 'vscode';
import type { Connection } from '../../model/connection.ts';
import { explain } from '../../model/explain.ts';
import { withCancellableProgress } from '../cancellable.ts';
import type { Host } from '../host.ts';
import { askText, pickOne } from '../quickInput.ts';
import { type Step, type StepResult, runSteps, stepResult } from '../steps.ts';
import { problemOfKey } from './keyText.ts';

/** With what a person gets in. A password is in memory until it was used, and nowhere else. */
export interface SignInDraft {
  readonly method?: 'password' | 'token';
  readonly email?: string;
  readonly password?: string;
  /** Pasted, or what the sign-in gave. */
  readonly key?: string;
}

/** The questions of a sign-in, for whatever asks more around them. */
export interface SignInQuestions {
  readonly title: string;
  readonly url: string;
}

/** E-mail and password, or a token from elsewhere. */
export async function askMethod<T extends SignInDraft>(
  { title }: SignInQuestions,
  draft: T,
  canGoBack: boolean,
): Promise<StepResult<T>> {
  const answer = await pickOne<'password' | 'token'>({
    title,
    placeholder: 'How do you sign in?',
    choices: [
      { label: 'E-mail and password', detail: 'The password is sent once and kept nowhere', value: 'password' },
      { label: 'Paste a token', detail: 'One that you have from elsewhere', value: 'token' },
    ],
    isPreselected: (method) => method === draft.method,
    canGoBack,
  });
  return stepResult(answer, (method) => ({ ...draft, method }));
}

export async function askEmail<T extends SignInDraft>(
  { title }: SignInQuestions,
  draft: T,
  canGoBack: boolean,
): Promise<StepResult<T>> {
  if (draft.method !== 'password') return { state: draft, isSkipped: true };
  const answer = await askText({
    title,
    prompt: 'The e-mail address of your account.',
    value: draft.email ?? '',
    canGoBack,
    problemOf: (text) => (/^\S+@\S+$/.test(text.trim()) ? undefined : 'Enter an e-mail address.'),
  });
  return stepResult(answer, (email) => ({ ...draft, email: email.trim() }));
}

export async function askPassword<T extends SignInDraft>(
  { title, url }: SignInQuestions,
  draft: T,
  canGoBack: boolean,
): Promise<StepResult<T>> {
  if (draft.method !== 'password') return { state: draft, isSkipped: true };
  const answer = await askText({
    title,
    prompt: `The password of ${draft.email}. It is sent once to ${new URL(url).origin} and not kept; the token that comes back is, in VS Code's secret storage.`,
    isPassword: true,
    canGoBack,
    problemOf: (text) => (text === '' ? 'Enter the password.' : undefined),
  });
  return stepResult(answer, (password) => ({ ...draft, password }));
}

export async function askToken<T extends SignInDraft>(
  { title, url }: SignInQuestions,
  draft: T,
  canGoBack: boolean,
): Promise<StepResult<T>> {
  if (draft.method !== 'token') return { state: draft, isSkipped: true };
  const answer = await askText({
    title,
    prompt: `The token. It is kept in VS Code's secret storage and sent to ${new URL(url).origin} only.`,
    value: draft.key ?? '',
    isPassword: true,
    canGoBack,
    problemOf: problemOfKey,
  });
  return stepResult(answer, (token) => ({ ...draft, key: token.trim().replace(/^bearer\s+/i, '') }));
}

/**
 * The key: what the password is exchanged for, or what was pasted.
 *
 * Rejects with an `AgentError` if the sign-in was refused.
 */
export async function keyFrom(
  { services }: Pick<Host, 'services'>,
  connection: Connection,
  { method, email, password, key }: SignInDraft,
  signal: AbortSignal,
): Promise<string> {
  if (method === 'token') return key ?? '';
  return services.signIn(connection, { email: email ?? '', password: password ?? '' }, signal);
}

/** Signs in to a connection that is there. What was typed stays until it works, but for the password. */
export async function signIn(
  host: Pick<Host, 'keys' | 'log' | 'services' | 'session'>,
  connection: Connection,
): Promise<void> {
  const questions = { title: `Sign In to ${connection.name}`, url: connection.url };
  const steps: readonly Step<SignInDraft>[] = [askMethod, askEmail, askPassword, askToken].map(
    (ask) => (draft: SignInDraft, canGoBack: boolean) => ask(questions, draft, canGoBack),
  );
  const email = host.session.threads(connection.id).state().account?.name;
  let draft: SignInDraft = email === undefined ? {} : { email };
  for (;;) {
    const filled = await runSteps(draft, steps);
    if (!filled) return;
    const { password: _used, ...typed } = filled;
    draft = typed;
    try {
      const key = await withCancellableProgress(`Signing in to ${connection.name}…`, async (signal) => {
        const found = await keyFrom(host, connection, filled, signal);
        // A token that was pasted may be anything: reading one thread changes nothing and tells.
        await (await host.services.openWithKey(connection, found)).listThreads({ limit: 1 }, signal);
        return found;
      });
      if (key === undefined) return;
      await host.keys.set(connection, key);
      await host.session.threads(connection.id).refresh();
      return;
    } catch (error) {
      host.log.warn(`a sign-in failed: ${String((error as { kind?: unknown }).kind)}`);
      const { title, detail } = explain(error, 'sign in', connection.name);
      const again = 'Try Again…';
      if ((await vscode.window.showErrorMessage(`${title}. ${detail}`, again)) !== again) return;
    }
  }
}
