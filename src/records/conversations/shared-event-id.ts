import { storedSources } from '../../contracts/stored-names.js';

/**
 * SQL condition: the ID that a vendor gave to an event of this org is that of another org's event too. IDs of two orgs may be equal, and
 * a workflow's ID must not be: the event's key, which begins with the org, is the workflow's ID then. All three are SQL.
 */
export const isOfAnotherOrgToo = (orgId: string, eventId: string, eventKey: string): string =>
  `(${eventId} <> ${eventKey} AND EXISTS (
     SELECT FROM orgs o JOIN inbox i ON i.source = '${storedSources.chat}' AND i.event_key = o.org_id || ':' || ${eventId}
     WHERE o.org_id <> ${orgId}))`;
