import { createHash } from 'node:crypto';

/** One time that somebody presented a refresh token. */
export interface Presentation {
  /** When the request began to arrive, and when its answer was sent or the connection ended; null: it is under way. */
  readonly at: number;
  endedAt: number | null;
  accepted: boolean;
  /** `lost`: a fault of the sandbox kept the answer back. */
  answer: 'pending' | 'sent' | 'lost';
}

/** How a refresh token was used. */
export interface TokenUse {
  /** Names the token and opens nothing. */
  readonly token: string;
  readonly orgId: number | null;
  readonly presentations: readonly Presentation[];
  /** Two presentations were under way at the same time. */
  readonly overlapped: boolean;
}

/** Every refresh token that was presented, known or not, how often and when: what a test of "at most twice" reads. */
export class Presentations {
  #uses = new Map<string, { orgId: number | null; times: Presentation[] }>();

  begin(refreshToken: string, orgId: number | null, at: number): Presentation {
    const token = createHash('sha256').update(refreshToken).digest('hex').slice(0, 12);
    const use = this.#uses.get(token) ?? { orgId, times: [] };
    this.#uses.set(token, use);
    const presentation: Presentation = { at, endedAt: null, accepted: false, answer: 'pending' };
    use.times.push(presentation);
    return presentation;
  }

  all(): TokenUse[] {
    return [...this.#uses].map(([token, { orgId, times }]) => ({
      token,
      orgId,
      presentations: times.map((time) => ({ ...time })),
      overlapped: times.some((one, index) => times.slice(index + 1).some((other) => overlap(one, other))),
    }));
  }

  /** A line for each token that was presented a third time, or twice at once. */
  broken(): string[] {
    return this.all().flatMap(({ token, presentations, overlapped }) => [
      ...(presentations.length > 2 ? [`${token} was presented ${presentations.length} times`] : []),
      ...(overlapped ? [`${token} was presented twice at once`] : []),
    ]);
  }
}

const overlap = (one: Presentation, other: Presentation): boolean =>
  one.at < (other.endedAt ?? Infinity) && other.at < (one.endedAt ?? Infinity);
