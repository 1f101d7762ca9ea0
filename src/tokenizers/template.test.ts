import { describe, expect, test } from 'vitest'
import { template } from './template.ts'

const special = (id: string): object => ({ SpecialToken: { id, type_id: 0 } })
const text = { Sequence: { id: 'A', type_id: 0 } }
const special_tokens = { '<s>': { ids: [0] }, '</s>': { ids: [2] }, two: { ids: [5, 6] } }

describe('template', () => {
  test('gives the ids before and behind a text', () => {
    const single = [special('<s>'), text, special('</s>'), special('two')]
    expect(template({ type: 'TemplateProcessing', single, special_tokens })).toEqual({ before: [0], after: [2, 5, 6] })
  })

  test.each(['BertProcessing', 'RobertaProcessing'])('gives those of %s', (type) => {
    expect(template({ type, cls: ['[CLS]', 2], sep: ['[SEP]', 3] })).toEqual({ before: [2], after: [3] })
  })

  test('puts later processors of a sequence around earlier ones', () => {
    const inner = { type: 'TemplateProcessing', single: [special('two'), text, special('two')], special_tokens }
    const outer = { type: 'BertProcessing', cls: ['[CLS]', 7], sep: ['[SEP]', 8] }
    const both = template({ type: 'Sequence', processors: [{ type: 'ByteLevel' }, inner, outer] })
    expect(both).toEqual({ before: [7, 5, 6], after: [5, 6, 8] })
  })

  test('is empty without a part', () => {
    expect(template(undefined)).toEqual({ before: [], after: [] })
  })

  test.each([
    [
      { type: 'Chat' },
      'the post-processor must be one of TemplateProcessing, BertProcessing, RobertaProcessing, Sequence',
    ],
    [{ type: 'TemplateProcessing', single: [special('<s>')], special_tokens }, 'must hold the text once'],
    [{ type: 'TemplateProcessing', single: [text, text], special_tokens }, 'must hold the text once'],
    [
      { type: 'TemplateProcessing', single: [special('toString'), text], special_tokens },
      'got undefined for "toString"',
    ],
    [{ type: 'BertProcessing', cls: ['[CLS]', 7] }, 'must give cls and sep as [token, id]'],
  ])('refuses %j', (part, message) => {
    expect(() => template(part)).toThrow(message)
  })
})
