import { AgentError } from '../model/errors.ts';

/**
 * Reads an address that a person or a server wrote and refuses what no key or prompt may be sent to: other schemes
 * than http and https, `http` to anything but this machine, and names or passwords inside the address.
 *
 * @throws AgentError of kind `origin`; its message never contains what might be a password.
 */
export function parseAddress(address: string, base?: URL): URL {
  const url = URL.parse(address, base?.href);
  if (url === null) throw refusal('the address is not a URL');
  if (url.username !== '' || url.password !== '') throw refusal('the address contains a name or password');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refusal(`the address starts with ${url.protocol}, not with https:`);
  }
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw refusal(`${url.host} is on another machine, where only https: is safe`);
  }
  return url;
}

/**
 * Scheme, host and port in one comparable form: lower case, international names in their ASCII form, the scheme's own
 * port left out. A trailing dot is kept: `example.com.` is not the host that the key was entered for.
 *
 * @throws AgentError of kind `origin`
 */
export function originOf(address: string | URL): string {
  return (typeof address === 'string' ? parseAddress(address) : parseAddress(address.href)).origin;
}

/**
 * Makes sure that `url` is where something bound to `boundOrigin` may go.
 *
 * @throws AgentError of kind `origin`
 */
export function assertOrigin(url: URL, boundOrigin: string, what: string): void {
  const origin = originOf(url);
  const bound = originOf(boundOrigin);
  if (origin !== bound) throw refusal(`${what} belongs to ${bound}, not to ${origin}`);
}

/** Whether the host is this machine by its literal; other names could be made to point here or away from here. */
function isLoopback(url: URL): boolean {
  return url.hostname === 'localhost' || url.hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(url.hostname);
}

function refusal(reason: string): AgentError {
  return new AgentError('origin', reason, { mayHaveArrived: false });
}
