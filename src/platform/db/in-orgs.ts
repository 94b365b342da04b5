/** The orgs that somebody may look at; null: all. */
export type Orgs = readonly number[] | null;

/** SQL condition: the row is of one of these orgs. Both are SQL; `orgs` stands for the value, a bigint[] or null. */
export const inOrgs = (orgId: string, orgs: string): string =>
  `(${orgs}::bigint[] IS NULL OR ${orgId} = ANY(${orgs}::bigint[]))`;

export const isIn = (orgs: Orgs, orgId: number): boolean => orgs === null || orgs.includes(orgId);
