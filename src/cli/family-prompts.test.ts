import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { tinyModel, writeFolder } from '../../fixtures/model-folder.ts'
import { tinyFolders } from '../../fixtures/model-folder-changes.ts'
import { withFamilyPrompts } from './family-prompts.ts'

const { newFolder } = tinyFolders()

async function promptsOf(name: string, { stated, prompts = {} }: { stated?: object; prompts?: object } = {}) {
  const encoder = await writeFolder(join(newFolder(), name), tinyModel('bert'))
  if (stated) writeFileSync(join(encoder, 'config_sentence_transformers.json'), JSON.stringify({ prompts: stated }))
  const { flags, warnings } = await withFamilyPrompts({ encoder, prompts })
  return { prompts: flags.prompts, warnings }
}

const asItIs = { prompts: {}, warnings: [] }

describe('withFamilyPrompts', () => {
  test('gives E5 the prompts it was trained with, and says so', async () => {
    expect(await promptsOf('multilingual-e5-small-pruned')).toEqual({
      prompts: { query: 'query: ', document: 'passage: ' },
      warnings: [
        expect.stringMatching(/^multilingual-e5-small-pruned states no prompts: "query: " and "passage: " were put/),
      ],
    })
  })

  test.each(['e5-mistral-7b-instruct', 'multilingual-e5-large-instruct', 'LaBSE', 'the5-times'])(
    'leaves %s as it is',
    async (name) => {
      expect(await promptsOf(name)).toEqual(asItIs)
    },
  )

  test('leaves prompts that the folder states, or that are asked for, none among them', async () => {
    expect(await promptsOf('e5-base', { stated: { query: 'q: ' } })).toEqual(asItIs)
    expect(await promptsOf('e5-base', { prompts: { query: '' } })).toEqual({ prompts: { query: '' }, warnings: [] })
  })

  test('leaves what is no folder here to whoever opens it', async () => {
    const flags = { encoder: 'intfloat/e5-base@main', prompts: {} }
    expect(await withFamilyPrompts(flags)).toEqual({ flags, warnings: [] })
  })
})
