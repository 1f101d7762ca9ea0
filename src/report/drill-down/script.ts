import { readFileSync } from 'node:fs'

/** In order: each may use what stands before it. */
const files = [
  ...['unpack', 'numbers', 'blocks', 'elements', 'rows', 'columns', 'pages', 'details', 'main', 'copy'],
  ...['difference', 'difference-map', 'difference-bars', 'differences'],
]

/** The page's script: its modules, one after another in one, since nothing may be loaded. */
export function pageScript(): string {
  return files.map(source).join('\n')
}

function source(name: string): string {
  const text = readFileSync(new URL(`./page/${name}.js`, import.meta.url), 'utf8')
  return text
    .replace(/^\/\/ @ts-check\n/, '')
    .replace(/^import [\s\S]*? from '.*'\n/gm, '')
    .replace(/^export /gm, '')
    .replace(/^ *\/\*\*[\s\S]*?\*\/\n/gm, '')
}
