import type { Language } from '../retrieval.ts'
import {
  bySideAndLanguage,
  excerpt,
  type Finding,
  noted,
  type Side,
  sides,
  type TextCheck,
  talliedFinding,
  tally,
} from './finding.ts'

// How bytes 80–BF look when UTF-8 was read as Windows-1252, or as Latin-1 (the C1 controls).
const continuation = '[\\u0080-\\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]'
const sequence = `(?:[Â-ß]${continuation}|[à-ï]${continuation}{2})`

/**
 * UTF-8 that was read as something else. Each pattern is one that no language writes:
 * a lone Ã or Â before a sign (`Ã¼`; before a quote or dash, which may follow a word in capitals, only where `Ã–` begins a
 * word), `â€` (curly quotes),
 * `ðŸ` (emoji), and two whole sequences side by side (`Ð¿Ñ€`, `à¤¨à¤®`); from Windows-1251, three of `РїСЂРё`'s pairs.
 */
const mojibake = new RegExp(
  [
    '[ÂÃ][\\u0080-\\u009f\\u00a1-\\u00aa\\u00ac-\\u00ba\\u00bc-\\u00bf€‚ƒ„†‡ˆ‰Š‹ŒŽ•˜šœžŸ]',
    '(?<!\\p{Letter})Ã[‘’“”–—…™](?=\\p{Letter})',
    `â€${continuation}`,
    `ðŸ${continuation}{2}`,
    `${sequence}{2}`,
    '(?:[РС][\\u00a0-\\u00bfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї]){3}',
  ].join('|'),
  'u',
)

/** What of a text shows that its bytes were damaged or misread; undefined where nothing does. */
export function damageOf(text: string): string | undefined {
  if (text.includes('\ufffd')) return '\ufffd'
  return mojibake.exec(text)?.[0]
}

/** Texts with U+FFFD, which decoders put in place of what they cannot read, or with UTF-8 that was read as another encoding. */
export function encodingDamage(languages: readonly Language[]): TextCheck {
  const cells = bySideAndLanguage(languages, () => ({ among: 0, damaged: tally() }))
  return {
    add(entry, side) {
      const cell = cells[side].get(entry.language)
      if (!cell) return
      cell.among++
      if (damageOf(entry.text) !== undefined) noted(cell.damaged, () => `${entry.id} ${around(entry.text)}`)
    },
    findings: () => ({
      errors: [],
      warnings: languages.flatMap((language) => sides.flatMap((side) => told(language, side))),
    }),
  }

  function told(language: Language, side: Side): Finding[] {
    const { among, damaged } = cells[side].get(language)!
    if (damaged.count === 0) return []
    const what = `${side} with signs of a wrong decoding`
    return [talliedFinding({ check: 'encoding', language, what, among }, damaged)]
  }
}

function around(text: string): string {
  const damage = damageOf(text)!
  const at = text.indexOf(damage)
  return excerpt(text.slice(Math.max(0, at - 20), at + 40))
}
