import type { Asked } from '../../contracts/operator.js';
import { getConnection, wipeConnection } from '../../orgs/connections/connection-store.js';
import type { Connecting } from '../../orgs/connect/connecting.js';
import { changeOrgState, getOrg } from '../../orgs/registry/registry.js';
import { OauthError } from '../../platform/errors/oauth-error.js';
import { VendorError } from '../../platform/errors/vendor-error.js';
import { operate } from './audit.js';
import { OperationRefused, type Done } from './operator.js';

type Deps = Pick<Connecting, 'pool' | 'apps' | 'tokens' | 'log'>;

/**
 * Takes our app out of the org's account and wipes its tokens; its records stay. The tokens are wiped though the vendor cannot be told.
 * Again changes nothing. @throws OperationRefused
 */
export async function disconnectOrg(deps: Deps, asked: Asked, orgId: number): Promise<Done> {
  const { pool } = deps;
  const org = await getOrg(pool, orgId);
  if (org === null) throw new OperationRefused('not_found', 'no such org');
  if (org.source === 'environment')
    throw new OperationRefused(
      'conflict',
      'the credentials of this org stand in the configuration: take them out there',
    );
  const isOut = await takeOut(deps, orgId);
  const intent = { operation: 'disconnect_org', target: `org ${orgId}`, orgId } as const;
  return operate(pool, asked, intent, async (client) => {
    const why = `${asked.operator.name.trim().slice(0, 80)} disconnected it`;
    const isWiped = await wipeConnection(client, orgId, { why });
    const { name: operator, via } = asked.operator;
    const isNew = await changeOrgState(client, { orgId, to: 'disconnected', why }, { operator, via });
    const result =
      isOut === true
        ? 'org_disconnected'
        : isWiped || isNew
          ? 'org_disconnected_app_stays'
          : 'already_disconnected';
    return { orgId, conversationId: null, result };
  });
}

/** Whether the app is out of the org's account now; null: there was nothing to take out. */
async function takeOut({ pool, apps, tokens, log }: Deps, orgId: number): Promise<boolean | null> {
  const connection = await getConnection(pool, orgId);
  if (connection === null || connection.state === 'disconnected') return null;
  try {
    const app = apps[connection.edition];
    if (app === null) return false;
    await app.uninstall(await tokens.tokenOf(orgId).get());
    return true;
  } catch (error) {
    if (!(error instanceof OauthError || error instanceof VendorError)) throw error;
    log.warn(
      { org: orgId, code: error.code, err: error },
      'the vendor could not be told that an org disconnects',
    );
    return error instanceof OauthError && error.failure === 'refused'; // a dead token: the app is out already
  }
}
