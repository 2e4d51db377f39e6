/** Why something is not done, in words for the person who tried. Nothing was sent or written. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}
