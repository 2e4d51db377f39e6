/** A key becomes a header's value: what no header can carry is caught where it can be said. */
export function problemOfKey(text: string): string | undefined {
  if (text.trim() === '') return 'Enter the key.';
  return /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/.test(text.trim()) ? undefined : 'A key has only letters, digits and signs.';
}
