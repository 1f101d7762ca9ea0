import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { alias } from '../../vitest.config.ts'

/** The speed suites, by their own command: `npm run bench:speed`. They measure time, so nothing else may run beside them. */
const config: ViteUserConfig = defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { alias },
  test: {
    watch: false,
    testTimeout: 600_000,
    benchmark: { include: ['benchmarks/speed/**/*.bench.ts'] },
  },
})
export default config
