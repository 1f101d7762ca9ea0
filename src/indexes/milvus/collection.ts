import type { Calls } from './call.ts'
import { statusOf } from './call.ts'
import type { IndexSettings } from './index-settings.ts'
import type { MilvusClient, MilvusSdk } from './load-sdk.ts'
import { load } from './readiness.ts'

export interface CollectionWanted {
  readonly sdk: MilvusSdk
  readonly client: MilvusClient
  readonly calls: Calls
  readonly collection: string
  readonly dimensions: number
  readonly settings: IndexSettings
}

/** What a collection's text fields hold, in bytes. */
export interface FieldSizes {
  readonly id: number
  readonly language: number
}

const newSizes: FieldSizes = { id: 512, language: 64 }
/** Inner products of unit vectors are cosines. */
const metric = 'IP'

/**
 * Makes the collection and its index where they are not there; else sees that they are what is wanted. It is loaded then.
 *
 * @throws {RangeError} a collection of other fields, dimensions, metric or index
 */
export async function openCollection(wanted: CollectionWanted): Promise<FieldSizes> {
  const { client, calls, collection } = wanted
  const exists = await calls.ask(
    'say whether it has the collection',
    async () => await client.hasCollection({ collection_name: collection }),
  )
  if (!exists.value) await create(wanted)
  const sizes = await verifiedFields(wanted)
  await verifyIndex(wanted)
  await load(wanted)
  return sizes
}

async function create({ sdk, client, calls, collection, dimensions }: CollectionWanted): Promise<void> {
  const { DataType } = sdk
  await calls.ask(
    'create the collection',
    async () =>
      await client.createCollection({
        collection_name: collection,
        consistency_level: 'Strong',
        fields: [
          { name: 'id', data_type: DataType.VarChar, is_primary_key: true, autoID: false, max_length: newSizes.id },
          { name: 'language', data_type: DataType.VarChar, max_length: newSizes.language },
          { name: 'vector', data_type: DataType.FloatVector, dim: dimensions },
        ],
      }),
  )
}

async function verifiedFields({ client, calls, collection, dimensions }: CollectionWanted): Promise<FieldSizes> {
  const { schema } = await calls.ask(
    'describe the collection',
    async () => await client.describeCollection({ collection_name: collection }),
  )
  const shown = schema.fields.map((field) => {
    const size = (name: string): string => `${field.type_params.find(({ key }) => key === name)?.value ?? '?'}`
    const type = String(field.data_type)
    const key = field.is_primary_key ? `, key${field.autoID ? ' made by itself' : ''}` : ''
    return { name: field.name, type, size: size(type === 'VarChar' ? 'max_length' : 'dim'), key }
  })
  const of = (name: string): (typeof shown)[number] | undefined => shown.find((field) => field.name === name)
  const [id, language, vector] = [of('id'), of('language'), of('vector')]
  const fits =
    id?.type === 'VarChar' && id.key === ', key' && language?.type === 'VarChar' && vector?.type === 'FloatVector'
  if (!fits || Number(vector.size) !== dimensions || shown.length !== 3) {
    const fields = shown.map(({ name, type, size, key }) => `${name} ${type}(${size})${key}`).join('; ')
    throw other(collection, `the fields id VarChar, key; language VarChar; vector FloatVector(${dimensions})`, fields)
  }
  return { id: Number(id.size), language: Number(language.size) }
}

async function verifyIndex(wanted: CollectionWanted): Promise<void> {
  const { client, calls, collection, settings } = wanted
  const found = await describedIndex(wanted)
  if (!found) {
    await calls.ask(
      'index the collection',
      async () =>
        await client.createIndex({
          collection_name: collection,
          field_name: 'vector',
          index_type: settings.type,
          metric_type: metric,
          params: settings.build,
        }),
    )
    return
  }
  const expected = { index_type: settings.type, metric_type: metric, ...settings.build }
  const differs = Object.entries(expected).some(([key, value]) => String(found[key]) !== String(value))
  if (differs) throw other(collection, `the index ${JSON.stringify(expected)}`, JSON.stringify(found))
}

/** Its parameters, flat; undefined where there is none. */
async function describedIndex({
  client,
  calls,
  collection,
}: CollectionWanted): Promise<Record<string, unknown> | undefined> {
  const answer = await client.describeIndex({ collection_name: collection, field_name: 'vector' })
  const isMissing = statusOf(answer).error_code === 'IndexNotExist' || statusOf(answer).code === 700
  if (isMissing) return undefined
  await calls.ask('describe the index', async () => answer)
  const params = answer.index_descriptions[0]?.params ?? []
  return Object.assign(
    {},
    ...params.map(({ key, value }) => (key === 'params' ? JSON.parse(String(value)) : { [key]: value })),
  )
}

function other(collection: string, wanted: string, got: string): RangeError {
  return new RangeError(
    `milvus: the collection "${collection}" must have ${wanted}; got ${got}. Name another collection, or drop this one.`,
  )
}
