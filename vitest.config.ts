import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'pipelines/**/*.test.ts', 'tests/**/*.test.ts'],
    globalSetup: ['tests/compile.ts'],
    testTimeout: 60_000,
    // Reading all knowledge takes seconds on a busy machine.
    hookTimeout: 60_000,
  },
})
