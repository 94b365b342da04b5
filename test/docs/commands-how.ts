/** How a command of the docs is tried. */
export type How =
  /** As it stands, with placeholders and addresses put in; it has to succeed, or to say how it is used. */
  | { readonly kind: 'run' }
  /** A server: it is started and has to say this; then it is stopped. */
  | { readonly kind: 'until'; readonly says: string }
  /**
   * It cannot be run as it stands, as where it shows brackets and choices. A command of ours has to say how it is used, or to run this
   * `instead`; of Temporal's command line `--help` is asked for, which refuses a flag that it does not know.
   */
  | { readonly kind: 'usage'; readonly instead?: string }
  /** `npm test -- PATH`: tests of that path exist. They run with all others. */
  | { readonly kind: 'tests' }
  /** Another test runs it. */
  | { readonly kind: 'elsewhere'; readonly test: string }
  /** It cannot be run here. */
  | { readonly kind: 'not'; readonly why: string };

const run: How = { kind: 'run' };
const until = (says: string): How => ({ kind: 'until', says });
const elsewhere = (test: string): How => ({ kind: 'elsewhere', test });
const not = (why: string): How => ({ kind: 'not', why });

const NO_DOCKER = 'there is no Docker engine where the tests run';

/** The first line that matches says how a shell command of the docs is tried. A command that none matches fails the test. */
export const howOf: readonly (readonly [RegExp, How])[] = [
  [/^npm ci && npm start$/, elsewhere('test/end-to-end/newcomer.test.ts')],
  [/^npm start$/, elsewhere('test/end-to-end/newcomer.test.ts')],
  [/^npm ci && npm test$/, not('it is what runs this test')],
  [/^npm (ci|test)$/, not('it is what runs this test')],
  [/^npm test -- /, { kind: 'tests' }],
  [/^npm (audit|outdated)\b/, not('it asks a package registry for what has changed since')],
  [/^npm run gateway$/, until('gateway listens')],
  [/^npm run worker$/, until('worker polls')],
  [/^npm run sandbox$/, until('The sandbox is running.')],
  [/^npm run build$/, elsewhere('test/deploy/build.test.ts')],
  [/^npm run chaos\b/, elsewhere('test/chaos/short.test.ts')],
  [/^npm run bench\b/, { kind: 'usage', instead: 'npm run bench -- --list' }],
  [/^npm run (lint|typecheck|format)$/, not('it is about the sources; continuous integration runs it')],
  [/^npm run docs$/, elsewhere('test/docs/docs.test.ts')],
  [
    /^(FUZZ_SEED=\S+ )?npm run fuzz$/,
    not('it plays new cases for minutes; what they find is no fault of the docs'),
  ],
  [
    /^npm run test:(fast|tools|times)\b/,
    not('it runs or counts the tests; continuous integration runs them'),
  ],
  [/^npm run [\w-]+ -- .*(\[|<[^>]*[|,]|…|\.\.\.)/, { kind: 'usage' }],
  [/^npm run textback -- <command>$/, elsewhere('test/unit/cli/program.test.ts')],
  [/^npm run [\w-]+/, run],
  [/^npx depcruise /, not('it is about the sources; npm run lint runs it')],
  [/^npx textback start$/, elsewhere('test/local/start.test.ts')],
  [/^npx textback gateway$/, until('gateway listens')],
  [/^npx textback worker$/, until('worker polls')],
  [/^npx textback .*(\[|<[^>]*[|,]|…|\.\.\.)/, { kind: 'usage' }],
  [/^ssh -L /, not('there is no other machine where the tests run')],
  // Of the environment's org, which is all that is there, they are refused; test/orgs/connect tries what is behind them.
  [/^npx textback orgs (connect|check|disconnect)\b/, { kind: 'usage', instead: 'npx textback orgs --help' }],
  [/^npx textback <command>$/, elsewhere('test/unit/cli/program.test.ts')],
  [/^DATABASE_URL=postgres:\/\/owner:\S+ DATABASE_APP_PASSWORD=/, elsewhere('test/deploy/modes.test.ts')],
  [/^npx textback\b/, run],
  [/^npx --prefix \/srv\/textback textback /, elsewhere('test/cli/bin.test.ts')],
  [
    /^(export PATH="\/srv\/textback\/bin|eval "\$\(textback completion\)")/,
    elsewhere('test/cli/bin.test.ts'),
  ],
  [/^node dist\/src\//, elsewhere('test/deploy/build.test.ts')],
  [/^curl /, run],
  [/^temporal worker deployment set-current-version /, elsewhere('test/deploy/versioning.test.ts')],
  [/^temporal (worker deployment describe|workflow show( --output json)?$)/, { kind: 'usage' }],
  [/^temporal (workflow|operator search-attribute|operator cluster) /, run],
  [/^temporal operator namespace describe /, { kind: 'usage' }],
  [/^openssl rand /, run],
  [/^echo "k1:\$\(openssl rand /, run],
  [/^cp \.env\.example \.env$/, run],
  [/^set -a; \. \.\/\.env; set \+a$/, run],
  [/^docker compose\b/, not(`${NO_DOCKER}; test/deploy checks the file`)],
  [/^docker run /, not(NO_DOCKER)],
  [
    /^pg_(dump|restore) /,
    not('its version has to be that of the server, which comes with the tests without it'),
  ],
  [/^tcld /, not('it changes a namespace in Temporal Cloud')],
  [/^(ngrok|cloudflared) /, not('it opens a tunnel to the internet')],
];
