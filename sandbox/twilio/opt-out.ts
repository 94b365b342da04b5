export type Keyword = 'STOP' | 'START' | 'HELP';

/** Twilio's default keywords for long codes (Twilio docs, support for opt-out keywords). */
const keywords: Record<Keyword, readonly string[]> = {
  STOP: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPTOUT'],
  START: ['START', 'YES', 'UNSTOP'],
  HELP: ['HELP', 'INFO'],
};

const replies: Record<Keyword, string> = {
  STOP: 'You have successfully been unsubscribed. You will not receive any more messages from this number. Reply START to resubscribe.',
  START:
    'You have successfully been re-subscribed to messages from this number. Reply HELP for help. Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
  HELP: 'Reply STOP to unsubscribe. Msg&Data Rates May Apply.',
};

/** The keyword that the whole body is, whatever its case; "Stop please" is none. */
export function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  const found = (Object.keys(keywords) as Keyword[]).find((keyword) => keywords[keyword].includes(word));
  return found ?? null;
}

/** Who has opted out of what: of the whole Messaging Service where the number is in one, else of the number. */
export class OptOuts {
  #pairs = new Map<string, { scope: string; visitor: string }>();

  has(scope: string, visitor: string): boolean {
    return this.#pairs.has(`${scope} ${visitor}`);
  }

  /** Applies a keyword; returns what Twilio texts back, or null where it stays silent. */
  apply(keyword: Keyword, scope: string, visitor: string): string | null {
    const out = this.has(scope, visitor);
    if (keyword === 'HELP') return out ? null : replies.HELP;
    if (out === (keyword === 'STOP')) return null;
    if (keyword === 'STOP') this.#pairs.set(`${scope} ${visitor}`, { scope, visitor });
    else this.#pairs.delete(`${scope} ${visitor}`);
    return replies[keyword];
  }

  list(): { scope: string; visitor: string }[] {
    return [...this.#pairs.values()];
  }

  clear(): void {
    this.#pairs.clear();
  }
}
