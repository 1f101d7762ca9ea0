import { describe, expect, expectTypeOf, test } from 'vitest'
import { fullReport } from '../../../fixtures/full-report.ts'
import { failedReport, samplersReport } from '../../../fixtures/report.ts'
import type { Report } from '../report.ts'
import { schemaFault } from './fault.ts'
import { reportSchema } from './report-schema.ts'
import { type JsonSchema, list, number, object, optional, orNull, type Schema, text } from './schema.ts'
import { schemaText } from './text.ts'

const faultOf = (value: unknown, closed = true): string | null =>
  schemaFault(value, reportSchema, { named: reportSchema.$defs, closed })

interface Small {
  readonly name: string
  readonly size?: number
}
const small: Schema<Small> = object<Small>('small', 'A small thing.', { name: text, size: optional(number) })

describe('object', () => {
  test('is a schema of the keys of its type, referred to by name', () => {
    expect(list(orNull(small))).toEqual({
      json: { type: 'array', items: { anyOf: [{ $ref: '#/$defs/small' }, { type: 'null' }] } },
      named: {
        small: {
          description: 'A small thing.',
          type: 'object',
          properties: { name: { type: 'string' }, size: { type: 'number' } },
          required: ['name'],
        },
      },
    })
  })

  test('takes no key too few, none too many, none of another type, and none optional that is needed', () => {
    // @ts-expect-error a key is missing
    object<Small>('small', '', { name: text })
    // @ts-expect-error a key is not of the type
    object<Small>('small', '', { name: text, size: optional(number), colour: text })
    // @ts-expect-error a key may be absent
    object<Small>('small', '', { name: text, size: number })
    // @ts-expect-error a key is always there
    object<Small>('small', '', { name: optional(text), size: optional(number) })
    // @ts-expect-error null is no string
    object<Small>('small', '', { name: orNull(text), size: optional(number) })
    expectTypeOf(list(text)).not.toExtend<Schema<readonly (string | null)[]>>()
  })
})

describe('the schema of reports', () => {
  test.each([
    ['a passed suite', samplersReport()],
    ['a failed suite', failedReport()],
    ['a suite in which everything that may be there is there', fullReport()],
  ])('has every key of %s', (_, report) => {
    expect(faultOf(JSON.parse(JSON.stringify(report)))).toBeNull()
  })

  test('has no key that a full report lacks', () => {
    const seen = new Set<string>()
    visit(fullReport(), reportSchema, seen)
    const known = Object.entries(reportSchema.$defs).flatMap(([name, { properties = {} }]) =>
      Object.keys(properties).map((key) => `${name}.${key}`),
    )
    expect(known.filter((key) => !seen.has(key))).toEqual([])
  })

  test.each<[string, (report: ReturnType<typeof edited>) => void, string]>([
    ['a missing key', (report) => delete report['environment'], 'environment: is missing'],
    ['another type', ({ cases }) => (cases[0].run.seeds = 1), 'cases[0].run.seeds: must be array; got 1'],
    [
      'null for a value',
      ({ cases }) => (cases[0].run.scores[0].value = null),
      'scores[0].value: must be number; got null',
    ],
    ['a word of no meaning', ({ cases }) => (cases[0].verdict = 'good'), 'cases[0].verdict: must be one of improved, '],
    ['a key in the wrong place', ({ cases }) => (cases[0].run.extra = 1), 'cases[0].run.extra: is not known'],
  ])('tells where there is %s', (_, change, fault) => {
    const report = edited()
    change(report)
    expect(faultOf(report)).toContain(fault)
  })

  test('lets pass what a newer version may have added', () => {
    const report = edited()
    report['cases'][0].run.extra = 1
    expect(faultOf(report, false)).toBeNull()
  })

  test('is published as it is: `npx vitest run src/report/schema -u` writes the file', async () => {
    await expect(schemaText(reportSchema)).toMatchFileSnapshot('../../../schemas/report.schema.json')
  })

  test('says the same in its file, and every reference in it leads somewhere', () => {
    const published = JSON.parse(schemaText(reportSchema))
    expect(published).toEqual(reportSchema)
    const names = JSON.stringify(published)
      .match(/#\/\$defs\/\w+/g)
      ?.map((name) => name.slice('#/$defs/'.length))
    expect(new Set(names)).toEqual(new Set(Object.keys(published.$defs)))
  })
})

// biome-ignore lint/suspicious/noExplicitAny: what is tried is wrong on purpose
function edited(): any {
  return JSON.parse(JSON.stringify(samplersReport() satisfies Report))
}

/** Notes each key of a named schema that a value has. */
function visit(value: unknown, schema: JsonSchema, seen: Set<string>, name = ''): void {
  if (value === null || typeof value !== 'object') return
  const named = schema.$ref?.replace('#/$defs/', '')
  if (named) visit(value, reportSchema.$defs[named] as JsonSchema, seen, named)
  for (const each of schema.anyOf ?? []) visit(value, each, seen, name)
  if (schema.items) for (const item of value as unknown[]) visit(item, schema.items, seen, name)
  for (const [key, each] of Object.entries(value)) {
    const own = schema.properties?.[key]
    if (own) seen.add(`${name}.${key}`)
    visit(each, own ?? schema.additionalProperties ?? {}, seen, own ? name : name)
  }
}
