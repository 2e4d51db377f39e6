import type { Connection } from '../../model/connection.ts';
import { AgentError } from '../../model/errors.ts';
import { property } from '../../model/parse.ts';
import { isExpired, tokenExpiry } from '../../net/tokenTimes.ts';
import { assertOrigin } from '../../net/origin.ts';
import { firstStringOf } from '../shared/wireValues.ts';
import type { BackendServices } from '../services.ts';

/** What a person is to do where the token of the connection does not do (any more). */
export const signInAgain = 'Sign in again.';

/** The token in an answer, under any of the names that the service's documentation and its own clients use. */
export function tokenIn(answer: unknown): string | undefined {
  const names = ['jwt_token', 'access_token', 'token'] as const;
  return firstStringOf(answer, ...names) || firstStringOf(property(answer, 'data'), ...names) || undefined;
}

/** A token as it is sent. */
export interface Token {
  readonly text: string;
  /** Whether it was derived for a project, and so can be derived anew. */
  readonly isDerived: boolean;
}

/** The tokens of one connection: the person's, and one for the project that is derived from it and kept in memory. */
export interface Tokens {
  /** @throws AgentError of kind `authentication` if there is none or it has expired; nothing was sent then */
  person(): Promise<Token>;
  /** The project's, derived first where that is necessary; the person's where the connection names no project. */
  project(): Promise<Token>;
  /** Forgets a token that was refused, so that the next request derives another. */
  forget(token: Token): void;
  /** Every token that may not be seen in a message. */
  secrets(): readonly string[];
}

/** @param readProject `GET /projects/{id}` with the person's token */
export function createTokens(
  connection: Connection,
  origin: string,
  services: Pick<BackendServices, 'key'>,
  readProject: (projectId: string) => Promise<unknown>,
): Tokens {
  const projectId = connection.project?.trim() || undefined;
  const secrets = new Set<string>();
  /** The derived token and the person's that it was derived from; shared by all who ask at the same time. */
  let derived: { readonly from: string; readonly token: Promise<Token> } | undefined;

  async function person(): Promise<Token> {
    const bound = await services.key();
    const text = bound?.key.trim().replace(/^bearer\s+/i, '') ?? '';
    if (bound === undefined || text === '') throw signInError('nobody is signed in', connection);
    assertOrigin(new URL(origin), bound.origin, 'the sign-in');
    if (isExpired(tokenExpiry(text), Date.now())) throw signInError('the sign-in has expired', connection);
    secrets.add(text);
    return { text, isDerived: false };
  }

  async function derive(id: string, own: Token): Promise<Token> {
    const text = tokenIn(await readProject(id));
    // Installations that hand out none take the person's, which then means the main project.
    if (text === undefined) return own;
    secrets.add(text);
    return { text, isDerived: true };
  }

  function deriveOnce(id: string, own: Token): Promise<Token> {
    const current = { from: own.text, token: derive(id, own) };
    derived = current;
    current.token.catch(() => {
      // Its callers hear of it; the next one tries again.
      if (derived === current) derived = undefined;
    });
    return current.token;
  }

  return {
    person,
    async project() {
      const own = await person();
      if (projectId === undefined) return own;
      if (derived?.from !== own.text) return deriveOnce(projectId, own);
      const token = await derived.token;
      return isExpired(tokenExpiry(token.text), Date.now()) ? deriveOnce(projectId, own) : token;
    },
    forget(token) {
      if (token.isDerived) derived = undefined;
    },
    secrets: () => [...secrets],
  };
}

function signInError(message: string, { name }: Connection): AgentError {
  return new AgentError('authentication', message, {
    where: name,
    mayHaveArrived: false,
    nextStep: signInAgain,
    remedy: 'sign-in',
  });
}
