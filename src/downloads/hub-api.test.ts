import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { commitOf, hubFiles } from './hub-api.ts'

const commit = 'a'.repeat(40)
const model = { kind: 'model', name: 'org/model' } as const

/** A hub that answers everything alike. */
async function answering(body: string, type = 'application/json'): Promise<{ endpoint: string; attempts: number }> {
  const server = createServer((_, answer) => answer.writeHead(200, { 'content-type': type }).end(body))
  await new Promise<void>((resolve) => server.listen(0, resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, attempts: 1 }
}

test('commitOf takes the commit, hubFiles names, sizes and hashes of files alone', async () => {
  expect(await commitOf(model, 'main', await answering(JSON.stringify({ id: 'org/model', sha: commit })))).toBe(commit)
  const listing = [
    { type: 'directory', path: 'a', size: 0, oid: '1' },
    { type: 'file', path: 'a/small.json', size: 3, oid: '2' },
    { type: 'file', path: 'large', size: 9, oid: '3', lfs: { oid: '4', size: 9, pointerSize: 134 }, xetHash: '5' },
  ]
  expect(await hubFiles(model, commit, await answering(JSON.stringify(listing)))).toEqual([
    { path: 'a/small.json', size: 3, gitBlob: '2' },
    { path: 'large', size: 9, sha256: '4' },
  ])
})

test.each([
  ['{"sha":"main"}', /sha must be a commit; got "main"\. Check HF_ENDPOINT/],
  ['{}', /sha must be a commit; got nothing/],
  ['{"sha":', /:1:8: the text must be JSON/],
])('commitOf refuses %s', async (body, words) => {
  await expect(commitOf(model, 'main', await answering(body))).rejects.toThrow(words)
})

test('commitOf refuses a page', async () => {
  const hub = await answering(JSON.stringify({ sha: commit }), 'text/html')
  await expect(commitOf(model, 'main', hub)).rejects.toThrow(/the answer must be JSON; got "text\/html"/)
})

test.each([
  ['{}', /the answer must be a list; got \{\}/],
  ['[{"type":"file"}]', /path must be a text; got nothing/],
  ['[{"type":"file","path":"a","oid":"1"}]', /size of a must be a number; got nothing/],
  ['[{"type":"file","path":"a","size":1}]', /oid of a must be a hash; got nothing/],
])('hubFiles refuses %s', async (body, words) => {
  await expect(hubFiles(model, commit, await answering(body))).rejects.toThrow(words)
})
