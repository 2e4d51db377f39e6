/** Why something cannot be asked about, in words for the person who tried. Nothing was sent. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
