// Adds the tests of vitest's JSON report to the checks counted before and prints the line that ends `npm test`.
// node count-tests.mjs REPORT CHECKS_PASSED CHECKS_FAILED VITEST_EXIT_STATUS; exits 1 if anything failed.
import { existsSync, readFileSync } from 'node:fs';

const [report, ...counts] = process.argv.slice(2);
let [passed, failed, status] = counts.map(Number);
let skipped = 0;
let failedTests = 0;

if (existsSync(report)) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  // A file that could not even be loaded has no tests to count: it is one failure.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  );
  passed += numPassedTests;
  skipped = numPendingTests + numTodoTests;
  failedTests = numFailedTests + brokenFiles.length;
}
// vitest also fails for what happens between tests, such as an unhandled rejection.
failed += failedTests === 0 && status !== 0 ? 1 : failedTests;

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
