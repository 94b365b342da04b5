/** Whether Drift still has the conversation, as far as this workflow knows. */
export class ChatPresence {
  #isGone = false;

  get isGone(): boolean {
    return this.#isGone;
  }

  lose(): void {
    this.#isGone = true;
  }
}
