/**
 * The floors of the house (docs/architecture.md): imports only look down, and there is no circle. `npm run lint` runs it.
 * A new wing is one line in `floors`.
 */
const floors = [
  ['^src/cli/'],
  ['^src/main\\.ts$'],
  ['^src/local/'],
  ['^src/web/'],
  ['^src/worker/', '^src/operate/'],
  ['^activities/'],
  ['^src/transcripts/'],
  ['^src/texting/'],
  ['^src/records/', '^src/orgs/'],
  ['^src/vendors/', '^src/telephony/'],
  ['^src/platform/'],
  ['^src/contracts/'],
];

const below = floors.map((_, floor) => floors.slice(floor).flat());

/** Each wing may import itself and the floors below its own; never sideways, never up. */
const looksDown = floors.flatMap((wings, floor) =>
  wings.map((wing) => ({
    name: `floor-${floor}-looks-down: ${wing}`,
    comment: 'A wing imports itself and the floors below it (docs/architecture.md).',
    severity: 'error',
    from: { path: wing },
    to: {
      path: '^(src|activities)/',
      pathNot: [wing, ...(below[floor + 1] ?? [])],
    },
  })),
);

export default {
  forbidden: [
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one idea, or miss a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-circle-of-folders',
      comment: 'Folders that need each other cannot be understood apart.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
    ...looksDown,
    {
      name: 'workflows-are-pure',
      comment: "Workflow code runs in Temporal's sandbox: its package, src/contracts and its own files.",
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        pathNot: [
          '^workflows/',
          '^src/contracts/',
          '^activities/',
          '(^|/)node_modules/@temporalio/(workflow|common)/',
        ],
      },
    },
    {
      name: 'workflows-know-activities-by-type',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'contracts-have-no-io',
      severity: 'error',
      from: { path: '^src/contracts/' },
      to: {
        pathNot: ['^src/contracts/', '(^|/)node_modules/@temporalio/common/'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'the-gateway-touches-nothing-but-postgresql',
      comment:
        'A webhook is acknowledged while Temporal and both vendors are away. Who connects an org waits for the vendor: that one call ' +
        'goes through src/vendors/oauth-apps.ts, on a connection of its own.',
      severity: 'error',
      from: { path: '^src/web/gateway/' },
      to: { path: ['^src/(worker|local|cli|platform/temporal)/', '(^|/)node_modules/(axios|@temporalio)/'] },
    },
    {
      name: 'the-console-reads-through-others',
      comment:
        'It reads PostgreSQL through src/platform/db, and Temporal through src/operate/histories only.',
      severity: 'error',
      from: { path: '^src/web/console/' },
      to: { path: '(^|/)node_modules/(axios|twilio|pg|@temporalio)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'activities-are-thin',
      comment: 'One vendor call or one transaction each, through src/.',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: '(^|/)node_modules/(axios|twilio|pg)/' },
    },
    {
      name: 'vendors-behind-ports',
      comment:
        'chat.ts and sms.ts are all that the rest knows of a vendor; the two that put clients together name one.',
      severity: 'error',
      from: {
        path: '^(src|activities|workflows)/',
        pathNot: ['^src/vendors/', '^src/worker/org-clients\\.ts$', '^src/web/gateway/webhooks\\.ts$'],
      },
      to: { path: '^src/vendors/[^/]+/' },
    },
    {
      name: 'vendors-know-nothing-of-each-other',
      severity: 'error',
      from: { path: '^src/vendors/([^/]+)/' },
      to: { path: '^src/vendors/[^/]+/', pathNot: '^src/vendors/$1/' },
    },
    {
      name: 'who-reads-workflow-state',
      comment: 'Their pure state functions explain decisions; nobody below may know them.',
      severity: 'error',
      from: { pathNot: ['^workflows/', '^src/(web|worker|operate)/'] },
      to: { path: '^workflows/' },
    },
    {
      name: 'production-can-leave-out-the-sandbox',
      comment: 'Only `npm start` brings up the sandbox, and loads it by import().',
      severity: 'error',
      from: { path: '^(src|workflows|activities)/', pathNot: '^src/local/start\\.ts$' },
      to: { path: '^sandbox/' },
    },
    {
      name: 'the-sandbox-is-loaded-when-needed',
      severity: 'error',
      from: { path: '^src/local/start\\.ts$' },
      to: { path: '^sandbox/', dependencyTypesNot: ['dynamic-import', 'type-only'] },
    },
    {
      name: 'the-sandbox-simulates-from-outside',
      comment: 'Simulated vendors know the platform and the contracts, never how Textback decides.',
      severity: 'error',
      from: { path: '^sandbox/' },
      to: { path: '^(src|workflows|activities)/', pathNot: '^src/(platform|contracts)/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^sandbox/page/static/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
