import { AgentError } from '../../model/errors.ts';
import { optional } from '../../model/parse.ts';
import { createHttpClient } from '../../net/http.ts';
import { originOf } from '../../net/origin.ts';
import { addressOf, baseAddress } from '../shared/address.ts';
import { createExchangeLogger } from '../shared/exchangeLogger.ts';
import { refusalError } from '../shared/refusal.ts';
import { unreadableError } from '../shared/unreadable.ts';
import type { Credentials, SignIn } from '../services.ts';
import { routes } from './route.ts';
import { tokenIn } from './tokens.ts';

const where = 'POST /auth/login';

/**
 * Exchanges e-mail and password for a token (`POST /auth/login`). The password is sent once and kept nowhere.
 *
 * Rejects with an `AgentError`: `authentication` if they were not accepted, in the service's own words.
 */
export const signIn: SignIn = async (connection, credentials, services, signal): Promise<string> => {
  const base = baseAddress(connection.url);
  const http = createHttpClient({ origin: originOf(base), clock: services.clock });
  const exchanges = createExchangeLogger(services, () => undefined);
  const { path, template } = routes.login();
  const { email, password } = credentials;
  const request = { method: 'POST', url: addressOf(base, path), body: { email, password }, signal } as const;
  const answer = await exchanges.logged(request, template, http.requestJson(request));
  if (answer.status < 200 || answer.status > 299) throw refused(answer, credentials);
  const key = tokenIn(answer.body);
  if (key === undefined) throw unreadableError(where);
  return key;
};

/** Which status a wrong password has is not documented; 400, 401, 403, 404 and 422 have all been seen elsewhere. */
function refused(answer: Parameters<typeof refusalError>[0], { email, password }: Credentials): AgentError {
  const error = refusalError(answer, where, { keys: [password] });
  const isWrong = [400, 401, 403, 422].includes(answer.status) || (answer.status === 404 && error.kind === 'not-found');
  if (!isWrong) return error;
  return new AgentError('authentication', `e-mail and password were refused (status ${answer.status})`, {
    status: answer.status,
    where,
    remedy: 'sign-in',
    nextStep: `Check the password of ${email}.`,
    ...optional({ serverMessage: error.serverMessage, requestId: error.requestId }),
  });
}
