import type { RootSchema } from './report-schema.ts'

/** A schema as its file holds it, in a layout that formatters (Biome, Prettier at 120 columns) leave as it is. */
export function schemaText(schema: RootSchema): string {
  return `${print(schema, 0, 0)}\n`
}

/** Objects take a line a key; lists stand on one line where they fit. @param lead columns before the value on its line */
function print(value: unknown, indent: number, lead: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const inner = indent + 2
  const [open, close] = Array.isArray(value) ? '[]' : '{}'
  const items = Array.isArray(value)
    ? value.map((item) => print(item, inner, inner))
    : Object.entries(value).map(([key, item]) => {
        const name = `${JSON.stringify(key)}: `
        return name + print(item, inner, inner + name.length)
      })
  if (items.length === 0) return `${open}${close}`
  const line = `[${items.join(', ')}]`
  // A comma may follow.
  if (Array.isArray(value) && !line.includes('\n') && lead + line.length < 120) return line
  return `${open}\n${items.map((item) => ' '.repeat(inner) + item).join(',\n')}\n${' '.repeat(indent)}${close}`
}
