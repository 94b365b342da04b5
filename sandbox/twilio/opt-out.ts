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

/** The keyword if it is the whole body, in any case; "Stop please" is not a keyword. */
export function keywordOf(body: string): Keyword | null {
  const word = body.trim().toUpperCase();
  const found = (Object.keys(keywords) as Keyword[]).find((keyword) => keywords[keyword].includes(word));
  return found ?? null;
}

/** Opt-outs by scope: the whole Messaging Service if the number belongs to one, else the number. */
export class OptOuts {
  #pairs = new Map<string, { scope: string; visitor: string }>();

  has(scope: string, visitor: string): boolean {
    return this.#pairs.has(`${scope} ${visitor}`);
  }

  /** Applies a keyword; returns Twilio's reply, or null if it does not reply. */
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
