import { z } from 'zod';
import { orgStates, type OrgState } from '../../../../contracts/org-states.js';
import { vendorSettings } from '../../../../contracts/stored-names.js';
import { changeOrgSettings } from '../../../../operate/operations/org-settings.js';
import { getOrg, listOrgs, type Org } from '../../../../orgs/registry/registry.js';
import { missingSettings } from '../../../../orgs/settings/org-settings.js';
import { readSettings } from '../../../../orgs/settings/settings-store.js';
import { showSettings, type ShownSettings } from '../../../../orgs/settings/shown.js';
import { isIn } from '../../../../platform/db/in-orgs.js';
import { HttpError } from '../../../../platform/errors/http-error.js';
import { needs } from '../../../access/access.js';
import { grantOf } from '../../../access/grant.js';
import { answers } from './answers.js';
import { askedBy } from './asked-by.js';
import { orgId } from './fields.js';
import { orHttpError } from './operation-answer.js';
import { operatorHeaders, orgPath } from './parameters.js';
import type { AdminContext, AdminScope } from './scope.js';
import { orgIn } from './tokens.js';

interface ShownOrg extends Omit<Org, 'createdAt'> {
  readonly settings: ShownSettings;
  readonly settingsVersion: number;
  readonly missing: readonly string[];
}

const value = z.union([z.string(), z.array(z.string()), z.null()]);
const org: z.ZodType<ShownOrg> = z
  .object({
    orgId,
    name: z.string().nullable().meta({ description: 'Its name, where it is known.' }),
    source: z.enum(['environment', 'oauth']).meta({
      description: 'Where its credentials come from: the environment, or an installation by OAuth.',
    }),
    state: z.enum(Object.keys(orgStates) as OrgState[]).meta({
      description: Object.entries(orgStates)
        .map(([name, means]) => `\`${name}\`: ${means}`)
        .join(' '),
    }),
    stateSince: z.date(),
    why: z.string().nullable().meta({ description: 'Why it is in this state; null: nothing to say.' }),
    settings: z
      .record(z.string(), value)
      .meta({ description: 'What it goes by, its own settings over the environment’s. See docs/orgs.md.' }),
    settingsVersion: z.int().meta({ description: 'Of its own settings; 0 if it has never had any.' }),
    missing: z
      .array(z.string())
      .meta({ description: 'Settings without which its visitors get no first text.' }),
  })
  .meta({ id: 'Org', description: 'A company of this installation.' });

const patch = z.strictObject({
  settings: z
    .record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()]))
    .meta({
      description:
        'The settings to change, in part; null takes the org’s own value back. Values have the form of the environment’s variables.',
      examples: [{ businessName: 'Globex', followUpDelay: '3m', [vendorSettings.numbers]: ['+12025550101'] }],
    }),
});
const inOrg = z.object({ orgId: orgPath });

/** The companies of this installation, and their settings. */
export function orgRoutes(scope: AdminScope, { pool, config }: AdminContext): void {
  const show = async ({ orgId: id, name, source, state, stateSince, why }: Org): Promise<ShownOrg> => {
    const { version, overrides } = await readSettings(pool, id);
    return {
      orgId: id,
      name,
      source,
      state,
      stateSince,
      why,
      settings: showSettings(config.orgDefaults, source, overrides),
      settingsVersion: version,
      missing: missingSettings(source, overrides),
    };
  };
  const shown = async (id: number): Promise<ShownOrg> => {
    const found = await getOrg(pool, id);
    if (found === null) throw new HttpError('not_found');
    return show(found);
  };

  scope.get(
    '/orgs',
    {
      config: needs('see_org'),
      schema: {
        operationId: 'listOrgs',
        tags: ['orgs'],
        summary: 'List the orgs',
        description: 'The companies of this installation that the caller may see, the environment’s first.',
        response: answers('The orgs.', z.object({ orgs: z.array(org) })),
      },
    },
    async (request) => {
      const { orgs } = grantOf(request);
      const seen = (await listOrgs(pool)).filter((one) => isIn(orgs, one.orgId));
      return { orgs: await Promise.all(seen.map(show)) };
    },
  );

  scope.get(
    '/orgs/:orgId',
    {
      config: needs('see_org', 'path'),
      schema: {
        operationId: 'getOrg',
        tags: ['orgs'],
        summary: 'Get an org',
        description: 'Its state and its settings.',
        params: inOrg,
        response: answers('The org.', org, 'bad_request', 'not_found'),
      },
    },
    (request) => shown(orgIn(request)),
  );

  scope.patch(
    '/orgs/:orgId',
    {
      config: needs('manage_org', 'path'),
      schema: {
        operationId: 'changeOrg',
        tags: ['orgs'],
        summary: 'Change settings of an org',
        description:
          'In part. Conversations that have begun keep the behaviour that they began with; caps and numbers count at once. A number belongs to one org: `conflict` if another org has it.',
        params: inOrg,
        headers: operatorHeaders,
        body: patch,
        response: answers(
          'The org as it is now.',
          org,
          'bad_request',
          'not_found',
          'conflict',
          'malformed_body',
          'body_too_large',
        ),
      },
    },
    async (request) => {
      const id = orgIn(request);
      const change = { orgId: id, patch: request.body.settings };
      await orHttpError(changeOrgSettings(pool, askedBy(request), change, config));
      return shown(id);
    },
  );
}
