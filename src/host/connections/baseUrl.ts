/** An address that a connection may have, or why not, as a sentence for the person who typed it. */
export type BaseUrl = { readonly url: string } | { readonly problem: string };

/**
 * Reads a service's base address: https, or http to this machine only, because a key travels with every request.
 * Trailing slashes are taken off.
 */
export function readBaseUrl(text: string): BaseUrl {
  const url = URL.parse(text.trim());
  if (!url || url.host === '') return { problem: 'Enter a full address, such as https://flow.seekr.com.' };
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { problem: 'The address must begin with https://.' };
  }
  if (url.username !== '' || url.password !== '') {
    return { problem: 'Leave user name and password out of the address; the key is asked for next.' };
  }
  if (url.search !== '' || url.hash !== '') return { problem: 'Leave out everything from ? or # on.' };
  if (url.protocol === 'http:' && !isLoopback(url.hostname)) {
    return { problem: 'http:// would send the key unprotected; it is allowed for this machine only. Use https://.' };
  }
  return { url: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** `localhost`, `127.0.0.0/8` and `::1`, as the URL parser writes them. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
