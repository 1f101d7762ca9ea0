import { fileURLToPath } from 'node:url'
import { defineConfig, type ViteUserConfig } from 'vitest/config'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

const config: ViteUserConfig = defineConfig({
  resolve: {
    alias: [
      { find: /^vitest-retrieval$/, replacement: here('./src/index.ts') },
      { find: /^vitest-retrieval\/(plugin|vitest)$/, replacement: here('./plugins/$1.ts') },
    ],
  },
  test: { include: ['{src,plugins,fixtures}/**/*.test.ts'] },
})
export default config
