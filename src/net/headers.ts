/** Headers of an answer, names in lower case. Only `set-cookie` comes as an array. */
export type ResponseHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The value of a header, repeated ones joined by commas. */
export function headerValue(headers: ResponseHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' || value === undefined ? value : value.join(', ');
}

/** The media type without its parameters, in lower case; empty if the answer names none. */
export function mediaTypeOf(headers: ResponseHeaders): string {
  return (headerValue(headers, 'content-type') ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}
