import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { samplersReport } from '../fixtures/report.ts'
import { githubAnnotations, summarizeForGithub } from './github.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'github-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

describe('githubAnnotations', () => {
  const root = mkdtempSync(join(tmpdir(), 'github-'))
  afterAll(() => rmSync(root, { recursive: true, force: true }))
  const problem = { key: 'a.bench.ts > group, one > ×: two', message: '50 %\nworse', remedy: 'Look.' }
  const options = { root, isTold: () => false, env: { GITHUB_ACTIONS: 'true', GITHUB_WORKSPACE: join(root, '..') } }
  const folder = root.split('/').at(-1)

  test('stand at the line of the case, with what would end a property or a line escaped', () => {
    writeFileSync(join(root, 'a.bench.ts'), "import 'x'\n\ndescribe('group, one', () => {\n  test(\"×: two\", f)\n})\n")
    expect(githubAnnotations([problem], options)).toEqual([
      `::error file=${folder}/a.bench.ts,line=4,title=Retrieval gate%3A group%2C one > ×%3A two::50 %25%0Aworse%0ALook.`,
    ])
  })

  test.each([
    ['the group, where the name is made of a template', 'a.bench.ts > group, one > hybrid', 3],
    ['the first line, where no name is found', 'a.bench.ts > other', 1],
    ['the first line, where the file is gone', 'gone.bench.ts > other', 1],
  ])('stand at %s', (_, key, line) => {
    expect(githubAnnotations([{ ...problem, key }], options)[0]).toContain(`,line=${line},title=`)
  })

  test('name no file where the whole suite is meant', () => {
    expect(githubAnnotations([{ ...problem, key: null }], options)).toEqual([
      '::error title=Retrieval gate%3A the suite::50 %25%0Aworse%0ALook.',
    ])
  })

  test('are left to who tells them already, and to GitHub', () => {
    expect(githubAnnotations([problem], { ...options, isTold: () => true })).toEqual([])
    expect(githubAnnotations([problem], { ...options, env: {} })).toEqual([])
  })
})

describe('summarizeForGithub', () => {
  test('adds to what stands there, ends with a blank line, and links what the run uploaded', () => {
    const file = join(temporaryFolder(), 'summary.md')
    writeFileSync(file, 'before\n')
    const run = { GITHUB_SERVER_URL: 'https://example.test', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' }
    summarizeForGithub(samplersReport(), [], { GITHUB_STEP_SUMMARY: file, ...run })
    const text = readFileSync(file, 'utf8')
    expect(text).toMatch(/^before\n\n## ✅ Retrieval gate passed\n/)
    expect(text).toMatch(/\(https:\/\/example\.test\/a\/b\/actions\/runs\/7#artifacts\)\.\n\n$/)
  })

  test('leaves room for what stands there', () => {
    const file = join(temporaryFolder(), 'summary.md')
    writeFileSync(file, 'x'.repeat(1024 * 1024 - 2000))
    summarizeForGithub(samplersReport(), [], { GITHUB_STEP_SUMMARY: file })
    const text = readFileSync(file)
    expect(text.length).toBeLessThan(1024 * 1024)
    expect(text.toString().trimEnd().endsWith('The rest is in the report.*')).toBe(true)
  })

  test('writes nothing elsewhere', () => {
    expect(() => summarizeForGithub(samplersReport(), [], {})).not.toThrow()
  })
})
