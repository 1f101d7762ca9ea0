import { fc, test } from '@fast-check/vitest'
import { describe, expect } from 'vitest'
import { damageOf } from './encoding-damage.ts'

/** UTF-8 read as another encoding. */
function misread(text: string, encoding: string): string {
  return new TextDecoder(encoding).decode(new TextEncoder().encode(text))
}

describe('damageOf', () => {
  test.each([
    ['fünf', 'Ã¼'],
    ['“quoted”', 'â€œ'],
    ['1455–1536', 'â€“'],
    ['565 °C', 'Â°'],
    ['прием', 'Ð¿Ñ€'],
    ['नमस्ते', 'à¤¨à¤®'],
    ['北京', 'åŒ—äº¬'],
    ['😀', 'ðŸ˜€'],
  ])('sees that %s was read as Windows-1252', (text, damage) => {
    expect(damageOf(misread(text, 'windows-1252'))).toBe(damage)
  })
  test('sees that Cyrillic was read as Windows-1251', () => {
    expect(damageOf(misread('Привет', 'windows-1251'))).toBe('РџСЂРё')
  })
  test('sees the replacement character', () => {
    expect(damageOf('B\ufffdch')).toBe('\ufffd')
  })
  test.each([
    ['French spacing', '« Elle est là\u00a0»'],
    ['Portuguese in capitals, quoted', '“NÃO”, disse a IRMû, «MANHû'],
    ['Spanish with an ellipsis', 'CAFÉ… ¿QUÉ…? “É”'],
    ['Vietnamese', 'Tổng thống ÂU CƠ – Ấ…'],
    ['Italian', 'perché”… caffè”.'],
    ['Russian', 'Рёв Сё, РЁ №1 «Россия»'],
    ['degrees and fractions', '3 ½ °C ± 5 µm · 7 ×'],
    ['Icelandic', 'Ð og ð, Þ…'],
  ])('is silent about %s', (_, text) => {
    expect(damageOf(text)).toBeUndefined()
  })

  const cyrillic = fc.string({
    unit: fc.constantFrom(...'абвгдежзийклмнопрстуфхцчшщъыьэюя'),
    minLength: 3,
    maxLength: 12,
  })
  test.prop([cyrillic])('sees every Cyrillic word that was read as Windows-1252, and none as it is', (word) => {
    expect(damageOf(misread(word, 'windows-1252'))).toBeDefined()
    expect(damageOf(word)).toBeUndefined()
  })
  const letters = fc.string({ unit: fc.constantFrom(...'abcäöüßéèàçñåøãâôõÄÖÜÉÃÂÑ ,.'), maxLength: 40 })
  test.prop([letters])('is silent about every text of letters and full stops', (text) => {
    expect(damageOf(text)).toBeUndefined()
  })
})
