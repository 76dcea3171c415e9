import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/** The arrows of src/README.md: what each room may import from the others. */
const arrows = {
  core: [],
  config: ['core'],
  store: ['core'],
  exec: ['core'],
  ui: ['core'],
  numerics: [],
  formats: ['numerics', 'core/result', 'core/failure'],
  figures: ['numerics', 'formats'],
  crate: ['core'],
  view: ['core', 'store', 'ui', 'report'],
  report: ['numerics', 'formats', 'figures', 'core/json'],
  steps: ['core', 'numerics', 'formats', 'figures', 'report'],
  cli: ['core', 'config', 'store', 'exec', 'crate', 'view', 'ui', 'steps', 'report', 'formats', 'numerics'],
};

const rooms = Object.keys(arrows);

const notHere = (room, other) => `src/${room} does not import src/${other}: see the arrows in src/README.md.`;

/** What a room must not import, each as the pattern of a path relative to any of its files. */
const forbiddenPaths = (room) => {
  const allowed = arrows[room];
  const others = rooms.filter((other) => other !== room && !allowed.includes(other));
  return [
    ...others.map((other) => {
      const exceptions = allowed.filter((path) => path.startsWith(`${other}/`));
      const spared = exceptions.map((path) => `${path.slice(other.length + 1)}\\.js$`).join('|');
      return {
        regex: `^(\\.\\./)+${other}/${spared === '' ? '' : `(?!${spared})`}`,
        message: notHere(room, other),
      };
    }),
    {
      regex: '^(\\.\\./)+index\\.js$',
      message: 'src/index.ts is for users of the package: import the file itself.',
    },
    ...(room === 'core'
      ? [
          {
            regex: '^node:(fs|fs/promises|child_process|net|worker_threads|os|process)$',
            message: 'src/core does no input and output: take a port.',
          },
        ]
      : []),
  ];
};

/** The same for `import()`, which the rule for declarations does not see. */
const forbiddenDynamicImports = (room) =>
  forbiddenPaths(room).map(({ regex, message }) => ({
    selector: `ImportExpression[source.value=/${regex.replaceAll('/', '\\/')}/]`,
    message,
  }));

const pureRooms = ['numerics', 'formats', 'figures', 'report', 'steps'];

const impureSyntax = [
  {
    selector: "BinaryExpression[operator='**']",
    message: 'Engines differ in `**`: multiply, or use numerics/elementary.',
  },
  { selector: "NewExpression[callee.name='Date']", message: 'Results must not depend on the time.' },
];

const hostMaths = [
  'exp',
  'expm1',
  'log',
  'log1p',
  'log2',
  'log10',
  'pow',
  'sin',
  'cos',
  'tan',
  'asin',
  'acos',
  'atan',
  'atan2',
  'sinh',
  'cosh',
  'tanh',
  'asinh',
  'acosh',
  'atanh',
  'cbrt',
  'hypot',
];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'runs/',
      'node_modules/',
      '.keras/',
      'src/numerics/kernels/',
      'test/fixtures/',
      'test/reference/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: ['./tsconfig.json', './src/report/client/tsconfig.json', './src/view/client/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/prefer-readonly': 'error',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  ...rooms.map((room) => ({
    files: [`src/${room}/**/*.ts`, `src/${room}/**/*.tsx`],
    rules: {
      'no-restricted-imports': ['error', { patterns: forbiddenPaths(room) }],
      'no-restricted-syntax': [
        'error',
        ...forbiddenDynamicImports(room),
        ...(pureRooms.includes(room) ? impureSyntax : []),
      ],
    },
  })),
  {
    // Typed arrays are indexed within bounds that the shapes guarantee.
    files: [
      'src/numerics/**/*.ts',
      'src/formats/**/*.ts',
      'src/figures/**/*.ts',
      'test/**/*.ts',
      'bench/**/*.ts',
    ],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    files: pureRooms.map((room) => `src/${room}/**/*.ts`),
    ignores: ['src/report/client/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Results must be reproducible: take a generator.' },
        { object: 'Date', property: 'now', message: 'Results must not depend on the time.' },
        { object: 'process', property: 'env', message: 'Results must not depend on the environment.' },
        { object: 'process', property: 'cwd', message: 'Results must not depend on the working directory.' },
        ...hostMaths.map((property) => ({
          object: 'Math',
          property,
          message: 'Engines differ in this function: use numerics/elementary.',
        })),
      ],
    },
  },
  {
    files: ['scripts/**/*.mjs', 'eslint.config.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
