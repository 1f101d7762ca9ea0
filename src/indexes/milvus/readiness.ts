import { setTimeout as delay } from 'node:timers/promises'
import type { CollectionWanted } from './collection.ts'

/** Milliseconds between two looks at what the server is at: soon, then less often. */
const looks = { first: 10, last: 1000 }

type Wanted = Pick<CollectionWanted, 'client' | 'calls' | 'collection'>

/**
 * Sees that what was inserted is searched through the index. Rows that are new are compared one by one until they are
 * flushed and indexed, and loaded anew: without this, an approximate index would look exact for a while.
 */
export async function makeReady(wanted: Wanted): Promise<void> {
  const { client, calls, collection } = wanted
  const name = { collection_name: collection }
  await calls.ask('flush the collection', async () => await client.flushSync({ collection_names: [collection] }))
  await until('Finished', () => indexState(wanted))
  await calls.ask('release the collection', async () => await client.releaseCollection(name))
  await load(wanted)
}

/** Loads the collection: Milvus answers about no other. */
export async function load({ client, calls, collection }: Wanted): Promise<void> {
  const name = { collection_name: collection }
  await calls.ask('load the collection', async () => await client.loadCollectionAsync(name))
  const stateOf = async (): Promise<string> => {
    const { state } = await calls.ask('tell whether it has loaded', async () => await client.getLoadState(name))
    if (/NotLoad|NotExist/.test(state)) throw calls.failure('load the collection', state)
    return state
  }
  await until('LoadStateLoaded', stateOf)
}

async function indexState({ client, calls, collection }: Wanted): Promise<string> {
  const { index_descriptions: found } = await calls.ask(
    'describe the index',
    async () => await client.describeIndex({ collection_name: collection, field_name: 'vector' }),
  )
  const state = String(found[0]?.state)
  if (state === 'Failed') throw calls.failure('build the index', String(found[0]?.index_state_fail_reason))
  return state
}

async function until(wanted: string, state: () => Promise<string>): Promise<void> {
  for (let wait = looks.first; (await state()) !== wanted; wait = Math.min(2 * wait, looks.last)) {
    await delay(wait)
  }
}
