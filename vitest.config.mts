import { defineConfig } from 'vitest/config'

// More at once than a small machine has processors: the tests wait for programs more than they compute.
const maxWorkers = 3

/** What is tried here does not depend on the Node that runs it, and takes long: it is left out under another Node. */
const ONLY_ONCE = [
  'test/e2e/aliases.test.ts',
  'test/e2e/audit*.test.ts',
  'test/e2e/bad-{files,input}.test.ts',
  'test/e2e/ci-guide.test.ts',
  'test/e2e/create-output.test.ts',
  'test/e2e/credential-helper-{dgsh,engines,files,general,helm,stores}.test.ts',
  'test/e2e/config-*.test.ts',
  'test/e2e/dockerd-pulls.test.ts',
  'test/e2e/doctor{,-page,-pull-secret}.test.ts',
  'test/e2e/endless-answers.test.ts',
  'test/e2e/engine-{failures,hangs}.test.ts',
  'test/e2e/exec-{any-config,credential}.test.ts',
  'test/e2e/export.test.ts',
  'test/e2e/faults*.test.ts',
  'test/e2e/fixes.test.ts',
  'test/e2e/helper-*.test.ts',
  'test/e2e/hostile-text.test.ts',
  'test/e2e/implied-store.test.ts',
  'test/e2e/infrastructure.test.ts',
  'test/e2e/kept-for.test.ts',
  'test/e2e/lifecycle-{at-once,leaks,stores}.test.ts',
  'test/e2e/long-text.test.ts',
  'test/e2e/login-{pass,worlds}.test.ts',
  'test/e2e/mirror.test.ts',
  'test/e2e/profiles.test.ts',
  'test/e2e/rotation-{hook,pass,pulls,users}.test.ts',
  'test/e2e/safety.test.ts',
  'test/e2e/odd-places.test.ts',
  'test/e2e/own-files.test.ts',
  'test/e2e/said-aloud.test.ts',
  'test/e2e/sandbox.test.ts',
  'test/e2e/screens.test.ts',
  'test/e2e/stored-secret.test.ts',
  'test/e2e/stores.test.ts',
  'test/e2e/try-helper.test.ts',
  'test/e2e/unclear.test.ts',
  'test/e2e/upgrade.test.ts',
  'test/e2e/ways.test.ts',
  'test/e2e/where*.test.ts',
  'test/e2e/windows-leftovers.test.ts',
]

const isOtherNode = process.env.DGSH_TEST_NODE !== undefined

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          maxWorkers,
          // Where others share the machine, what takes a tenth of a second may take many.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: isOtherNode ? ONLY_ONCE : [],
          maxWorkers,
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
