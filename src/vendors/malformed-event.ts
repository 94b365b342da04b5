/** A genuine webhook that is not an event. Its message says what is wrong and names parts, without quoting content. */
export class MalformedEvent extends Error {
  override readonly name = 'MalformedEvent';
}
