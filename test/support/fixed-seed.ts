// Loaded before each test file: property tests draw the same cases each time, so that a failure is the change's and not the
// day's. SKYSORT_TEST_SEED draws others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env['SKYSORT_TEST_SEED'] ?? 20261124) });
