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
  report: ['numerics', 'formats', 'figures', 'core/json'],
  steps: ['core', 'numerics', 'formats', 'figures', 'report'],
  cli: ['core', 'config', 'store', 'exec', 'ui', 'steps', 'report', 'formats', 'numerics'],
};

const rooms = Object.keys(arrows);

const forbiddenImports = (room) => {
  const allowed = arrows[room];
  const patterns = rooms
    .filter((other) => other !== room && !allowed.includes(other))
    .map((other) => {
      const exceptions = allowed.filter((path) => path.startsWith(`${other}/`));
      return {
        regex: `^\\.\\./(\\.\\./)*${other}/(?!${exceptions.map((path) => path.slice(other.length + 1) + '\\.js$').join('|') || '$^'})`,
        message: `src/${room} does not import src/${other}: see the arrows in src/README.md.`,
      };
    });
  return patterns;
};

const pureRooms = ['numerics', 'formats', 'figures', 'report', 'steps'];

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
        project: ['./tsconfig.json', './src/report/client/tsconfig.json'],
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
    rules: { 'no-restricted-imports': ['error', { patterns: forbiddenImports(room) }] },
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
      'no-restricted-syntax': [
        'error',
        {
          selector: "BinaryExpression[operator='**']",
          message: 'Engines differ in `**`: multiply, or use numerics/elementary.',
        },
        { selector: "NewExpression[callee.name='Date']", message: 'Results must not depend on the time.' },
      ],
    },
  },
  {
    files: ['scripts/**/*.mjs', 'eslint.config.js'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
);
