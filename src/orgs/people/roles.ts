/** What a person or a personal token is in an org. Stored; docs/roles.md shows the table below. */
export const roles = {
  admin: 'runs the org: its people, its connection, its settings, and all that operators do',
  operator: 'keeps texts going: settles, reprocesses, pauses',
  agent: 'works with visitors: looks at conversations, confirms phones',
  privacy: 'answers for the data of visitors: opt-outs, the audit log',
  auditor: 'looks at everything and changes nothing',
} as const;

export type Role = keyof typeof roles;

export const roleNames = Object.keys(roles) as readonly Role[];

interface ActionRule {
  readonly means: string;
  readonly roles: readonly Role[];
}

const everybody: readonly Role[] = roleNames;
const runners: readonly Role[] = ['admin', 'operator'];

/** Every action that a route can be, and the roles that may take it in their org. The installation's owner may take each of them everywhere. */
export const actions = {
  describe_api: { means: 'get the description of the admin API', roles: everybody },
  see_figures: { means: 'see figures and the report', roles: everybody },
  see_conversations: {
    means: 'see conversations and what Textback did with them, without numbers and message text',
    roles: everybody,
  },
  export_history: {
    means: 'export the workflow histories of a conversation',
    roles: ['admin', 'operator', 'auditor'],
  },
  refresh_conversation: { means: 'reprocess a conversation', roles: runners },
  confirm_phone: {
    means: 'confirm that a phone is the visitor’s, or take that back',
    roles: ['admin', 'operator', 'agent'],
  },
  undo_opt_out: { means: 'take an opt-out back', roles: ['admin', 'operator', 'privacy'] },
  see_waiting: {
    means: 'see held events and parked sends',
    roles: ['admin', 'operator', 'auditor'],
  },
  settle: { means: 'reprocess or dismiss events, settle sends', roles: runners },
  see_pauses: { means: 'see pauses', roles: everybody },
  pause: { means: 'pause and resume texts of the org', roles: runners },
  see_audit: {
    means: 'see the audit log',
    roles: ['admin', 'operator', 'privacy', 'auditor'],
  },
  see_org: { means: 'see the org, its connection and its settings', roles: everybody },
  manage_org: { means: 'connect, check and disconnect the org, change its settings', roles: ['admin'] },
  see_people: { means: 'see people, invitations and personal tokens', roles: ['admin', 'auditor'] },
  manage_people: {
    means: 'invite and remove people, change their roles, make and revoke personal tokens',
    roles: ['admin'],
  },
} as const satisfies Readonly<Record<string, ActionRule>>;

export type Action = keyof typeof actions;
