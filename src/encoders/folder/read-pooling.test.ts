import { describe, expect, test } from 'vitest'
import { pooled, tinyFolders } from '../../../fixtures/model-folder-changes.ts'

const { read } = tinyFolders()

describe('pooling', () => {
  test.each([
    [{ pooling_mode_mean_tokens: true }, ['mean']],
    [{ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }, ['cls']],
    [
      { pooling_mode_max_tokens: true, pooling_mode_lasttoken: true, pooling_mode_cls_token: true },
      ['cls', 'max', 'last-token'],
    ],
    [
      { pooling_mode_mean_sqrt_len_tokens: true, pooling_mode_weightedmean_tokens: true },
      ['mean-sqrt-length', 'weighted-mean'],
    ],
    [{ pooling_mode_mean_tokens: false, pooling_mode_cls_token: false }, ['mean']],
    [{}, ['mean']],
    [{ pooling_mode: 'mean_sqrt_len_tokens' }, ['mean-sqrt-length']],
    [{ pooling_mode: ['weightedmean', 'mean'] }, ['weighted-mean', 'mean']],
    [{ pooling_mode: 'cls', pooling_mode_mean_tokens: true }, ['cls']],
  ])('%j is %j', async (values, modes) => {
    expect((await read('bert', pooled(values))).pooling).toEqual({ modes, includePrompt: true })
  })

  test('leaves a prompt out where its file says so', async () => {
    expect((await read('bert', pooled({ include_prompt: false }))).pooling.includePrompt).toBe(false)
  })

  test.each<[Record<string, unknown>, RegExp]>([
    [{ pooling_mode: 'median' }, /"pooling_mode" must be one or a list of cls, max, mean, .*got "median"/],
    [{ pooling_mode: [] }, /got \[\]/],
    [
      { pooling_mode_median_tokens: true },
      /"pooling_mode_median_tokens" must be off: known are pooling_mode_cls_token/,
    ],
    [{ pooling_mode_cls_token: 'yes' }, /must be true or false; got "yes"/],
    [{ word_embedding_dimension: 768 }, /"word_embedding_dimension" must be the transformer's hidden size, 4; got 768/],
    [{ embedding_dimension: 768 }, /"embedding_dimension" must be .* 4; got 768/],
  ])('refuses %j', async (values, message) => {
    await expect(read('bert', pooled(values))).rejects.toThrow(message)
  })
})
