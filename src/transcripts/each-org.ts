import type { Sweep, SweepStep } from '../platform/leases/sweeps.js';

/** One sweep after another, one for each org. What fails for one org is told, and does not keep the others from being looked through. */
export class EachOrg implements Sweep {
  readonly name: Sweep['name'];
  readonly #orgs: () => Promise<readonly number[]>;
  readonly #sweepOf: (orgId: number) => Sweep;
  /** They remember what they have seen. */
  readonly #sweeps = new Map<number, Sweep>();
  #left: number[] = [];

  /** `sweepOf`: makes the sweep of an org; it is kept. */
  constructor(
    name: Sweep['name'],
    orgs: () => Promise<readonly number[]>,
    sweepOf: (orgId: number) => Sweep,
  ) {
    this.name = name;
    this.#orgs = orgs;
    this.#sweepOf = sweepOf;
  }

  async step(): Promise<SweepStep> {
    if (this.#left.length === 0) {
      this.#left = [...(await this.#orgs())];
      if (this.#left.length === 0) return 'later'; // none is known yet
    }
    const [orgId] = this.#left;
    if (orgId === undefined) return 'done';
    const sweep = this.#sweeps.get(orgId) ?? this.#sweepOf(orgId);
    this.#sweeps.set(orgId, sweep);
    const step = await sweep.step().catch((error: unknown) => {
      this.#left.shift();
      throw error;
    });
    if (step !== 'done') return step;
    this.#left.shift();
    return this.#left.length === 0 ? 'done' : 'more';
  }
}
