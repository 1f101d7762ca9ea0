import type { Language } from '../retrieval.ts'

// ISO 639-3 codes of the languages that ISO 639-1 gives two letters.
const threeLetters = `
  aar abk afr aka amh ara arg asm ava ave aym aze bak bam bel ben bis bod bos bre bul cat ces cha che chu chv
  cor cos cre cym dan deu div dzo ell eng epo est eus ewe fao fas fij fin fra fry ful gla gle glg glv grn guj
  hat hau heb her hin hmo hrv hun hye ibo ido iii iku ile ina ind ipk isl ita jav jpn kal kan kas kat kau kaz
  khm kik kin kir kom kon kor kua kur lao lat lav lim lin lit ltz lub lug mah mal mar mkd mlg mlt mon mri msa
  mya nau nav nbl nde ndo nep nld nno nob nor nya oci oji ori orm oss pan pli pol por pus que roh ron run rus
  sag san sin slk slv sme smo sna snd som sot spa sqi srd srp ssw sun swa swe tah tam tat tel tgk tha tir ton
  tsn tso tuk tur uig ukr urd uzb ven vie vol wln wol xho yid yor zha zho zul
`

/** Two letters → three. ICU knows which two letters stand for three. */
const codes: ReadonlyMap<string, string> = new Map(
  threeLetters
    .trim()
    .split(/\s+/)
    .map((code) => [new Intl.Locale(code).language, code]),
)

/**
 * A language with its script as ISO 639-3 and ISO 15924 write them: `deu-Latn` for `de`, `zho-Hant` for `zh-Hant`. A script
 * that is not named is the one in which the language is mostly written, by CLDR's likely subtags.
 *
 * @throws {RangeError} no language tag, or one whose script is not known
 */
export function languageScript(language: Language): string {
  const { language: code = '', script } = likely(language) ?? {}
  const three = codes.get(code) ?? code
  if (script !== undefined && /^[a-z]{3}$/.test(three)) return `${three}-${script}`
  throw new RangeError(
    `languageScript: the language must be one that CLDR knows, like de, yue or zh-Hant; got ${JSON.stringify(language)}. Say what it is, like deu-Latn.`,
  )
}

function likely(language: Language): Intl.Locale | undefined {
  // Likely subtags make English of the undetermined language.
  if (/^und(-|$)/i.test(language)) return undefined
  try {
    return new Intl.Locale(language).maximize()
  } catch {
    return undefined
  }
}
