import { noteAppDisconnected, type AppGone } from '../../orgs/connect/app-disconnected.js';
import type { WaitingEvent } from '../../records/inbox/store.js';
import type { HandlerContext } from './handler-context.js';
import { applied, ignored, type Settled } from './settled.js';

const settled: Readonly<Record<AppGone, Settled>> = {
  disconnected: applied('the org is disconnected'),
  as_before: ignored('the org was not connected at that time'),
  other_app: ignored('the app that the org is connected through is still in'),
};

/** The vendor says that an org has taken our app out: its tokens are wiped, and the vendor need not be told. */
export const handleAppDisconnected = async (
  { pool, oauth }: HandlerContext,
  { orgId, occurredAt }: WaitingEvent,
): Promise<Settled> => settled[await noteAppDisconnected({ pool, ...oauth }, { orgId, at: occurredAt })];
