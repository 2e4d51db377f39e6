/** `640 bytes`, `3.4 KB`, `12 MB`; a KB is 1024 bytes, as in the rest of VS Code. */
export function sizeWords(bytes: number): string {
  if (bytes < 1024) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1023.5 ? `${rounded(kilobytes)} KB` : `${rounded(kilobytes / 1024)} MB`;
}

function rounded(value: number): string {
  return value < 9.95 ? value.toFixed(1) : String(Math.round(value));
}
