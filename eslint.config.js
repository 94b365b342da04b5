// The rules inside a file. Which folder may import which is in .dependency-cruiser.js; `npm run lint` runs both.
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const environment = {
  object: 'process',
  property: 'env',
  message: 'Only src/platform/config reads the environment.',
};

export default tseslint.config(
  { ignores: ['dist/', 'coverage/', '.data/', 'test/replay/histories/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/ban-ts-comment': ['error', { 'ts-expect-error': true, 'ts-ignore': true }],
      'no-console': 'error',
      'no-restricted-properties': ['error', environment],
      'max-lines': ['warn', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: [
      'activities/**/*.ts',
      'src/records/**/*.ts',
      'src/texting/**/*.ts',
      'src/operate/operations/**/*.ts',
      'src/platform/leases/**/*.ts',
      'src/platform/rate-limit/**/*.ts',
      'src/worker/dispatch/**/*.ts',
    ],
    // How long a download or an event took decides nothing.
    ignores: ['src/records/media/**', 'src/worker/dispatch/traced-handler.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        environment,
        { object: 'Date', property: 'now', message: 'What goes out is decided by databaseTime().' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'What goes out is decided by databaseTime().',
        },
      ],
    },
  },
  {
    files: [
      'test/**/*.ts',
      'src/platform/config/**/*.ts',
      'src/local/**/*.ts',
      'src/cli/**/*.ts',
      'bench/**/*.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: { 'max-lines': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    ignores: ['test/support/fast-check.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { name: 'fast-check', message: 'test/support/fast-check.ts is fast-check with a fixed seed.' },
      ],
    },
  },
  {
    files: ['**/*.js', 'bin/textback'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['sandbox/page/static/**/*.js'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'document',
          'window',
          'fetch',
          'EventSource',
          'setInterval',
          'clearInterval',
          'setTimeout',
          'clearTimeout',
          'localStorage',
          'location',
          'URLSearchParams',
          'matchMedia',
          'requestAnimationFrame',
          'console',
          'Intl',
          'customElements',
          'HTMLElement',
          'Event',
          'CustomEvent',
          'FormData',
          'AbortController',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
