/**
 * Percent-encodes what may not stand in an address as it is: spaces, letters beyond ASCII, brackets. What is encoded
 * already stays as it is.
 */
export function encodeAddress(address: string): string {
  return (
    encodeURI(address.trim().replaceAll(/\p{Surrogate}/gu, '\ufffd'))
      .replaceAll(/%25(?=[\da-f]{2})/gi, '%')
      // The brackets of an IPv6 address belong there.
      .replace(/^((?:[a-z\d.+-]+:)?\/\/(?:[^/?#]*@)?)%5B([\da-f:.]*)%5D/i, '$1[$2]')
  );
}

/**
 * An address as it is read best: letters beyond ASCII are decoded, but neither what would mean something else when
 * decoded nor the names of hosts, so that none looks like another.
 */
export function readableAddress(address: string): string {
  return address.trim().replaceAll(/(?:%[\da-f]{2})+/gi, (encoded) => {
    try {
      return decodeURI(encoded.replaceAll('%25', '%2525'));
    } catch {
      return encoded;
    }
  });
}
