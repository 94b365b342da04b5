import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { OauthError } from '../../../src/platform/errors/oauth-error.js';
import type { ChatOauth, TokenAnswer } from '../../../src/vendors/chat-oauth.js';

interface Presentation {
  readonly at: number;
  readonly endedAt: number;
}

/** A vendor whose refresh tokens rotate: a spent one is taken once more. It remembers who presented what, and when. */
export class RotatingVendor implements ChatOauth {
  readonly presentations = new Map<string, Presentation[]>();
  /** What becomes of the next refreshes, one after the other; then all is well. */
  next: (OauthError | 'lost')[] = [];
  takesMs = 5;
  #next = new Map<string, TokenAnswer>();
  #dead = new Set<string>();

  readonly orgId: number;

  constructor(orgId: number) {
    this.orgId = orgId;
  }

  pair(): TokenAnswer {
    const word = () => `secret-${randomBytes(8).toString('hex')}`;
    return { accessToken: word(), refreshToken: word(), lifeMs: 7_200_000, orgId: this.orgId };
  }

  async refresh(refreshToken: string): Promise<TokenAnswer> {
    const at = performance.now();
    const what = this.next.shift();
    if (what instanceof OauthError && what.failure === 'not_sent') throw what;
    await sleep(this.takesMs);
    const seen = this.presentations.get(refreshToken) ?? [];
    this.presentations.set(refreshToken, [...seen, { at, endedAt: performance.now() }]);
    if (what instanceof OauthError) throw what;
    if (this.#dead.has(refreshToken)) throw new OauthError('chat', 'refused', 'refresh');
    const again = this.#next.get(refreshToken);
    if (again !== undefined) this.#dead.add(refreshToken);
    const answer = again ?? this.pair();
    this.#next.set(refreshToken, answer);
    if (what === 'lost') throw new OauthError('chat', 'answer_lost', 'refresh');
    return answer;
  }

  /** Refresh tokens that were presented more than twice, or twice at once. */
  broken(): string[] {
    return [...this.presentations].flatMap(([token, times]) => {
      const isOverlapped = times.some((one, index) =>
        times.slice(index + 1).some((other) => one.at < other.endedAt && other.at < one.endedAt),
      );
      return times.length > 2 || isOverlapped ? [`${token}: ${times.length}`] : [];
    });
  }

  get times(): number[] {
    return [...this.presentations.values()].map(({ length }) => length);
  }

  authorizeUrl = (): string => 'unused';
  readCallback = () => ({ kind: 'malformed' }) as const;
  exchangeCode = (): Promise<TokenAnswer> => Promise.reject(new Error('unused'));
  countPeople = (): Promise<number> => Promise.reject(new Error('unused'));
  tokenInfo = () => Promise.reject(new Error('unused'));
  uninstall = () => Promise.reject(new Error('unused'));
}
