/** More of a name no tab shows. */
const maxNameLength = 60;

/** The name of a document, as its tab shows it, from whatever text it is about. */
export function documentName(text: string): string {
  const name = text.replace(/[\\/:*?"<>|#`\p{Cc}\s]+/gu, ' ').trim();
  const short = name.length > maxNameLength ? `${name.slice(0, maxNameLength - 1).trimEnd()}…` : name;
  // Half of a character, which a cut can leave, has no place in an address.
  return short.replace(/\p{Cs}/gu, '');
}
