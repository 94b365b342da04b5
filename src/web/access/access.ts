import type { RouteOptions } from 'fastify';
import type { Action } from '../../orgs/people/roles.js';

/**
 * Where a route says which org it is about.
 * - `each`: it shows what the caller may see of every org
 * - `path`: the path names it (`:orgId`)
 * - `conversation`, `event`, `send`: the path names one of these (`:id`), which belongs to an org
 * - `body`: the body names it, or none: then the whole installation is meant. The handler asks, by `Grant.allow`
 */
export type Whose = 'each' | 'path' | 'conversation' | 'event' | 'send' | 'body';

/** What a route does, for the rule that decides who may. */
export interface Access {
  readonly action: Action;
  readonly whose: Whose;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Declared by every route of the admin API and of the console that is not public. */
    access?: Access;
  }
}

/** For a route's `config`. */
export const needs = (action: Action, whose: Whose = 'each'): { readonly access: Access } => ({
  access: { action, whose },
});

/** A hook for routes whose callers are checked: without its action, nobody could say who may. */
export function declaresItsAction({ method, url, config }: RouteOptions): void {
  if (config?.access === undefined)
    throw new Error(`${[method].flat().join(', ')} ${url} declares no action`);
}
