import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'
import { retrieval } from './plugins/plugin.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** The package by its public name, from source. */
export const alias: { find: RegExp; replacement: string }[] = [
  { find: /^vitest-retrieval$/, replacement: here('./src/index.ts') },
  { find: /^vitest-retrieval\/(plugin|vitest)$/, replacement: here('./plugins/$1.ts') },
]

const config: ViteUserConfig = defineConfig({
  plugins: [retrieval()],
  resolve: { alias },
  test: {
    include: ['{src,plugins,fixtures}/**/*.test.ts'],
    benchmark: { include: ['benchmarks/retrieval/**/*.bench.ts'] },
  },
})
export default config
