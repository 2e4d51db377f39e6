import * as vscode from 'vscode';
import { type Connection, type ConnectionKind, localConnection } from '../../model/connection.ts';
import { explain } from '../../model/explain.ts';
import { optional } from '../../model/parse.ts';
import { withCancellableProgress } from '../cancellable.ts';
import type { Host } from '../host.ts';
import { askText, pickOne } from '../quickInput.ts';
import { type Step, type StepResult, runSteps, stepResult } from '../steps.ts';
import { readBaseUrl } from './baseUrl.ts';
import { connectionIdFrom, isHeaderName } from './connectionSettings.ts';
import { problemOfKey } from './keyText.ts';
import { needsSignIn, serviceKindOf, serviceKinds } from './serviceKinds.ts';
import {
  type SignInDraft,
  type SignInQuestions,
  askEmail,
  askMethod,
  askPassword,
  askToken,
  keyFrom,
} from './signIn.ts';

const title = 'Add Connection';

/** `key` is empty where the service has none. */
interface Draft extends SignInDraft {
  readonly kind?: Exclude<ConnectionKind, 'local'>;
  readonly url?: string;
  /** In which the key goes; empty: the usual one. */
  readonly header?: string;
  /** Empty: the service has none. */
  readonly project?: string;
  readonly name?: string;
}

type WizardHost = Pick<Host, 'connections' | 'keys' | 'log' | 'services'>;

/** Asks for address, key and name, tries them, and only then keeps them. What was typed stays until it works. */
export async function addConnection(host: WizardHost): Promise<void> {
  let draft: Draft = {};
  for (;;) {
    const filled = await runSteps(draft, stepsFor(host));
    if (!filled?.kind || !filled.url || filled.key === undefined || !filled.name) return;
    draft = filled;
    const taken = host.connections.list().map(({ id }) => id);
    const { key, header, project } = filled;
    const connection: Connection = {
      id: connectionIdFrom(filled.name, taken),
      name: filled.name,
      kind: filled.kind,
      url: filled.url,
      ...optional({ header: header || undefined, project: project || undefined }),
    };
    try {
      const isChecked = await withCancellableProgress(`Trying ${connection.name}…`, async (signal) => {
        const backend = await host.services.openWithKey(connection, key);
        // Reading one thread changes nothing at the service.
        await backend.listThreads({ limit: 1 }, signal);
        return true;
      });
      if (!isChecked) return;
    } catch (error) {
      host.log.warn(`a new connection did not pass its check: ${String((error as { kind?: unknown }).kind)}`);
      const { detail } = explain(error, 'connect', connection.name);
      const edit = 'Edit…';
      const chosen = await vscode.window.showErrorMessage(`Not connected, nothing was saved. ${detail}`, edit);
      if (chosen === edit) continue;
      return;
    }
    // The key first: the window asks the new connection for its threads as soon as the setting is written.
    if (key !== '') await host.keys.set(connection, key);
    await host.connections.add(connection);
    void vscode.window.showInformationMessage(`${connection.name} is connected; its threads are in the view Threads.`);
    return;
  }
}

function stepsFor(host: WizardHost): readonly Step<Draft>[] {
  const signingIn = [askMethod, askEmail, askPassword, askToken].map((ask) => signInStep(ask));
  return [kindStep, urlStep, ...signingIn, keyStep, headerStep, projectStep(host), nameStep];
}

/** A question of those who sign in; passed over by everybody else. */
function signInStep(
  ask: (questions: SignInQuestions, draft: Draft, canGoBack: boolean) => Promise<StepResult<Draft>>,
): Step<Draft> {
  return async (draft, canGoBack) => {
    const { kind, url } = draft;
    if (kind === undefined || url === undefined || !needsSignIn({ kind })) return { state: draft, isSkipped: true };
    return ask({ title, url }, draft, canGoBack);
  };
}

/** Signs in, and asks which project is meant where there are several. A refusal leads back to what was typed. */
function projectStep(host: WizardHost): Step<Draft> {
  return async (draft, canGoBack) => {
    const { kind, url = '', name = '' } = draft;
    if (kind === undefined || !needsSignIn({ kind })) return { state: { ...draft, project: '' }, isSkipped: true };
    const connection: Connection = { id: 'new', name: name || (serviceKindOf(kind)?.label ?? ''), kind, url };
    try {
      const entered = await withCancellableProgress(`Signing in to ${connection.name}…`, async (signal) => {
        const key = await keyFrom(host, connection, draft, signal);
        return { key, projects: await host.services.listProjects(connection, key, signal) };
      });
      if (!entered) return undefined;
      const { password: _used, ...typed } = { ...draft, key: entered.key };
      const [only, second] = entered.projects;
      if (!only || !second) return { state: { ...typed, project: only?.id ?? '' }, isSkipped: true };
      const answer = await pickOne({
        title,
        placeholder: 'Which project? Its assistants and threads are shown.',
        choices: entered.projects.map(({ id, name: label }) => ({ label, description: id, value: id })),
        isPreselected: (id) => id === draft.project,
        canGoBack,
      });
      return stepResult(answer, (project) => ({ ...typed, project }));
    } catch (error) {
      host.log.warn(`a sign-in failed: ${String((error as { kind?: unknown }).kind)}`);
      const { detail } = explain(error, 'sign in', connection.name);
      const edit = 'Edit…';
      const chosen = await vscode.window.showErrorMessage(`Not signed in, nothing was saved. ${detail}`, edit);
      return chosen === edit ? 'back' : undefined;
    }
  };
}

async function kindStep(draft: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const [only, second] = serviceKinds;
  if (only && !second) return { state: { ...draft, kind: only.kind }, isSkipped: true };
  const answer = await pickOne({
    title,
    placeholder: 'What kind of service is it?',
    choices: serviceKinds.map(({ kind, label, detail }) => ({ label, detail, value: kind })),
    isPreselected: (kind) => kind === draft.kind,
    canGoBack,
  });
  return stepResult(answer, (kind) => ({ ...draft, kind }));
}

async function urlStep(draft: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const kind = serviceKindOf(draft.kind);
  const answer = await askText({
    title,
    prompt: `Address of ${kind?.label ?? 'the service'}. Change it if you use an installation of your own.`,
    value: draft.url ?? kind?.defaultUrl ?? '',
    canGoBack,
    problemOf(text) {
      const read = readBaseUrl(text);
      return 'problem' in read ? read.problem : undefined;
    },
  });
  if (answer === undefined || answer === 'back') return answer;
  const read = readBaseUrl(answer.value);
  return 'url' in read ? { state: { ...draft, url: read.url } } : undefined;
}

async function keyStep(draft: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const { entry } = serviceKindOf(draft.kind) ?? {};
  if (entry === 'sign-in') return { state: draft, isSkipped: true };
  const isOptional = entry === 'optional-key';
  const answer = await askApiKey(title, draft.url ?? '', draft.key ?? '', { canGoBack, isOptional });
  return stepResult(answer, (key) => ({ ...draft, key }));
}

/** Asked only where there is a key, and where it is not always the same header. */
async function headerStep(draft: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const { defaultHeader } = serviceKindOf(draft.kind) ?? {};
  if (defaultHeader === undefined || draft.key === '') return { state: { ...draft, header: '' }, isSkipped: true };
  const answer = await askText({
    title,
    prompt: `The header that carries the key. ${defaultHeader} unless the server wants another, Authorization for example.`,
    value: draft.header || defaultHeader,
    canGoBack,
    problemOf: (text) => (isHeaderName(text.trim()) ? undefined : 'That is no name of an HTTP header.'),
  });
  return stepResult(answer, (typed) => {
    const header = typed.trim();
    return { ...draft, header: header.toLowerCase() === defaultHeader ? '' : header };
  });
}

async function nameStep(draft: Draft, canGoBack: boolean): Promise<StepResult<Draft>> {
  const kind = serviceKindOf(draft.kind);
  const answer = await askText({
    title,
    prompt: 'A name for it, as the view Threads shows it.',
    value: draft.name ?? kind?.label ?? '',
    canGoBack,
    problemOf(text) {
      if (text.trim() === '') return 'Type a name.';
      return text.trim() === localConnection.name ? `${localConnection.name} is the name of this machine.` : undefined;
    },
  });
  return stepResult(answer, (name) => ({ ...draft, name: name.trim() }));
}

/** Asks for a key and says where it will go and where it is kept. */
export function askApiKey(
  boxTitle: string,
  url: string,
  value: string,
  { canGoBack, isOptional }: { readonly canGoBack: boolean; readonly isOptional: boolean },
): ReturnType<typeof askText> {
  const kept = `It is kept in VS Code's secret storage and sent to ${new URL(url).origin} only.`;
  return askText({
    title: boxTitle,
    prompt: `API key. ${kept}${isOptional ? ' Leave it empty if the server wants none.' : ''}`,
    value,
    isPassword: true,
    canGoBack,
    problemOf: (text) => (isOptional && text.trim() === '' ? undefined : problemOfKey(text)),
  }).then((answer) => (typeof answer === 'object' ? { value: answer.value.trim() } : answer));
}
